import { type Observation, passIf, unknown } from "../../engine/observation";
import { defineRule, type RuleContext } from "../../engine/rule";
import { clusterGroups, MACHINES, missing, nodeGroups } from "../../engine/subjects";
import type { Host } from "../../evidence/host";
import { NodeGroup } from "../../evidence/node-group";
import type { Resource } from "../../evidence/resource";
import { tell } from "../../host/commands";
import { firstRequests, operatorsOf } from "../../host/first-boot";
import { type Initialisation, initialisationsOn } from "../../host/initialisation";
import { kept, lasts, livesOf, looksFor } from "./first-boot-life";
import { atomic, begun, closed } from "./first-boot-machine";
import { byCommand, inSteps, keepsToItself } from "./first-boot-program";
import { laid } from "./first-boot-requests";
import { shared } from "./operator-keys";

const EXPECTED = "one program that initialises Vault once, for the PGP keys of operators, and revokes root";

export const initialisedSafely = defineRule<NodeGroup | Resource>({
  id: "TOK-02",
  title: "Vault is initialised once, for its operators, and nobody ever sees a root token",
  severity: "error",
  since: "0.1.0",
  rationale:
    "Whoever sees the answer of sys/init owns Vault: its root token does everything, and its shares make another one. Two nodes that initialise make two clusters, and one that can be written over is a cluster that somebody else begins.",
  remediation:
    "Let HardenedVault initialise: five operators with PGP keys or more, of whom three come together; audit devices first; the root token in a variable, revoked and asked for again; COMMITTED last.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/production-hardening",
    "https://developer.hashicorp.com/vault/api-docs/system/init",
    "https://developer.hashicorp.com/vault/docs/concepts/pgp-gpg-keybase",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html",
  ],
  guide: ["C09", "S13"],
  controls: {
    soc2: ["CC6.1", "CC6.3"],
    pciDss: ["3.6.1.1", "3.7.6", "3.7.7", "8.6.1"],
    iso27001: ["A.8.2", "A.8.24"],
    nist80053: ["AC-5", "AC-6", "SC-12"],
  },
  attestable: {
    statement:
      "the recovery key is shared among five operators or more by their PGP keys, three must come together, and the root token was revoked",
    days: 365,
  },
  claims: MACHINES,
  subjects: (context) => [
    ...nodeGroups(context),
    ...new Set(clusterGroups(context).flatMap((group) => livesOf(group, context))),
  ],
  notApplicable: "no machine of this stack runs Vault",
  check: (subject, context) =>
    subject instanceof NodeGroup ? onNodes(subject, context) : lasts(subject, context),
});

function onNodes(group: NodeGroup, context: RuleContext): readonly Observation[] {
  const { host } = group;
  const programs = initialisationsOn(group);
  if (group.isDrill && programs.length === 0) return [unknownWhere(host)];
  // The Vault of a drill is empty, and its root token ends with what is restored into it.
  if (group.isDrill) return [...programs.flatMap(keepsToItself), ...looksFor(group, context)];
  const isOurs = host !== undefined && firstRequests(host) !== undefined;
  if (programs.length === 0 && !isOurs) {
    return host?.server?.at("initialize").isAbsent === false
      ? [passIf(true, { actual: "the server initialises itself", expected: EXPECTED })]
      : [unknownWhere(host)];
  }
  const ours = programs.filter((program) => !program.byCommand);
  return [
    ...programs.filter((program) => program.byCommand).flatMap(byCommand),
    passIf(programs.length === 1, {
      actual: `${programs.length} commands initialise Vault: ${programs.map(({ init }) => tell(init)).join(", ")}`,
      expected: EXPECTED,
    }),
    ...ours.flatMap(inSteps),
    ...(host === undefined || !isOurs ? [] : firstBoot(host, group, ours, context)),
  ];
}

function unknownWhere(host: Host | undefined): Observation {
  const actual = "nothing on these nodes initialises Vault";
  if (host?.isComplete === true) return missing(host, "what initialises Vault", EXPECTED);
  return unknown({ actual, expected: EXPECTED, reason: "who initialises it, and how, cannot be seen here" });
}

function firstBoot(
  host: Host,
  group: NodeGroup,
  programs: readonly Initialisation[],
  context: RuleContext,
): readonly Observation[] {
  const operators = operatorsOf(host);
  return [
    ...(operators === undefined
      ? [missing(host, "a list of operators", "operators with PGP keys")]
      : shared(operators)),
    ...laid(firstRequests(host) ?? [], group, context),
    ...kept(group, context),
    ...atomic(group),
    ...closed(host, group, programs),
    ...begun(group, programs, context),
  ];
}
