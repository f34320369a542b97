import { fits } from "../../engine/assertions";
import type { Limits } from "../../engine/limits";
import type { Observation } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { isOff, numberWithin, onServer, secondsWithin } from "../../engine/server-assertions";
import { MACHINES, nodeGroups } from "../../engine/subjects";
import { dataOf, endpointsAt } from "../../evidence/generic-endpoint";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { Value } from "../../evidence/value";
import { blocksOf } from "../../host/listeners";
import { VaultService } from "../../host/vault-service";

const FOREVER = Number.POSITIVE_INFINITY;

export const lockoutOn = defineRule<NodeGroup | Resource>({
  id: "CFG-11",
  title: "Users are locked out after failed logins",
  severity: "error",
  since: "0.1.0",
  rationale: "Without a lockout passwords can be guessed as fast as Vault answers.",
  remediation:
    'Set user_lockout "all" with lockout_threshold 5, lockout_duration 30m, lockout_counter_reset 15m, and disable it nowhere.',
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/user-lockout",
    "https://developer.hashicorp.com/vault/docs/configuration/user-lockout",
    "https://nvd.nist.gov/vuln/detail/CVE-2025-6004",
  ],
  guide: ["S17"],
  controls: { soc2: ["CC6.1"], pciDss: ["8.3.4"], iso27001: ["A.8.5"], nist80053: ["AC-7"] },
  claims: MACHINES,
  subjects: (context) => [...nodeGroups(context), ...tunes(context)],
  notApplicable: "no machine of this stack runs Vault",
  check: (subject, context) =>
    subject instanceof NodeGroup ? onNodes(subject, context) : isLeftOn(subject, context.limits),
});

const onNodes = onServer((server, { host, limits }) => {
  const stanzas = blocksOf(server, "user_lockout");
  const hidden = server.at("user_lockout");
  return [
    ...(stanzas.some(({ type }) => type === "all")
      ? []
      : [
          fits(hidden, 'a stanza user_lockout "all"', () => false, {
            reason: "what is not decided here is decided by each release",
          }),
        ]),
    ...stanzas.flatMap(({ type, settings }) => stanza(type, settings, limits)),
    ...(VaultService.of(host)?.environment ?? [])
      .filter(({ name }) => /^(VAULT|BAO)_DISABLE_USER_LOCKOUT$/.test(name))
      .map(({ name, value, from }) => isOff(new Value(`${name} of ${from}`, value ?? "${environment}"))),
  ];
});

/** The stanza for all methods says everything; that of a method takes what it does not say from there. */
function stanza(type: string, settings: Value, limits: Limits): readonly Observation[] {
  const at = (name: string) => new Value(`user_lockout ${type}.${name}`, settings.at(name).raw);
  const wanted = (value: Value) => type === "all" || !value.isAbsent;
  const [threshold, duration, reset] = [
    at("lockout_threshold"),
    at("lockout_duration"),
    at("lockout_counter_reset"),
  ];
  return [
    ...(wanted(threshold) ? [numberWithin(threshold, [1, limits.lockoutThreshold])] : []),
    ...(wanted(duration) ? [secondsWithin(duration, [limits.lockoutSeconds, FOREVER])] : []),
    ...(wanted(reset) ? [secondsWithin(reset, [limits.lockoutResetSeconds, FOREVER])] : []),
    isOff(at("disable_lockout")),
  ];
}

/** What tunes a mount by a path of the API. */
function tunes({ evidence }: RuleContext): readonly Resource[] {
  return endpointsAt(evidence, /\/tune$/);
}

function isLeftOn(resource: Resource, limits: Limits): readonly Observation[] {
  const data = resource.at("data_json");
  if (!data.isKnown) return [fits(data, "a lockout that is known", () => true)];
  const lockout = dataOf(resource).at("user_lockout_config");
  const [threshold, duration, reset] = [
    lockout.at("lockout_threshold"),
    lockout.at("lockout_duration"),
    lockout.at("lockout_counter_reset_duration"),
  ];
  return [
    ...["lockout_disable", "disable_lockout"].map((name) => isOff(lockout.at(name))),
    ...(threshold.isAbsent ? [] : [numberWithin(threshold, [1, limits.lockoutThreshold])]),
    ...(duration.isAbsent ? [] : [secondsWithin(duration, [limits.lockoutSeconds, FOREVER])]),
    ...(reset.isAbsent ? [] : [secondsWithin(reset, [limits.lockoutResetSeconds, FOREVER])]),
  ];
}
