import { parseArgs } from "node:util";
import { Draft } from "../checks/support/draft";
import { table } from "../support/table";
import { derive } from "./derived";
import { Meter } from "./meter";
import { judged, type Mutation } from "./mutation";
import { findings, type Tried, tryHarmless, tryMutations } from "./run";
import { STACKS } from "./stacks";

const HELP = `usage: npm run test:mutations -- [--rule ID]

Weakens everything that the two stacks of the production example say, one thing at a time, and sees whether the rule that
guards it notices; then changes what does no harm and sees whether every rule stays silent.

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
  const stacks = STACKS.map(({ from, maps, additions, harmless }) => {
    const { mutations, places, guarded, problems } = derive(from, maps);
    process.stdout.write(`${from}: ${places} places: ${guarded} guarded, ${places - guarded} irrelevant\n`);
    const before = judged(new Draft(from).evidence());
    const everything = [...mutations, ...additions];
    return { from, before, everything, mutations: everything.filter(chosen), harmless, problems };
  });
  const mutations = stacks.flatMap((stack) => stack.mutations);
  const harmless = stacks.flatMap((stack) => stack.harmless);
  const unfit = stacks.flatMap(({ before, from }) =>
    findings(before).map((finding) => `${from} as it is: ${finding}`),
  );
  const meter = new Meter(process.stdout, mutations.length + harmless.length);
  const caught = stacks.flatMap((stack) => meter.of(tryMutations(stack.mutations, stack.before)));
  const silent = stacks.flatMap((stack) => meter.of(tryHarmless(stack.harmless, stack.before)));
  meter.end();
  process.stdout.write(`${table(["rule", "mutations", "escaped"], rows(mutations, caught))}\n`);
  process.stdout.write(`${mutations.length} mutations, ${harmless.length} harmless changes\n`);
  const all = stacks.reduce((sum, { everything }) => sum + everything.length, 0);
  const few = [
    ...(all < LEAST_MUTATIONS ? [`fewer than ${LEAST_MUTATIONS} mutations`] : []),
    ...(harmless.length < LEAST_HARMLESS ? [`fewer than ${LEAST_HARMLESS} harmless changes`] : []),
  ];
  const problems = stacks.flatMap((stack) => stack.problems);
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
