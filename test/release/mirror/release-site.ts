import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256 } from "./signed-release";

/** What a site does to one request for a file, before it is good again. */
export type Mood = "cut" | "stall" | "without ranges" | "wrong range" | "changed" | number;

/** A request that a site got. */
export interface SeenRequest {
  readonly file: string;
  readonly range?: string;
  readonly ifRange?: string;
}

/** A web server on the loopback interface with the files of releases; it can be told to fail. */
export class ReleaseSite {
  /** @param files content by the name of the file, whatever the folder */
  public static async start(files: ReadonlyMap<string, Buffer>): Promise<ReleaseSite> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ReleaseSite(server, files);
  }

  public readonly url: string;
  public readonly seen: SeenRequest[] = [];
  private readonly moods = new Map<string, Mood[]>();
  private readonly stalled: (() => void)[] = [];

  private constructor(
    private readonly server: Server,
    private readonly files: ReadonlyMap<string, Buffer>,
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request: IncomingMessage, response: ServerResponse) =>
      this.answer(request, response),
    );
  }

  /** Says what the next requests for a file meet, one each. */
  public meet(file: string, ...moods: readonly Mood[]): void {
    this.moods.set(file, [...moods]);
  }

  /** Resolves when a request is served so far as to stall. */
  public stalls(): Promise<void> {
    return new Promise((resolve) => this.stalled.push(resolve));
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const file = decodeURIComponent(String(request.url?.split("/").at(-1)));
    const { range, "if-range": ifRange } = request.headers;
    this.seen.push({ file, range, ifRange: ifRange as string | undefined });
    const mood = this.moods.get(file)?.shift();
    const content = this.files.get(file);
    if (typeof mood === "number" || content === undefined) {
      response.writeHead(typeof mood === "number" ? mood : 404).end();
      return;
    }
    const etag = mood === "changed" ? '"another"' : `"${sha256(content)}"`;
    const asked = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const from = mood === "without ranges" || (ifRange !== undefined && ifRange !== etag) ? 0 : asked;
    if (from > 0 && from >= content.length) {
      response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
      return;
    }
    const shown = mood === "wrong range" ? from - 1 : from;
    response.writeHead(from > 0 ? 206 : 200, {
      etag,
      "content-length": content.length - from,
      ...(from > 0 && { "content-range": `bytes ${shown}-${content.length - 1}/${content.length}` }),
    });
    const half = from + Math.floor((content.length - from) / 2);
    if (mood === "cut") {
      response.write(content.subarray(from, half), () => setImmediate(() => response.destroy()));
    } else if (mood === "stall") {
      response.write(content.subarray(from, half), () => {
        for (const resolve of this.stalled.splice(0)) resolve();
      });
    } else {
      response.end(content.subarray(from));
    }
  }
}
