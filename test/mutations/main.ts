import { parseArgs } from "node:util";
import { Draft } from "../checks/support/draft";
import { table } from "../support/table";
import { ADDITIONS } from "./additions";
import { derive } from "./derived";
import { HARMLESS } from "./harmless";
import { MAPS } from "./map";
import { Meter } from "./meter";
import { judged, type Mutation } from "./mutation";
import { findings, type Tried, tryHarmless, tryMutations } from "./run";

const HELP = `usage: npm run test:mutations -- [--rule ID]

Weakens everything that the production example says, one thing at a time, and sees whether the rule that guards it
notices; then changes what does no harm and sees whether every rule stays silent.

  --rule ID  only what this rule, or this family, guards
  --help     this text
`;

/** Fewer would mean that something was forgotten. */
const LEAST_MUTATIONS = 200;
const LEAST_HARMLESS = 60;

function main(): number {
  const { values } = parseArgs({ options: { help: { type: "boolean" }, rule: { type: "string" } } });
  if (values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const chosen = ({ rule }: Mutation) =>
    values.rule === undefined || `${rule}-`.startsWith(`${values.rule}-`);
  const { mutations: all, places, guarded, problems } = derive(MAPS);
  const everything = [...all, ...ADDITIONS];
  const mutations = everything.filter(chosen);
  const before = judged(new Draft().evidence());
  process.stdout.write(`${places} places: ${guarded} guarded, ${places - guarded} irrelevant\n`);
  const unfit = findings(before).map((finding) => `the example as it is: ${finding}`);
  const meter = new Meter(process.stdout, mutations.length + HARMLESS.length);
  const caught = meter.of(tryMutations(mutations, before));
  const silent = meter.of(tryHarmless(HARMLESS, before));
  meter.end();
  process.stdout.write(`${table(["rule", "mutations", "escaped"], rows(mutations, caught))}\n`);
  process.stdout.write(`${mutations.length} mutations, ${HARMLESS.length} harmless changes\n`);
  const few = [
    ...(everything.length < LEAST_MUTATIONS ? [`fewer than ${LEAST_MUTATIONS} mutations`] : []),
    ...(HARMLESS.length < LEAST_HARMLESS ? [`fewer than ${LEAST_HARMLESS} harmless changes`] : []),
  ];
  const failures = [
    ...problems,
    ...unfit,
    ...few,
    ...[...caught, ...silent].flatMap(({ name, problem }) =>
      problem === undefined ? [] : `${name}: ${problem}`,
    ),
  ];
  for (const failure of failures) process.stdout.write(`FAIL  ${failure}\n`);
  const tried = caught.length + silent.length + problems.length + unfit.length + few.length;
  process.stdout.write(`${tried - failures.length} passed, ${failures.length} failed, 0 skipped\n`);
  return failures.length === 0 ? 0 : 1;
}

/** How many mutations each rule has caught, and how many escaped it. */
function rows(mutations: readonly Mutation[], caught: readonly Tried[]): readonly (readonly string[])[] {
  const byRule = new Map<string, { all: number; escaped: number }>();
  mutations.forEach(({ rule }, index) => {
    const count = byRule.get(rule) ?? { all: 0, escaped: 0 };
    byRule.set(rule, count);
    count.all += 1;
    if (caught[index]?.problem !== undefined) count.escaped += 1;
  });
  return [...byRule]
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .map(([rule, { all, escaped }]) => [rule, String(all), String(escaped)]);
}

process.exitCode = main();
