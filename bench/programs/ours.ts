// The production example, as its main.ts synthesizes it. Imports are compiled in this order, so the clock comes first.
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
new ProductionStack(app, "production", settings, release);
app.synth();
clock.done();
