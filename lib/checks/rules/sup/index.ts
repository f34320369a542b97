import type { Rule } from "../../engine/rule";
import { pinnedToolchain } from "./pinned-toolchain";
import { supportedVersion } from "./supported-version";
import { verifiedArtefact } from "./verified-artefact";

/** Rules about where software comes from. */
export const SUP_RULES: readonly Rule[] = [supportedVersion, verifiedArtefact, pinnedToolchain];
