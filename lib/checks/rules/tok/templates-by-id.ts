import { undecided } from "../../engine/assertions";
import { fail, pass, unknown } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { madeInside } from "../../evidence/inside-vault";
import type { Resource } from "../../evidence/resource";
import { pathsOf } from "../../evidence/vault-policy";

export const templatesById = defineRule({
  id: "TOK-04",
  title: "Paths of policies hold ids, never what somebody can choose",
  severity: "warning",
  since: "0.1.0",
  rationale:
    "A name or metadata in a policy's path is chosen by whoever made the entity: with a slash or a glob in it, it opens the paths of others (CVE-2026-5006).",
  remediation: "Use {{identity.entity.id}} or the id of an alias.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/concepts/policies#templated-policies",
    "CVE-2026-5006",
  ],
  guide: ["S11"],
  controls: {
    soc2: ["CC6.3"],
    pciDss: ["7.2.1", "7.3.2"],
    iso27001: ["A.8.3"],
    nist80053: ["AC-3", "SI-10"],
  },
  claims: ["vault_policy"],
  subjects: ({ evidence }) => madeInside(evidence).ofType("vault_policy"),
  notApplicable: "this stack has no policy of Vault",
  check: (policy: Resource) => {
    const text = policy.at("policy");
    const paths = pathsOf(text);
    const expected = "templates by id: {{identity.entity.id}}";
    if (paths === undefined)
      return [unknown({ actual: `policy = ${text}`, expected, reason: undecided(text) })];
    const templates = paths.flatMap(({ path }) =>
      [...path.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map(([, name = ""]) => name),
    );
    const chosen = templates.filter(
      (name) => !/^identity\.(entity|groups)\.(.+\.)?id$/.test(name) || /\.(metadata|names)\./.test(name),
    );
    return chosen.length === 0
      ? [pass({ actual: templates.length === 0 ? "no template" : templates.join(", "), expected })]
      : chosen.map((name) => fail({ actual: `{{${name}}}`, expected }));
  },
});
