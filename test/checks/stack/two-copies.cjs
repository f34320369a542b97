// An app of one copy of the framework with constructs of another, as two versions in node_modules would be.
// usage: node two-copies.cjs OUTDIR OPTIONS
const [, , outdir, options] = process.argv;
const { HardenedVault, ...lib } = require("cdktf-hardened-vault");
for (const file of Object.keys(require.cache)) {
  if (/node_modules.cdktf./.test(file)) delete require.cache[file];
}
const { App, TerraformStack } = require("cdktf");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
const app = new App(options.includes("skip") ? { outdir, skipValidation: true } : { outdir });
const stack = new TerraformStack(app, "copy");
new AwsProvider(stack, "aws", { region: "eu-central-1" });
new HardenedVault(stack, "vault", {
  release: lib.VaultRelease.fromFile(`${__dirname}/../../../examples/minimal/vault-release.json`),
  domainName: "vault.corp.example",
  clients: [lib.ClientNetwork.cidr("10.20.0.0/16", "application subnets")],
  serverCertificates: lib.ServerCertificates.privateCa(
    "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555",
  ),
  clientCertificates: lib.ClientCertificates.required({
    authorities: require("../../../examples/minimal/settings.json").clientAuthorities,
  }),
  operators: lib.Operators.pgp(require("../../../examples/minimal/settings.json").operators, {
    threshold: 3,
  }),
  configurator: {
    roleArn: "arn:aws:iam::123456789012:role/vault-configurator",
    network: lib.ClientNetwork.cidr("10.30.4.0/24", "CI runners"),
  },
  notify: lib.AlarmReceivers.emails(["oncall@corp.example"]),
});
app.synth();
