import { becomes, decidedLater, removed } from "../../kinds";
import { guarded, irrelevant, type MutationMap } from "../entry";

const NOBODY = irrelevant("Terraform is let in or is not; it opens nothing for anybody else");

/** How Terraform logs in, its provider and its state. */
export const TOOLCHAIN: MutationMap = {
  "import.*.*": irrelevant("what the first boot made; Vault refuses a second one of it"),
  "provider.vault.0.address": guarded("TLS-06", becomes("http://vault.corp.example:8200")),
  "provider.vault.0.ca_cert_file": irrelevant(
    "without it the system's authorities count, which do not know the nodes'",
  ),
  "provider.vault.0.client_auth.0.*": irrelevant("files of the pipeline"),
  "provider.vault.0.max_lease_ttl_seconds": irrelevant("the role's own times bound the token"),
  "provider.vault.0.skip_*": irrelevant("what the provider asks Vault beside"),
  "provider.vault.0.vault_version_override": irrelevant("what the provider takes Vault for"),
  "provider.vault.0.auth_login_aws.0.*": NOBODY,
  "terraform.backend.s3.encrypt": guarded("SUP-03", removed, becomes(false, "false")),
  "terraform.backend.s3.use_lockfile": guarded("SUP-03", removed, becomes(false)),
  "terraform.backend.s3.kms_key_id": guarded("SUP-03", removed, becomes("")),
  "terraform.backend.s3.*": irrelevant(
    "where the state lies: whether that is private, nobody sees from here",
  ),
  "terraform.required_providers.vault.version": guarded(
    "SUP-03",
    removed,
    becomes(">= 5.0", ""),
    decidedLater,
  ),
  "terraform.required_providers.vault.source": guarded("SUP-03", becomes("someone/vault")),
};
