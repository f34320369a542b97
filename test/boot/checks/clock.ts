import { WAIT_FOR_CLOCK } from "../../../lib/host/time";
import { type Session, standbyNodes } from "./session";

/** Where the step lies for the test: without its question for containers, whose clock is their host's. */
const STEP = "/run/wait-for-clock-of-the-test";

/** Ends the chrony that a check started. */
const END = '[ ! -e /run/chrony/chronyd.pid ] || { kill "$(cat /run/chrony/chronyd.pid)"; sleep 1; }';

/**
 * The step that waits for the clock, with the chrony and the settings of a node. A container must not change the clock of
 * its host, so chrony only looks (`-x`).
 */
export async function clockChecks({ lab, results }: Session): Promise<void> {
  const [node] = await standbyNodes(lab);
  if (node === undefined) throw new Error("no standby");
  const { machine } = node;
  const step = WAIT_FOR_CLOCK.replace("systemd-detect-virt --quiet --container", "false");
  if (step === WAIT_FOR_CLOCK) throw new Error("the step does not ask for containers any more");
  const wait = async () => {
    // Each time anew: chrony remembers what it measured before.
    await machine.sh(`${END}; chronyd -x -f /etc/chrony/chrony.conf`);
    return machine.try(["sh", STEP], { limit: 120 });
  };
  await machine.sh(`cat >${STEP}`, { input: `ROOT=\n${step}` });
  try {
    await results.see(
      "a clock that follows nothing: no certificate and no Vault before it does",
      async () => {
        lab.edge.fail({ service: "time", kind: "hang", source: node.address });
        const { code, err } = await wait();
        if (code === 0) throw new Error("the node goes on");
        if (!err.includes("the clock does not follow Amazon's time service")) throw new Error(err);
      },
    );
    await results.see("a clock that follows Amazon's time service: the node goes on", async () => {
      lab.edge.fail();
      const { code, err } = await wait();
      if (code !== 0) throw new Error(err);
    });
    results.leave(
      "a clock that is an hour off",
      "chrony would change the clock of the host, which a container must not",
    );
  } finally {
    lab.edge.fail();
    await machine.sh(`${END}; rm -f ${STEP}`);
  }
}
