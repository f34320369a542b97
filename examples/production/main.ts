import * as path from "node:path";
import { App } from "cdktf";
import { VaultRelease } from "cdktf-hardened-vault";
import settings from "./settings.json";
import { ProductionStack } from "./stack";

const app = new App();
const release = VaultRelease.fromFile(path.join(__dirname, "vault-release.json"));
new ProductionStack(app, "production", settings, release);
app.synth();
