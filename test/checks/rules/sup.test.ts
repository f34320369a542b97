import { describeRule } from "../support/describe-rule";
import { cases as pinnedToolchain } from "./sup/pinned-toolchain";
import { cases as supportedVersion } from "./sup/supported-version";
import { cases as verifiedArtefact } from "./sup/verified-artefact";

for (const cases of [supportedVersion, verifiedArtefact, pinnedToolchain]) describeRule(cases);
