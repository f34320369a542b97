// Many production clusters in one app, one stack each, as a team deploys them.
import { Clock } from "./clock";

const clock = new Clock();

import * as path from "node:path";
import { App } from "cdktf";
import { VaultRelease } from "cdktf-hardened-vault";
import settings from "../../examples/production/settings.json";
import { ProductionStack } from "../../examples/production/stack";
import { unjudgedIfAsked } from "../unjudged";

clock.imported();
unjudgedIfAsked(ProductionStack);
const app = new App({ outdir: process.argv[2] });
const release = VaultRelease.fromFile(path.join(__dirname, "../../examples/production/vault-release.json"));
for (let index = 0; index < Number(process.argv[3]); index += 1) {
  const clusterName = `vault-${index}`;
  const state = { ...settings.state, key: `${clusterName}/cluster.tfstate` };
  new ProductionStack(app, clusterName, { ...settings, clusterName, state }, release);
}
app.synth();
clock.done();
