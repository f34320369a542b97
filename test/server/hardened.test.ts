import { NodeFact } from "../../lib/core/node-fact";
import { relaxationsOf, renderServerConfiguration } from "../../lib/server";
import { ENTERPRISE, hardened, NEWEST, REASON, refusal, setting } from "./support";

describe("the hardened configuration", () => {
  test("is this document", () => {
    expect(renderServerConfiguration(hardened(), NEWEST)).toMatchSnapshot();
  });

  test("is the same on Enterprise, which adds nothing by default", () => {
    expect(renderServerConfiguration(hardened(), ENTERPRISE)).toBe(
      renderServerConfiguration(hardened(), NEWEST),
    );
  });

  test("ends in one newline and is indented by two blanks", () => {
    expect(renderServerConfiguration(hardened(), NEWEST)).toMatch(/^\{\n {2}"cluster_name"[\s\S]*[^\n]\n$/);
  });

  test("contains one relaxation: the health listener takes no client certificates", () => {
    expect(relaxationsOf(hardened())).toEqual([
      {
        setting: "listener[1].tls_require_and_verify_client_cert",
        value: false,
        reason: expect.stringContaining("health checks"),
      },
    ]);
  });

  test("lets clients without certificates in only as the caller says, with the reason reported", () => {
    const configuration = hardened({ clientCertificates: { required: false, reason: REASON } });
    expect(setting(configuration, "listener.0.tcp.tls_require_and_verify_client_cert")).toBe(false);
    expect(setting(configuration, "listener.0.tcp.tls_client_ca_file")).toBeUndefined();
    expect(relaxationsOf(configuration)).toContainEqual({
      setting: "listener[0].tls_require_and_verify_client_cert",
      value: false,
      reason: REASON,
    });
  });

  test("raises TLS on both listeners, or on one", () => {
    const both = hardened({ settings: { tlsMinVersion: "tls13" } });
    expect([0, 1].map((i) => setting(both, `listener.${i}.tcp.tls_min_version`))).toEqual(["tls13", "tls13"]);
    const one = hardened({ settings: { clientListener: { tlsMinVersion: "tls13" } } });
    expect([0, 1].map((i) => setting(one, `listener.${i}.tcp.tls_min_version`))).toEqual(["tls13", "tls12"]);
  });

  test("takes other choices, but not those that tie the nodes together", () => {
    const configuration = hardened({
      settings: {
        ui: true,
        healthListener: { maxJsonDepth: 20 },
        raft: { performanceMultiplier: 1 },
        ...{ clusterAddr: "https://10.0.0.1:9999" },
      },
    });
    expect(setting(configuration, "ui")).toBe(true);
    expect(setting(configuration, "listener.1.tcp.max_json_depth")).toBe(20);
    expect(setting(configuration, "storage.raft.performance_multiplier")).toBe(1);
    expect(setting(configuration, "cluster_addr")).toBe(`https://${NodeFact.localIpv4}:8201`);
  });

  test("takes another seal", () => {
    const kmsKeyId = "arn:aws:kms:eu-central-1:111122223333:key/mrk-1234";
    const configuration = hardened({ seals: [{ type: "awskms", region: "eu-central-1", kmsKeyId }] });
    expect(setting(configuration, "seal")).toEqual({
      awskms: { region: "eu-central-1", kms_key_id: kmsKeyId },
    });
  });

  test("fails for a name of the cluster that would add words to auto_join", () => {
    expect(refusal(hardened({ clusterName: "a secret_access_key=b" })).message).toContain("cluster_name");
  });
});
