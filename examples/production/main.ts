import * as path from "node:path";
import { App } from "cdktf";
import { VaultRelease } from "cdktf-hardened-vault";
import { VaultReference } from "cdktf-hardened-vault/configuration";
import { ProductionConfigurationStack } from "./configuration-stack";
import settings from "./settings.json";
import { ProductionStack } from "./stack";

const app = new App();
const release = VaultRelease.fromFile(path.join(__dirname, "vault-release.json"));
const { vault } = new ProductionStack(app, "production", settings, release);
// Applied after the first, when Vault runs.
new ProductionConfigurationStack(app, "production-inside", settings, VaultReference.from(vault));
app.synth();
