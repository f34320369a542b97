import { parseArgs } from "node:util";
import { Bench } from "./bench";
import { endAll } from "./fresh";

const HELP = `usage: npm run --silent bench -- [--runs N | --quick]

Measures the production example against the same resources written by hand, and 1, 10 and 50 clusters in one app.
Prints one JSON document on standard output; progress goes to standard error.

  --runs N   rounds, of which the median counts (default 7)
  --quick    one round, to see that it works; its figures mean little
  --help     this text
`;

const RUNS = 7;

async function main(args: string[]): Promise<number> {
  const asked = read(args);
  if (typeof asked === "string") {
    process.stderr.write(`${asked}\n\n${HELP}`);
    return 2;
  }
  if (asked.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const bench = new Bench((line) => process.stderr.write(`${line}\n`));
  const stop = (signal: NodeJS.Signals) => {
    endAll();
    bench.clear();
    process.stderr.write(`stopped by ${signal}; everything that was started is ended\n`);
    process.exit(130);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    process.stdout.write(`${JSON.stringify(await bench.run(asked.runs), null, 2)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    bench.clear();
  }
}

/** What is asked for, or what is wrong with it. */
function read(args: string[]): { readonly help: boolean; readonly runs: number } | string {
  try {
    const {
      help = false,
      quick = false,
      runs,
    } = parseArgs({
      args,
      options: { help: { type: "boolean" }, quick: { type: "boolean" }, runs: { type: "string" } },
    }).values;
    if (quick && runs !== undefined) return "--quick is one round; leave out --runs";
    if (runs !== undefined && !/^[1-9]\d{0,2}$/.test(runs))
      return `--runs takes a number from 1 to 999, got ${runs}`;
    return { help, runs: quick ? 1 : Number(runs ?? RUNS) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
