import { type Observation, passIf } from "../../engine/observation";
import type { NodeGroup } from "../../evidence/node-group";
import { reachable } from "../../host/shell";

/** What listens for SSH, under its names in Amazon Linux and Debian. */
const SERVICES = ["ssh.service", "sshd.service"];

/** Services for SSH are masked on nodes of which every file is known. */
export function sshMasked({ host }: NodeGroup): readonly Observation[] {
  if (host?.isComplete !== true) return [];
  const masked = host.files
    .filter(({ content }) => content.includes("systemctl"))
    .filter(({ path, content }) => path.endsWith(".sh") || /^#!.*\b(ba|da)?sh\b/.test(content))
    .flatMap(({ path }) => maskedBy(host.parsed(path, reachable, "reachable") ?? []));
  const links = host.filesAt(/^\/etc\/systemd\/system\/sshd?\.service$/).map(({ path }) => path);
  const missing = SERVICES.filter(
    (service) => !masked.includes(service) && !links.includes(`/etc/systemd/system/${service}`),
  );
  return [
    passIf(missing.length === 0, {
      actual: missing.length === 0 ? "SSH is masked" : `${missing.join(", ")} not masked`,
      expected: `${SERVICES.join(", ")} masked on the nodes`,
    }),
  ];
}

/** Units that commands mask; a variable of a loop stands for each of its words. */
function maskedBy(commands: ReturnType<typeof reachable>): readonly string[] {
  const loops = new Map<string, readonly string[]>();
  const masked = new Set<string>();
  for (const { words } of commands) {
    const [program = "", first = "", second = ""] = words;
    if (program === "for" && second === "in") loops.set(first, words.slice(3));
    if (!/(^|\/)systemctl$/.test(program)) continue;
    const named = words
      .slice(1)
      .flatMap((word) => loops.get(word.replaceAll(/[${}"]/g, "")) ?? [word])
      .map((word) => (word.includes(".") ? word : `${word}.service`));
    if (words.includes("mask")) for (const unit of named) masked.add(unit);
    if (words.includes("unmask")) for (const unit of named) masked.delete(unit);
  }
  return [...masked];
}
