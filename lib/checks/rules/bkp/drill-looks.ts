import { type Observation, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import { vaultAlarms } from "../../evidence/alarms";
import type { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { commandsOn, type NodeCommand } from "../../host/commands";
import { endsScript, mentions } from "../../host/initialisation";
import { restores } from "../../host/snapshots";
import { isReported, tellsFailure, tellsSilence } from "./alarms";

/** What the machine does: it looks at what was restored before it reports a success, and people hear of the rest. */
export function looked(group: NodeGroup, { evidence }: RuleContext): readonly Observation[] {
  const all = commandsOn(group);
  const restore = all.find(restores);
  if (restore === undefined) {
    const said = { actual: "nothing on this machine restores a snapshot", expected: "a program that does" };
    return [
      group.host?.isComplete === true
        ? passIf(false, said)
        : unknown({ ...said, reason: "it may come with the image" }),
    ];
  }
  const program = all.filter(({ source }) => source === restore.source);
  const before = program.slice(0, program.indexOf(restore));
  const after = program.slice(program.indexOf(restore) + 1);
  const alarms = vaultAlarms(evidence)
    .filter((alarm) => /restore/i.test(String(alarm.at("metric_name"))))
    .filter((alarm) => isReported(alarm.at("namespace"), group.host));
  const reported = ({ words }: NodeCommand, alarm: Resource) =>
    words.includes(String(alarm.at("metric_name").literal));
  const silence = alarms.filter(
    (alarm) => tellsSilence(alarm) && after.some((command) => reported(command, alarm)),
  );
  const failure = alarms.filter(
    (alarm) => tellsFailure(alarm) && program.some((command) => reported(command, alarm)),
  );
  const success = after.findIndex((command) => silence.some((alarm) => reported(command, alarm)));
  const looks = reads(after.slice(0, Math.max(success, 0)), program);
  const sums = before.some(
    (command) =>
      command.words.includes("sha256sum") &&
      command.words.some((word) => /^(-c|--check)$/.test(word)) &&
      endsScript(command, program),
  );
  return [
    passIf(sums, {
      actual: `${restore.source} ${sums ? "compares" : "does not compare"} the sum of the snapshot`,
      expected:
        "the sum that the snapshot was stored with, compared before it is restored, or the drill ends",
    }),
    passIf(looks.length > 0, {
      actual: `${looks.length} secrets are read from the restored Vault, and compared, before a success is reported`,
      expected: "a secret that was written before the snapshot, read and compared, and only then a success",
    }),
    passIf(silence.length > 0, {
      actual: `${silence.length} alarms when no drill succeeds`,
      expected: "an alarm on the success that the drill reports, for which missing data breach",
    }),
    passIf(failure.length > 0, {
      actual: `${failure.length} alarms when a drill fails`,
      expected: "an alarm on each failure that the drill reports",
    }),
  ];
}

/** Commands that read a secret of Vault, and without which, or with another value than is expected, the drill ends. */
function reads(commands: readonly NodeCommand[], program: readonly NodeCommand[]): readonly NodeCommand[] {
  return commands.filter((command, index) => {
    if (!readsSecret(command)) return false;
    const end = commands.slice(index).find(({ isPiped }) => !isPiped);
    // What is read into a variable stands in an assignment behind the commands that are substituted in it.
    const held = commands
      .slice(index)
      .find(
        ({ assignments, line }) => line === command.line && assignments.some((one) => one.includes("$(")),
      );
    if (held === undefined) return end !== undefined && endsScript(end, program);
    const names = new Set(held.assignments.map((one) => one.split("=")[0] ?? ""));
    return (
      endsScript(held, program) &&
      commands
        .slice(index)
        .some(
          (one) =>
            /^(\[|\[\[|test)$/.test(one.words[0] ?? "") &&
            one.words.some((word) => /^(=|==)$/.test(word)) &&
            one.words.some((word) => mentions(word, names)) &&
            endsScript(one, program),
        )
    );
  });
}

/** By our own function or by Vault's command; what is below `sys/` is there in an empty Vault as well. */
function readsSecret({ words, program, args }: NodeCommand): boolean {
  const paths = words.filter((word) => /^[\w-]+(\/[\w.-]+)+$/.test(word) && !word.startsWith("sys/"));
  const isOurs = words[0] === "vault_api" && words.includes("GET");
  const isCommand = /^(vault|bao)$/.test(program) && /^(read|kv)$/.test(args[0] ?? "");
  return (isOurs || isCommand) && paths.length > 0;
}
