/** How long to wait for a server. */
export interface Patience {
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Seconds in which at least one byte must arrive. */
  readonly idleSeconds: number;
  /** Milliseconds before the second attempt; each further pause is twice as long. */
  readonly pauseMs: number;
}

/** A failure that another attempt may not meet again. */
export class TransientFailure extends Error {}

/** An answer that another attempt would get again. */
export class Refusal extends Error {}

/**
 * Asks a server and hands over its answer with a body that does not stall for ever.
 *
 * @throws TransientFailure, Refusal, and what `use` throws
 */
export async function request<T>(
  url: string,
  headers: Readonly<Record<string, string>>,
  { signal, idleSeconds }: Patience,
  use: (response: Response, body: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const stalled = new TransientFailure(`nothing arrived for ${idleSeconds} s`);
  const timer = setTimeout(() => own.abort(stalled), idleSeconds * 1000);
  const network = async <R>(action: () => Promise<R>): Promise<R> => {
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      throw own.signal.aborted ? stalled : new TransientFailure(cause(error as Error));
    }
  };
  async function* body(response: Response): AsyncIterable<Uint8Array> {
    const reader = response.body?.getReader();
    for (;;) {
      const chunk = await network(async () => reader?.read());
      if (chunk === undefined || chunk.done) return;
      timer.refresh();
      yield chunk.value;
    }
  }

  try {
    const response = await network(() =>
      // A zip must arrive as it is stored: a sum and a range know nothing of transfer encodings.
      fetch(url, {
        headers: { "accept-encoding": "identity", ...headers },
        signal: AbortSignal.any([signal, own.signal]),
      }),
    );
    timer.refresh();
    if (response.status === 408 || response.status === 429 || response.status >= 500) {
      throw new TransientFailure(`the server answered ${response.status}`);
    }
    const beyondTheEnd = response.status === 416 && headers.range !== undefined;
    if (!response.ok && !beyondTheEnd) throw new Refusal(`the server answered ${response.status}`);
    return await use(response, body(response));
  } finally {
    clearTimeout(timer);
    own.abort();
  }
}

function cause(error: Error): string {
  const inner = error.cause as (Error & { code?: string }) | undefined;
  return inner?.message || inner?.code || error.message;
}
