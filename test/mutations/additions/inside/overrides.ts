import type { TerraformElement } from "cdktf";
import { Inside } from "../../../checks/support/inside";
import type { Mutation } from "../../mutation";

const overridden = (rule: string, below: string, path: string, value: unknown): Mutation => ({
  name: `${path} of ${below}, by an override`,
  rule,
  verdict: "fail",
  evidence: () => {
    const inside = new Inside();
    inside.at<TerraformElement>(below).addOverride(path, value);
    return inside.evidence();
  },
});

/** What users do to constructs. */
export const OVERRIDES_INSIDE: readonly Mutation[] = [
  overridden("AUD-02", "configuration/audit/file", "options.log_raw", "true"),
  overridden("AUD-05", "configuration/audit/syslog", "lifecycle.prevent_destroy", false),
  overridden("AUD-03", "configuration/audit/file", "options.mode", "0777"),
  overridden("TOK-01", "vault", "token", "hvs.x"),
  overridden("TLS-06", "vault", "skip_tls_verify", true),
  overridden("CFG-13", "configuration/autopilot", "min_quorum", 1),
];
