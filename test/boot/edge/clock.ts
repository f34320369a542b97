import { createSocket, type Socket } from "node:dgram";
import { LINK_LOCAL } from "../network/link-local";
import type { EdgeState } from "./state";

/** Seconds from 1900, where NTP begins, to 1970. */
const ERA = 2_208_988_800;

/** The time service: answers SNTP with this machine's clock, and not at all where that is the fault of the test. */
export function timeService(state: EdgeState): Socket {
  const socket = createSocket("udp4");
  socket.on("message", (question, { address, port }) => {
    if (question.length < 48 || state.fault("time", address) !== undefined) return;
    const answer = Buffer.alloc(48);
    const now = Date.now() / 1000 + ERA;
    const whole = Math.floor(now);
    // Version 4, server; stratum 3; the poll interval of the client; a precision of a millisecond.
    answer.set([0x24, 3, question[2] ?? 6, 0xf6]);
    for (const place of [16, 32, 40]) {
      answer.writeUInt32BE(whole, place);
      answer.writeUInt32BE(Math.floor((now - whole) * 2 ** 32), place + 4);
    }
    question.copy(answer, 24, 40, 48);
    socket.send(answer, port, address);
  });
  return socket.bind(123, LINK_LOCAL.time);
}
