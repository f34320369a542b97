import * as path from "node:path";
import { App } from "cdktf";
import { VaultRelease } from "cdktf-hardened-vault";
import settings from "./settings.json";
import { MinimalStack } from "./stack";

const app = new App();
const release = VaultRelease.fromFile(path.join(__dirname, "vault-release.json"));
new MinimalStack(app, "minimal", settings, release);
app.synth();
