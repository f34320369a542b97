import { SessionAccess } from "../../lib";
import { awsStack, Synthesized } from "../support/stack";

const stack = awsStack();
const sessions = new SessionAccess(stack, "sessions", {
  clusterName: "vault",
  logGroupName: "/hardened-vault/vault/sessions",
  nodeTag: { key: "vault-cluster", value: "vault" },
});
const made = Synthesized.of(stack);

describe("SessionAccess", () => {
  test("sessions are encrypted, streamed to an encrypted log group, and end by themselves", () => {
    const document = made.get("aws_ssm_document", "sessions/Resource");
    expect(document).toMatchObject({ name: "vault-session", document_type: "Session" });
    const { sessionType, inputs } = JSON.parse(String(document.content));
    expect(sessionType).toBe("Standard_Stream");
    expect(inputs).toMatchObject({
      cloudWatchLogGroupName: "/hardened-vault/vault/sessions",
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
      kmsKeyId: expect.stringContaining("aws_kms_key.sessions_key"),
      idleSessionTimeout: "15",
      maxSessionDuration: "60",
    });
  });

  test("a session's shell reads the profile that keeps secrets out of its history", () => {
    const { inputs } = JSON.parse(String(made.get("aws_ssm_document", "sessions/Resource").content));
    expect(inputs.shellProfile.linux).toContain("bash --login");
  });

  test("nodes decrypt with the key inside a session only: what the seal decrypts carries no context", () => {
    const decrypt = sessions.nodeStatements.find(({ sid }) => sid === "DecryptSessions");
    expect(decrypt?.actions).toEqual(["kms:Decrypt"]);
    expect(decrypt?.conditions).toEqual({
      Null: {
        "kms:EncryptionContext:aws:ssm:SessionId": "false",
        "kms:EncryptionContext:aws:ssm:TargetId": "false",
      },
    });
    const key = Synthesized.statements(made.get("aws_kms_key", "sessions/key/Resource").policy);
    expect(key.AccountForSessions).toMatchObject({
      Condition: { Null: { "kms:EncryptionContext:aws:ssm:SessionId": "false" } },
    });
  });

  test("an operator starts sessions on nodes of this cluster, with this document, and ends their own", () => {
    const statements = Object.fromEntries(
      sessions.grants.start().map((statement) => [statement.sid, statement]),
    );
    expect(statements.StartSessionsOnNodes?.conditions).toEqual({
      StringEquals: { "ssm:resourceTag/vault-cluster": "vault" },
      BoolIfExists: { "ssm:SessionDocumentAccessCheck": "true" },
    });
    expect(statements.StartSessionsWithDocument?.resources).toHaveLength(1);
    expect(String(statements.OwnSessions?.resources)).toContain("$${aws:userid}-*");
    expect(statements.EncryptSessions?.actions).toEqual(["kms:GenerateDataKey"]);
  });
});
