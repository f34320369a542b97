import { PROFILES } from "../../../../lib/checks/profiles/profiles";
import { lockoutOn } from "../../../../lib/checks/rules/cfg/lockout-on";
import type { RuleCases } from "../../support/rule-cases";
import {
  FILES_ELSEWHERE,
  NO_NODES,
  NODES,
  nodes,
  onlyUserData,
  overriding,
  repairing,
  server,
  unitLine,
} from "../../support/server-edits";

const PCI = PROFILES.find(({ name }) => name === "pci");

const all = (name: string, value: unknown) =>
  server(`${name} is ${JSON.stringify(value)}`, ({ user_lockout }) => {
    user_lockout.all[name] = value;
  });

const tune = (config: object) => ({
  path: "sys/auth/userpass/tune",
  data_json: JSON.stringify({ user_lockout_config: config }),
});

export const cases: RuleCases = {
  rule: lockoutOn,
  passes: [
    { on: NODES },
    { on: NODES, profile: PCI },
    all("lockout_duration", "15m"),
    server("a method is stricter", ({ user_lockout }) => {
      user_lockout.userpass = { lockout_threshold: "3" };
    }),
    nodes("somebody else's HCL says it all", (draft) =>
      onlyUserData(
        draft,
        'cat >/etc/vault.d/vault.hcl <<EOF\nuser_lockout "all" {\n  lockout_threshold = "5"\n  lockout_duration = "30m"\n  lockout_counter_reset = "15m"\n}\nEOF\n',
      ),
    ),
    {
      when: "a mount is tuned to be stricter",
      on: "vault_generic_endpoint.tune",
      edit: (draft) => draft.add("vault_generic_endpoint", "tune", tune({ lockout_threshold: "3" })),
    },
  ],
  fails: [
    server("there is no stanza", (configuration) => delete configuration.user_lockout),
    server("there is one for a method alone", (configuration) => {
      configuration.user_lockout = { ldap: configuration.user_lockout.all };
    }),
    ...["lockout_threshold", "lockout_duration", "lockout_counter_reset"].map((name) =>
      server(`${name} is left to Vault`, ({ user_lockout }) => delete user_lockout.all[name]),
    ),
    all("lockout_threshold", 6),
    all("lockout_threshold", "50"),
    all("lockout_threshold", 0),
    all("lockout_duration", "14m"),
    all("lockout_counter_reset", "60"),
    all("disable_lockout", true),
    all("disable_lockout", "1"),
    { ...all("lockout_duration", "29m"), profile: PCI },
    server("a method has none", ({ user_lockout }) => {
      user_lockout.approle = { disable_lockout: true };
    }),
    server("a method lets many tries", ({ user_lockout }) => {
      user_lockout.ldap = { lockout_threshold: 100 };
    }),
    unitLine("Environment=VAULT_DISABLE_USER_LOCKOUT=true"),
    {
      when: "a mount is tuned to let many tries",
      on: "vault_generic_endpoint.tune",
      edit: (draft) => draft.add("vault_generic_endpoint", "tune", tune({ lockout_threshold: "1000" })),
    },
    {
      when: "a mount is tuned to have none",
      on: "vault_generic_endpoint.tune",
      edit: (draft) => draft.add("vault_generic_endpoint", "tune", tune({ lockout_disable: true })),
    },
  ],
  unknown: [all("lockout_threshold", "${var.tries}"), FILES_ELSEWHERE],
  notApplicable: [NO_NODES],
  weakened: [
    overriding("disable_lockout", ({ user_lockout }) => {
      user_lockout.all.disable_lockout = true;
    }),
  ],
  repaired: [
    repairing(
      "lockout_threshold",
      ({ user_lockout }) => {
        user_lockout.all.lockout_threshold = 100;
      },
      ({ user_lockout }) => {
        user_lockout.all.lockout_threshold = 5;
      },
    ),
  ],
};
