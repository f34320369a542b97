// The minimal example as a program of a user; WEAKEN=1 takes the rotation of one key and the waiting time of another away.
const path = require("node:path");
const { App } = require("cdktf");
const { VaultRelease } = require("cdktf-hardened-vault");
const { MinimalStack } = require("../../../build/examples/minimal/stack");

const EXAMPLE = path.join(__dirname, "../../../examples/minimal");
const app = new App();
const release = VaultRelease.fromFile(path.join(EXAMPLE, "vault-release.json"));
const stack = new MinimalStack(app, "app", require(path.join(EXAMPLE, "settings.json")), release);
const vault = stack.node.findChild("vault");
if (process.env.WEAKEN === "1") {
  vault.node.findChild("seal").node.findChild("Resource").addOverride("enable_key_rotation", false);
  vault.nodes.node.findChild("data-key").node.findChild("Resource").addOverride("deletion_window_in_days", 7);
}
app.synth();
