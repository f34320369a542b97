import { pass } from "../../engine/observation";
import { defineRule } from "../../engine/rule";
import { isEngineMount, madeInside } from "../../evidence/inside-vault";
import type { Resource } from "../../evidence/resource";
import { mount, PINS, tuneOf } from "./pins";

/** Where a resource has none of the attributes by which its type lets somebody in. */
const CLOSED = pass({ actual: "nothing is set that would open it", expected: "nothing that opens it" });

export const pinnedLogins = defineRule({
  id: "TOK-06",
  title: "Login methods and engines let in whom they mean, and nobody beside",
  severity: "error",
  since: "0.1.0",
  rationale:
    "A wildcard principal, a token without audience, a certificate of a client in the place of its authority, a header handed on to a plugin: each has let strangers in (CVE-2025-11621, CVE-2024-5798, CVE-2025-6037, CVE-2026-4525, CVE-2024-7594, CVE-2026-5052).",
  remediation:
    "Name principals, audiences, subjects and users in full; hide mounts; leave ACME off or bound to accounts.",
  sources: [
    "https://developer.hashicorp.com/vault/docs/auth/aws",
    "https://developer.hashicorp.com/vault/docs/auth/jwt",
    "CVE-2025-11621",
    "CVE-2024-5798",
    "CVE-2025-6037",
    "CVE-2026-4525",
    "CVE-2024-7594",
    "CVE-2026-5052",
  ],
  guide: ["S11"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["8.2.1", "8.6.1", "2.2.6"],
    iso27001: ["A.8.5"],
    nist80053: ["IA-2", "IA-9", "AC-3"],
  },
  claims: Object.keys(PINS),
  subjects: ({ evidence }) =>
    madeInside(evidence).all.filter((resource) => resource.type in PINS || !tuneOf(resource).isAbsent),
  notApplicable: "this stack has no login method and no engine of Vault",
  check: (resource: Resource, context) => {
    const pins = PINS[resource.type];
    const observations = [
      ...(pins?.(resource, context) ?? []),
      ...(pins === undefined || (isEngineMount(resource) && pins !== mount) ? mount(resource) : []),
    ];
    return observations.length > 0 ? observations : [CLOSED];
  },
});
