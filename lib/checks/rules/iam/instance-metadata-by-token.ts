import { is, oneOf } from "../../engine/assertions";
import { defineRule } from "../../engine/rule";
import { MACHINES, nodeGroups } from "../../engine/subjects";

export const instanceMetadataByToken = defineRule({
  id: "IAM-02",
  title: "Instance metadata is given out by token only, one hop far",
  severity: "error",
  since: "0.1.0",
  rationale:
    "With version 1 of the metadata service any request that Vault can be made to send (CVE-2026-5052) fetches the node role's credentials, and with them the seal key.",
  remediation: 'Set metadata_options.http_tokens = "required" and http_put_response_hop_limit = 1.',
  sources: [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html",
    "CVE-2026-5052",
  ],
  guide: ["S18"],
  controls: {
    soc2: ["CC6.1"],
    pciDss: ["2.2.6", "8.6.1"],
    iso27001: ["A.8.9"],
    nist80053: ["AC-3", "SC-7"],
  },
  claims: MACHINES,
  subjects: nodeGroups,
  notApplicable: "no machine of this stack runs Vault",
  check: ({ template }) => [
    is(template.at("metadata_options.http_tokens"), "required"),
    // Images of Amazon Linux 2023 bring a limit of 2 where none is set.
    is(template.at("metadata_options.http_put_response_hop_limit"), 1),
    oneOf(template.at("metadata_options.http_endpoint"), ["enabled"], { whenAbsent: "enabled" }),
  ],
});
