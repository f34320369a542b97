import { foundation, foundationRequests } from "../../lib/vault/foundation";
import { terraformPolicy } from "../../lib/vault/terraform-policy";

const laid = foundation({
  region: "eu-central-1",
  domainName: "vault.corp.example",
  nodes: 3,
  auditFile: "/var/log/vault/audit.log",
  nodeRoleArn: "arn:aws:iam::123456789012:role/node",
  configuratorRoleArn: "arn:aws:iam::123456789012:role/ci",
});

test("the requests of a foundation", () => {
  expect(foundationRequests(laid)).toMatchSnapshot();
});

test("two audit devices come first, of two kinds", () => {
  const [first, second, third] = foundationRequests(laid).map(({ path }) => path);
  expect([first, second]).toEqual(["sys/audit/file", "sys/audit/syslog"]);
  expect(third).not.toMatch(/audit/);
});

test("no role has tokens of more than 15 minutes, or for more than one exact principal", () => {
  for (const role of laid.awsLoginRoles) {
    expect(role.token_max_ttl).toBeLessThanOrEqual(900);
    expect(role.bound_iam_principal_arn).toEqual([
      expect.stringMatching(/^arn:aws:iam::\d{12}:role\/[\w-]+$/),
    ]);
  }
});

test("Terraform gets sudo on the paths that it manages, and on no glob", () => {
  const { grants } = terraformPolicy({
    logins: [{ path: "jwt", keeps: ["config", "role/*"] }],
    engines: [{ path: "secret", keeps: ["config"] }],
    auditDevices: ["socket"],
    auditedHeaders: ["x-request-id"],
  });
  const sudo = grants.filter(({ capabilities }) => capabilities.includes("sudo")).map(({ path }) => path);
  expect(sudo).toEqual([
    "sys/audit",
    "sys/audit/socket",
    "sys/auth/aws",
    "sys/auth/jwt",
    "sys/config/auditing/request-headers/x-request-id",
  ]);
});

test("Terraform cannot disable an audit device, take a snapshot or read secrets", () => {
  const { grants } = terraformPolicy({
    engines: [{ path: "secret", keeps: ["config"] }],
    auditDevices: ["socket"],
  });
  const of = (path: string) => grants.find((grant) => grant.path === path)?.capabilities ?? [];
  expect(of("sys/audit/socket")).not.toContain("delete");
  expect(
    grants.filter(({ path }) => /^sys\/(storage\/raft\/snapshot|raw|generate-root)|^secret\/data/.test(path)),
  ).toEqual([]);
});
