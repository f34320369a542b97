import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";
import { PLAIN } from "../command";
import type { ClientAnswer, ClientRequest, Connection, FromAgent, ToAgent, Write } from "./protocol";

/** Somebody with an address of its own who speaks to Vault, or tries to. */
export class Client {
  private readonly process: ChildProcess;
  private readonly waiting = new Map<number, (answer: ClientAnswer) => void>();
  private asked = 0;
  private finished?: (writes: readonly Write[]) => void;

  /** @param namespace network namespace that it lives in */
  public constructor(
    public readonly name: string,
    public readonly namespace: string,
  ) {
    this.process = spawn(
      "ip",
      ["netns", "exec", namespace, process.execPath, path.join(__dirname, "main.js")],
      {
        env: PLAIN,
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        detached: true,
      },
    );
    this.process.on("message", (message: FromAgent) => {
      if (message.kind === "writes") {
        this.finished?.(message.writes);
        return;
      }
      this.waiting.get(message.id)?.(message.answer);
      this.waiting.delete(message.id);
    });
  }

  /** Asks once. */
  public ask(connection: Connection, request: ClientRequest): Promise<ClientAnswer> {
    this.asked += 1;
    const id = this.asked;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.tell({ kind: "ask", id, connection, request });
    });
  }

  /** Begins to write below a path, over the connections in turn. */
  public begin(connections: readonly Connection[], token: string, below: string): void {
    this.tell({ kind: "load", connections, token, path: below });
  }

  /** Ends the writing and returns every write. */
  public end(): Promise<readonly Write[]> {
    const writes = new Promise<readonly Write[]>((resolve) => {
      this.finished = resolve;
    });
    this.tell({ kind: "stop" });
    return writes;
  }

  /** Ends the client. */
  public stop(): void {
    this.process.kill("SIGKILL");
  }

  private tell(message: ToAgent): void {
    this.process.send(message);
  }
}
