/**
 * A signal that is aborted by Ctrl-C or by whoever ends the process politely.
 *
 * Only the first one is caught: a second Ctrl-C ends the process at once.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
