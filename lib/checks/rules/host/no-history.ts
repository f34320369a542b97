import { type Observation, passIf } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { MACHINES, missing, nodeGroups, onHost } from "../../engine/subjects";
import { none } from "../../engine/unit-assertions";
import type { Host } from "../../evidence/host";
import { commandsNamed, type NodeCommand, tell } from "../../host/commands";
import { tmpfilesOf } from "../../host/directories";
import { historyOf } from "../../host/shell-history";
import { dropInsOf } from "../../host/units";

export const noHistory = defineRule({
  id: "HOST-07",
  title: "No secret stays in a shell's history or shows among the processes",
  severity: "error",
  since: "0.1.0",
  rationale:
    "People type tokens and passwords. What a history keeps, or an argument shows, the next one on the machine reads.",
  remediation:
    "Switch histories off in /etc/profile.d with variables that are read-only, for zsh in its zshenv files, for sessions by a drop-in of amazon-ssm-agent; hand secrets over by stdin, and log in with -no-store.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://developer.hashicorp.com/vault/docs/commands/login",
  ],
  guide: ["C14", "S16"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["8.3.2", "3.3.1"],
    iso27001: ["A.5.17", "A.8.12"],
    nist80053: ["IA-5"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: (group, context) => [
    ...none(
      commandsNamed(group, "curl", "wget", "vault", "bao").filter(showsSecret).map(tell),
      "no secret among the arguments of a command, no token kept by a login",
    ),
    ...onHost((host) => [...shells(host), ...sessions(host), ...homes(host), ...revived(host)])(
      group,
      context,
    ),
  ],
});

/** bash and zsh, each by its own files. */
function shells(host: Host): readonly Observation[] {
  const profiles = host.filesAt(/^\/etc\/profile\.d\/[^/]+\.sh$/);
  const zshenv = ["/etc/zshenv", "/etc/zsh/zshenv"];
  const off = (content: string, names: readonly string[]) => {
    const history = historyOf(content);
    return history.isOff && names.every((name) => history.readOnly.includes(name));
  };
  const bash = profiles.some(({ content }) => off(content, ["HISTFILE", "HISTSIZE", "HISTFILESIZE"]));
  const expected = "a file of /etc/profile.d that switches the history off for good";
  return [
    bash
      ? passIf(true, { actual: expected, expected })
      : missing(
          host,
          `a switch for ${["HISTFILE", "HISTSIZE", "HISTFILESIZE"].join(", ")}, read-only,`,
          expected,
        ),
    ...zshenv.map((path) => {
      const file = host.file(path);
      const said = `${path} switches zsh's history off for good`;
      if (file === undefined) return missing(host, path, said);
      return passIf(off(file.content, ["SAVEHIST"]), {
        actual: `${path}: ${historyOf(file.content).told}`,
        expected: said,
      });
    }),
  ];
}

/** Session Manager starts a shell that reads no profile. */
function sessions(host: Host): readonly Observation[] {
  const added = dropInsOf(host, "amazon-ssm-agent.service");
  const expected = "sessions without a history, by the environment of amazon-ssm-agent.service";
  if (added === undefined) return [missing(host, "a drop-in of amazon-ssm-agent.service", expected)];
  const variables = new Map(
    added
      .words("Service", "Environment")
      .map((word) => word.replaceAll(/["']/g, "").split("=") as [string, string]),
  );
  const file = variables.get("ENV") ?? "";
  const read = host.file(file);
  return [
    passIf(variables.get("HISTFILE") === "/dev/null" && variables.get("HISTSIZE") === "0", {
      actual: `Environment=${[...variables].map((pair) => pair.join("=")).join(" ")}`,
      expected,
    }),
    passIf(read !== undefined && historyOf(read.content).isOff, {
      actual: `ENV=${file}`,
      expected: "ENV names the file that switches the history off",
    }),
  ];
}

/** Interactive shells that read none of our files find no place to write to. */
function homes(host: Host): readonly Observation[] {
  const links = tmpfilesOf(host).filter(
    ({ type, argument }) => type.startsWith("L") && argument === "/dev/null",
  );
  return ["/root/.bash_history", "/etc/skel/.bash_history"].map((path) => {
    const expected = `${path} leads to /dev/null`;
    return links.some((link) => link.path === path)
      ? passIf(true, { actual: expected, expected })
      : missing(host, `a link at ${path}`, expected);
  });
}

/** Files of shells that bring a history back before ours forbids it. */
function revived(host: Host): readonly Observation[] {
  const read =
    /^\/(etc\/(profile|bashrc|bash\.bashrc|environment|zshrc|zshenv|zsh\/.*|profile\.d\/.*|skel\/\..*)|root\/\..*|home\/.*)$/;
  return none(
    host
      .filesAt(read)
      .flatMap(({ path, content }) => historyOf(content).kept.map((text) => `${path}: ${text}`)),
    "no file that keeps a history",
  );
}

/** Arguments are shown by ps; a login keeps its token in a file unless told otherwise. */
function showsSecret({ program, args }: NodeCommand): boolean {
  if (program === "curl" || program === "wget") {
    return args.some((arg) => /^(-H)?X-Vault-Token:/i.test(arg) || /^--header=X-Vault-Token:/i.test(arg));
  }
  if (program !== "vault" && program !== "bao") return false;
  const [verb = "", ...rest] = args.filter(
    (arg) => !/^-(address|ca-cert|client-cert|client-key|format)\b/.test(arg),
  );
  if (verb === "login") {
    const kept = !rest.some((arg) => /^--?(no-store|token-only)(=true)?$/.test(arg));
    return (
      kept || rest.some((arg) => /^(token|password)=[^-@]/.test(arg) || /^(hv[sbr]|[sbr])\.\w/.test(arg))
    );
  }
  if (verb === "operator" && ["unseal", "rekey", "generate-root"].includes(rest[0] ?? "")) {
    return rest.slice(1).some((arg) => /^[^-]{8,}$/.test(arg));
  }
  return (
    (verb === "write" || verb === "kv" || verb === "token") &&
    rest.some((arg) => /(password|secret|token|secret_id|key)=[^-@]/.test(arg))
  );
}
