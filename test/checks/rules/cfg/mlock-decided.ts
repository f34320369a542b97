import { mlockDecided } from "../../../../lib/checks/rules/cfg/mlock-decided";
import type { Draft } from "../../support/draft";
import type { RuleCases } from "../../support/rule-cases";
import {
  FILES_ELSEWHERE,
  file,
  NO_NODES,
  NODES,
  nodes,
  onlyUserData,
  overriding,
  repairing,
  server,
  UNIT_FILE,
} from "../../support/server-edits";

/** Takes out of the files whatever turns swap off. */
function withSwap(draft: Draft): void {
  draft.edit(UNIT_FILE, (text) => text.replace("MemorySwapMax=0\n", ""));
  for (const one of draft.files.values()) one.content = one.content.replaceAll("swapoff", "true");
}

/** Memory is locked, with these lines in the unit. */
function locked(draft: Draft, ...lines: readonly string[]): void {
  draft.server((configuration) => {
    configuration.disable_mlock = false;
  });
  draft.edit(UNIT_FILE, (text) =>
    text
      .replace(/^(CapabilityBoundingSet|AmbientCapabilities)=.*\n/gm, "")
      .replace("[Service]\n", `[Service]\n${lines.join("\n")}\n`),
  );
}

const MAY = ["AmbientCapabilities=CAP_IPC_LOCK", "CapabilityBoundingSet=CAP_IPC_LOCK"];
const HCL = 'cat >/etc/vault.d/vault.hcl <<EOF\ndisable_mlock = true\nlistener "tcp" {}\nEOF\n';

export const cases: RuleCases = {
  rule: mlockDecided,
  passes: [
    { on: NODES },
    nodes("scripts alone turn swap off", (draft) =>
      draft.edit(UNIT_FILE, (text) => text.replace("MemorySwapMax=0\n", "")),
    ),
    server("it is said as a text", (configuration) => {
      configuration.disable_mlock = "true";
    }),
    nodes("memory is locked", (draft) => locked(draft, ...MAY, "LimitMEMLOCK=infinity")),
    nodes("OpenBao never locks", (draft) => {
      draft.server((configuration) => delete configuration.disable_mlock);
      draft.edit(UNIT_FILE, (text) =>
        text.replace("/usr/local/bin/vault server", "/usr/local/bin/bao server"),
      );
    }),
    nodes("somebody else's script turns swap off", (draft) => {
      onlyUserData(draft, `${HCL}cat >/usr/local/sbin/boot.sh <<'EOF'\nswapoff -a\nEOF\n`);
    }),
  ],
  fails: [
    server("nothing is decided", (configuration) => delete configuration.disable_mlock, {
      says: /disable_mlock is not set/,
    }),
    server("it is no switch", (configuration) => {
      configuration.disable_mlock = "maybe";
    }),
    nodes("there is swap", withSwap),
    server("memory shall be locked and may not be", (configuration) => {
      configuration.disable_mlock = false;
    }),
    nodes("memory may be locked, but only a little", (draft) => locked(draft, ...MAY)),
    nodes("the capability is not within the bounds", (draft) =>
      locked(
        draft,
        "AmbientCapabilities=CAP_IPC_LOCK",
        "CapabilityBoundingSet=CAP_SYSLOG",
        "LimitMEMLOCK=infinity",
      ),
    ),
    nodes("a drop-in lets swap in, and no script turns it off", (draft) => {
      withSwap(draft);
      file(draft, `${UNIT_FILE}.d/90-site.conf`, "[Service]\nMemorySwapMax=1G\n");
    }),
    nodes("OpenBao is told about mlock", (draft) =>
      draft.edit(UNIT_FILE, (text) =>
        text.replace("/usr/local/bin/vault server", "/usr/local/bin/bao server"),
      ),
    ),
  ],
  unknown: [
    server("a variable decides", (configuration) => {
      configuration.disable_mlock = "${var.mlock}";
    }),
    nodes("somebody else's script says nothing of swap", (draft) => onlyUserData(draft, HCL)),
    FILES_ELSEWHERE,
  ],
  notApplicable: [NO_NODES],
  weakened: [overriding("disable_mlock", (configuration) => delete configuration.disable_mlock)],
  repaired: [
    repairing(
      "disable_mlock",
      (configuration) => delete configuration.disable_mlock,
      (configuration) => {
        configuration.disable_mlock = true;
      },
    ),
  ],
};
