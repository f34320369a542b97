import { eachFile, filesAt, type Judge, linesOf } from "./judge";

const version = () => process.version;

/** JSON read again: a name given twice in one object would be lost silently, so the text must come out as it went in. */
export const json: Judge = {
  name: "JSON, read again",
  programs: [],
  version: () => `Node.js ${version()}`,
  judge: (node) =>
    eachFile(filesAt(node, /\.json$/), ({ content }) => {
      try {
        return `${JSON.stringify(JSON.parse(content), null, 2)}\n` === content
          ? []
          : ["does not come out as it went in: a name is given twice, or the form is not the house's"];
      } catch (error) {
        return [String(error)];
      }
    }),
};

/** That nothing brings, names or enables an SSH server: sessions go through Session Manager alone. */
export const noSsh: Judge = {
  name: "no SSH server",
  programs: [],
  version: () => "",
  judge: (node) => {
    const named = node.files.filter(({ path }) => /ssh/i.test(path)).map(({ path }) => `${path} exists`);
    const told = eachFile(node.files, ({ path, content }) =>
      linesOf(content)
        .filter((line) => !line.trimStart().startsWith("#"))
        .filter((line) =>
          path.endsWith("packages.list")
            ? /ssh/i.test(line)
            : /\b(enable|start|restart|unmask|install|dport 22)\b.*\bsshd?\b|\bdport\b.*\b22\b|^(Wants|Requires|ExecStart)=.*\bsshd?\b/.test(
                line,
              ),
        ),
    );
    const masks = node.files
      .map(({ content }) => /^for unit in (.*); do$/m.exec(content)?.[1] ?? "")
      .join(" ");
    const open = ["ssh.service", "ssh.socket", "sshd.service", "sshd.socket"].filter(
      (unit) => !masks.split(" ").includes(unit),
    );
    return {
      files: node.files.length,
      findings: [...named, ...told.findings, ...open.map((unit) => `no step masks ${unit}`)],
    };
  },
};
