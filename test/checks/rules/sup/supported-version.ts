import { supportedVersion } from "../../../../lib/checks/rules/sup/supported-version";
import { booting, mending, NO_MACHINE, NODES, overriding, replacing, without } from "../../support/cases";
import type { Draft } from "../../support/draft";
import type { RuleCases } from "../../support/rule-cases";

const RELEASE = "/etc/hardened-vault/release.json";

/** Replaces something in the user data. */
function said(draft: Draft, from: RegExp | string, to: string): void {
  const [name = ""] = Object.keys(draft.configuration.locals);
  draft.configuration.locals[name] = draft.configuration.locals[name].replaceAll(
    typeof from === "string" ? from : new RegExp(from, "gm"),
    to,
  );
}

/** Deploys another version. */
function deploy(draft: Draft, version: string): void {
  draft.edit(RELEASE, (text) => text.replaceAll("2.1.2", version));
  said(draft, "2.1.2", version);
}

export const cases: RuleCases = {
  rule: supportedVersion,
  passes: [
    { on: NODES },
    {
      when: "the user data alone says it",
      on: NODES,
      edit: (draft) => draft.forgetFiles(),
    },
    {
      when: "a line of Enterprise that still gets fixes",
      on: NODES,
      edit: (draft) => {
        deploy(draft, "1.21.9+ent");
        draft.edit(RELEASE, (text) => text.replace("community", "enterprise"));
      },
    },
  ],
  fails: [
    {
      when: "known holes are open",
      on: NODES,
      says: /1\.15\.2/,
      edit: (draft) => deploy(draft, "1.15.2"),
    },
    {
      when: "a patch is missing",
      on: NODES,
      says: /release\.json: Vault 2\.0\.3/,
      edit: (draft) => deploy(draft, "2.0.3"),
    },
    {
      when: "its line has ended for the community",
      on: NODES,
      says: /release\.json: Vault 2\.0\.4/,
      edit: (draft) => deploy(draft, "2.0.4"),
    },
    replacing("no version is exact", RELEASE, '"version": "2.1.2"', '"version": "latest"', /latest/),
    replacing("a part of a version", RELEASE, '"version": "2.1.2"', '"version": "2.1"'),
    replacing("a release candidate", RELEASE, '"version": "2.1.2"', '"version": "2.1.2-rc1"'),
    replacing("the file is no JSON", RELEASE, "{", "", /no version/),
    without(RELEASE),
    booting("user data has another version", "VAULT_VERSION=1.13.0", /1\.13\.0/),
  ],
  unknown: [
    replacing(
      "a variable says it",
      RELEASE,
      '"version": "2.1.2"',
      '"version": "${var.vault_version}"',
      /deployed/,
    ),
    {
      when: "nothing says which version",
      on: NODES,
      edit: (draft) => {
        draft.forgetFiles();
        said(draft, /^RELEASE_KEY=.*\n/m, "");
      },
    },
  ],
  notApplicable: [NO_MACHINE],
  weakened: [overriding("version", RELEASE, '"version": "2.1.2"', '"version": "1.19.1"')],
  repaired: [mending("version", RELEASE, '"version": "2.1.2"', '"version": "1.19.1"')],
};
