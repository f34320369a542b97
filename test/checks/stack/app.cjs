// The minimal example as a program of a user; WEAKEN=1 takes the rotation of two keys and protection away.
const path = require("node:path");
const { App, TerraformStack } = require("cdktf");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const lib = require("cdktf-hardened-vault");

const EXAMPLE = path.join(__dirname, "../../../examples/minimal");
const app = new App();
const stack = new TerraformStack(app, "app");
new AwsProvider(stack, "aws", { region: "eu-central-1" });
const vault = new lib.HardenedVault(stack, "vault", {
  release: lib.VaultRelease.fromFile(path.join(EXAMPLE, "vault-release.json")),
  domainName: "vault.corp.example",
  clients: [lib.ClientNetwork.cidr("10.20.0.0/16", "application subnets")],
  serverCertificates: lib.ServerCertificates.privateCa(
    "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555",
  ),
  clientCertificates: lib.ClientCertificates.required({
    authorities: require(path.join(EXAMPLE, "settings.json")).clientAuthorities,
  }),
  notify: lib.AlarmReceivers.emails(["oncall@corp.example"]),
});
if (process.env.WEAKEN === "1") {
  vault.node.findChild("seal").node.findChild("Resource").addOverride("enable_key_rotation", false);
  vault.nodes.node.findChild("data-key").node.findChild("Resource").addOverride("deletion_window_in_days", 7);
}
app.synth();
