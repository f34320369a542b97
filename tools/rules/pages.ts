import type { Limits } from "../../lib/checks/engine/limits";
import type { Rule } from "../../lib/checks/engine/rule";
import { PROFILES } from "../../lib/checks/profiles/profiles";
import { RULES } from "../../lib/checks/rules/catalogue";
import { CATALOGUE, type CatalogueEntry, RESERVED } from "../../lib/checks/rules/reserved";
import { FRAMEWORKS } from "../../lib/report/controls";
import { canBeWaived, stoppedBy } from "../../lib/report/effect";
import { CHECKLIST } from "./checklist";
import { FAMILIES, familyOf } from "./families";
import { GENERATED, table } from "./markdown";

const RESERVED_MARK = "not yet";

/** The pages about the rules, by their names in `docs/rules`. */
export function rulePages(): ReadonlyMap<string, string> {
  const families = Object.keys(FAMILIES).filter((family) => RULES.some(({ id }) => familyOf(id) === family));
  return new Map([
    ["README.md", page("Rules", indexPage())],
    ["guide.md", page("Checklist of the hardening guide", guidePage())],
    ["controls.md", page("Controls of published frameworks", controlsPage())],
    ["profiles.md", page("Profiles", profilesPage())],
    ...families.map(
      (family) => [`${family.toLowerCase()}.md`, page(String(FAMILIES[family]), familyPage(family))] as const,
    ),
  ]);
}

function page(title: string, blocks: readonly string[]): string {
  return `${[`# ${title}`, GENERATED, ...blocks].join("\n\n")}\n`;
}

function indexPage(): readonly string[] {
  const rows = CATALOGUE.map((entry) => {
    const rule = RULES.find(({ id }) => id === entry.id);
    if (rule === undefined) return [entry.id, entry.title, entry.severity, RESERVED_MARK, ""];
    return [linkTo(rule.id), rule.title, rule.severity, effectOf(rule), canBeWaived(rule)];
  });
  return [
    `${RULES.length} rules judge a stack in every synthesis, and what others made from the command line: [how they do](../concepts/checks.md), [profiles](profiles.md), [the checklist of the hardening guide](guide.md), [controls](controls.md).`,
    table(["id", "what holds", "severity", "a failure stops the deployment under", "can be waived"], rows),
    `The rules of ${RESERVED.length} ids come with the parts that they judge. An id is never used for something else.`,
  ];
}

function familyPage(family: string): readonly string[] {
  return RULES.filter(({ id }) => familyOf(id) === family).flatMap((rule) => [
    `## ${rule.id}: ${rule.title}`,
    rule.rationale,
    `**Repair:** ${rule.remediation}`,
    table(
      ["", ""],
      [
        ["severity", rule.severity],
        ["stops the deployment under", effectOf(rule)],
        ["can be waived", canBeWaived(rule)],
        ...(rule.attestable === undefined
          ? []
          : [["can be attested", `for ${rule.attestable.days} days: ${rule.attestable.statement}`]]),
        ["not applicable where", rule.notApplicable],
        ["hardening guide", (rule.guide ?? []).join(", ")],
        ...FRAMEWORKS.map(({ key, name }) => [name, (rule.controls?.[key] ?? []).join(", ")]),
        ["since", rule.since],
      ].filter(([, value]) => value !== ""),
    ),
    ...(rule.sources.length === 0
      ? []
      : [
          `Sources:\n\n${rule.sources.map((source) => `- ${/^https?:/.test(source) ? `<${source}>` : source}`).join("\n")}`,
        ]),
  ]);
}

function guidePage(): readonly string[] {
  const serving = (item: string, all: readonly Pick<CatalogueEntry, "id">[], link: (id: string) => string) =>
    all
      .filter((one) => ((one as Rule | CatalogueEntry).guide ?? []).includes(item))
      .map(({ id }) => link(id))
      .join(", ");
  return [
    "The fourteen items of the checklist, and the rules that judge whether they are met.",
    table(
      ["item", "", "judged by", RESERVED_MARK],
      Object.entries(CHECKLIST).map(([item, title]) => [
        item,
        title,
        serving(item, RULES, linkTo),
        serving(item, RESERVED, (id) => id),
      ]),
    ),
  ];
}

function controlsPage(): readonly string[] {
  return [
    "A proposal to begin with: **no auditor has confirmed this mapping.** A rule contributes to the controls that it names; that it passes proves none of them.",
    table(
      ["rule", ...FRAMEWORKS.map(({ name }) => name)],
      RULES.map(({ id, controls }) => [
        linkTo(id),
        ...FRAMEWORKS.map(({ key }) => (controls?.[key] ?? []).join(", ")),
      ]),
    ),
  ];
}

const LIMITS: Readonly<Record<keyof Limits, string>> = {
  keyDeletionDays: "days before a scheduled deletion of the seal key takes place, at least",
  defaultLeaseSeconds: "seconds of the default lease, at most",
  maxLeaseSeconds: "seconds of the longest lease, at most",
  lockoutThreshold: "tries before a user is locked, at most",
  lockoutSeconds: "seconds that a user stays locked, at least",
  lockoutResetSeconds: "seconds until failed tries are forgotten, at least",
  logRetentionDays: "days that logs are kept, at least",
  snapshotSeconds: "seconds between two snapshots, at most",
  snapshotLockDays: "days that a snapshot is locked, at least",
  tlsFloor: "lowest version of TLS without a finding",
  releaseDataDays: "days until the data about fixed versions is too old",
};

function profilesPage(): readonly string[] {
  const names = PROFILES.map(({ name }) => name);
  return [
    "What a failure does, and the figures that rules compare with. A profile is data: give one of your own to `VaultHardening` where these do not fit.",
    table(
      ["profile", "", "failures that stop", "what cannot be known"],
      PROFILES.map(({ name, description, failing, unknownFails }) => [
        name,
        description,
        failing.join(", ") || "none",
        unknownFails ? "stops as well" : "is reported",
      ]),
    ),
    "A rule that breaks stops the deployment under every profile: nothing was judged.",
    table(
      ["figure", ...names],
      (Object.keys(LIMITS) as (keyof Limits)[]).map((limit) => [
        LIMITS[limit],
        ...PROFILES.map(({ limits }) => String(limits[limit])),
      ]),
    ),
  ];
}

function effectOf(rule: Rule): string {
  return stoppedBy(rule, PROFILES).join(", ") || "none";
}

/** Link to the section of a rule: its heading as GitHub makes anchors of headings. */
function linkTo(id: string): string {
  const title = RULES.find((rule) => rule.id === id)?.title ?? "";
  const anchor = `${id}: ${title}`
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
  return `[${id}](${familyOf(id).toLowerCase()}.md#${anchor})`;
}
