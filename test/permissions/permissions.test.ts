import { EXAMPLES } from "../support/synthesized-examples";
import type { Deployment } from "./deployment";
import { type Edit, narrowings, widenings } from "./edits";
import { surprises } from "./report";
import { simulate } from "./simulator";
import { synthesizedDeployment } from "./synthesized-deployment";
import { trialsFor } from "./table";
import type { Trial } from "./trial";

/** What the simulator says otherwise than the table. */
async function surprisesIn(deployment: Deployment, trials: readonly Trial[]): Promise<readonly string[]> {
  const judged = [];
  for (const trial of trials) {
    judged.push({ trial, judge: "simulator" as const, judgement: await simulate(trial, deployment) });
  }
  return surprises(judged);
}

describe.each(EXAMPLES)("the permissions of %s", (example) => {
  const deployment = synthesizedDeployment(example);
  const trials = trialsFor(example, deployment);
  const edit = (edits: readonly Edit[], id: string): Edit => {
    const found = edits.find((one) => one.id === id);
    if (found === undefined)
      throw new Error(`no edit ${id}; there are:\n${edits.map((one) => one.id).join("\n")}`);
    return found;
  };

  test("are as the table says", async () => {
    expect(await surprisesIn(deployment, trials)).toEqual([]);
    const refused = trials.filter(({ expected }) => expected === "refused");
    expect(refused.length).toBeGreaterThan(150);
    const roles = Object.keys(deployment.principals).filter((name) => /drill|copies/.test(name));
    for (const role of roles)
      expect(refused.filter(({ principal }) => principal === role).length).toBeGreaterThanOrEqual(30);
  });

  test.each([
    ["a role", "node/vault-node WriteLogs: on any resource", /^node logs:PutLogEvents log-group:foreign/],
    [
      "a role's exact object",
      "node/vault-node FetchNodeBundle: on any resource",
      /^node s3:GetObject object:unrelated/,
    ],
    ["a role's one key", "node/vault-node Unseal: on any resource", /^node kms:Encrypt key:foreign/],
    [
      "the seal key, to its administrators",
      "key:seal AccountAdministers: with kms:*",
      /^administrator kms:Decrypt key:seal/,
    ],
    [
      "a key, beyond grants for AWS",
      "key:data AutoScalingGrantsToVolumes: without its condition",
      /^auto-scaling kms:CreateGrant/,
    ],
    [
      "a bucket, to calls without TLS",
      "object:bundle TlsOnly: without the denial",
      /SecureTransport=false: allowed/,
    ],
    [
      "a trust policy, to other accounts",
      "role:flow-log FlowLogsOfThisAccount: without its condition",
      /^vpc-flow-logs sts:AssumeRole/,
    ],
    ["an endpoint", "endpoint s3 AmazonLinuxPackages: on any resource", /through s3/],
  ])("are seen to be wider: %s", async (_, id, call) => {
    const { deployment: wider, concerns } = edit(widenings(deployment), id);
    expect(await surprisesIn(wider, trials.filter(concerns))).toContainEqual(expect.stringMatching(call));
  });

  if (example === "production") {
    test.each([
      [
        "snapshots, to a drill",
        "restore-drill/restore-drill FetchSnapshots: on any resource",
        /^restore-drill s3:GetObject object:/,
      ],
      [
        "the seal key, to a drill",
        "restore-drill/restore-drill Unseal: on any resource",
        /^restore-drill kms:Decrypt key:/,
      ],
      [
        "copies, to who makes them",
        "snapshot-copies/copy-snapshots WriteCopies: with s3:*",
        /^snapshot-copies s3:DeleteObject object:snapshot-copy/,
      ],
    ])("are seen to be wider: %s", async (_, id, call) => {
      const { deployment: wider, concerns } = edit(widenings(deployment), id);
      expect(await surprisesIn(wider, trials.filter(concerns))).toContainEqual(expect.stringMatching(call));
    });
  }

  test.each([
    [
      "a role",
      "node/vault-node WriteLogs: without logs:PutLogEvents",
      /^node logs:PutLogEvents log-group:audit/,
    ],
    ["the seal key", "key:seal Unseal: without kms:Decrypt", /^node kms:Decrypt key:seal/],
    [
      "a key, so that nobody could mend its policy",
      "key:seal AccountAdministers: without kms:PutKeyPolicy",
      /^administrator kms:PutKeyPolicy key:seal/,
    ],
    [
      "the key of volumes",
      "key:data AutoScalingGrantsToVolumes: without kms:CreateGrant",
      /^auto-scaling kms:CreateGrant key:data/,
    ],
    ["an endpoint", "endpoint kms OwnAccountOnly: without kms:Encrypt", /^node kms:Encrypt key:seal/],
  ])("are seen to be narrower: %s", async (_, id, call) => {
    const { deployment: narrower, concerns } = edit(narrowings(deployment), id);
    expect(await surprisesIn(narrower, trials.filter(concerns))).toContainEqual(expect.stringMatching(call));
  });
});
