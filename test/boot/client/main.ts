import { ask } from "./ask";
import type { FromAgent, ToAgent, Write } from "./protocol";

// A client of Vault, as a process of its own in its network's namespace. It ends with who started it.
const tell = (message: FromAgent) => process.send?.(message);
let loaded = false;

process.on("message", (message: ToAgent) => {
  if (message.kind === "ask") {
    const { id } = message;
    void ask(message.connection, message.request).then((answer) => tell({ kind: "answer", id, answer }));
  }
  if (message.kind === "load") {
    loaded = true;
    void load(message);
  }
  if (message.kind === "stop") loaded = false;
});
process.on("disconnect", () => process.exit(0));

/** Writes one number after the other, and remembers each answer: a write counts only when it was acknowledged. */
async function load({ connections, token, path }: Extract<ToAgent, { kind: "load" }>): Promise<void> {
  const writes: Write[] = [];
  for (let number = 0; loaded; number += 1) {
    const connection = connections[number % connections.length];
    if (connection === undefined) break;
    const { status, error } = await ask(connection, {
      method: "POST",
      path: `${path}/${number}`,
      headers: { "X-Vault-Token": token },
      body: JSON.stringify({ number: String(number) }),
    });
    writes.push({ number, at: Date.now(), status, error });
    if (status === 0 || status >= 500) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  tell({ kind: "writes", writes });
}
