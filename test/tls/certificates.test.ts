import { Token } from "cdktf";
import settings from "../../examples/minimal/settings.json";
import { Duration } from "../../lib/core/duration";
import { ClientCertificates } from "../../lib/tls/client-certificates";
import { ServerCertificates } from "../../lib/tls/server-certificates";
import { expectRefused } from "../support/errors";

const CA =
  "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555";
const SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:vault-AbCdEf";
const KEY = { keyArn: "arn:aws:kms:eu-central-1:123456789012:key/1" };

// A certificate for a server, not for an authority.
const LEAF = `-----BEGIN CERTIFICATE-----
MIIBgTCCASagAwIBAgIUG2+0gOqg2u6TOlCkmLdrFsQnB6EwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMbGVhZi5leGFtcGxlMB4XDTI2MTEyMzIxNDQ1NVoXDTQ2MTEx
ODIxNDQ1NVowFzEVMBMGA1UEAwwMbGVhZi5leGFtcGxlMFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEJEt7eo7FV5lBO730/AdhXGyPYearn6Hy0O1MGo1PTl01wq8W
we99WvsRkFAjz/cj9UillTzNqmwcxQHM6smtBKNQME4wHQYDVR0OBBYEFAMTGcUk
quApVd/Cid34DhpPQBS4MB8GA1UdIwQYMBaAFAMTGcUkquApVd/Cid34DhpPQBS4
MAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDSQAwRgIhAK4WN1AHGZ23Lta2Lw8/
vDNx9JdksmLpLYGxbNHnXo++AiEAwrLp5u1I/3w9VWTS+oonyyLdb8Qf3o9gJuTX
nphJQnI=
-----END CERTIFICATE-----`;

describe("ServerCertificates", () => {
  test("privateCa may issue by one template only", () => {
    const { nodeStatements, needsPrivateCaEndpoint, facts } = ServerCertificates.privateCa(CA).binding;
    expect(nodeStatements[0]).toMatchObject({
      actions: ["acm-pca:IssueCertificate"],
      resources: [CA],
      conditions: {
        StringEquals: { "acm-pca:TemplateArn": "arn:aws:acm-pca:::template/EndEntityCertificate/V1" },
      },
    });
    expect(needsPrivateCaEndpoint).toBe(true);
    expect(facts).toEqual({ CERTIFICATE_AUTHORITY_ARN: CA });
  });

  test("secretsManager reads one secret, and decrypts through Secrets Manager only", () => {
    const { nodeStatements } = ServerCertificates.secretsManager(SECRET, { encryptionKey: KEY }).binding;
    expect(nodeStatements).toEqual([
      { sid: "ReadNodeCertificate", actions: ["secretsmanager:GetSecretValue"], resources: [SECRET] },
      {
        sid: "DecryptNodeCertificate",
        actions: ["kms:Decrypt"],
        resources: [KEY.keyArn],
        conditions: { StringLike: { "kms:ViaService": "secretsmanager.*.amazonaws.com*" } },
      },
    ]);
  });

  test("fails for wrong ARNs and validities", () => {
    expectRefused("IDENTIFIER_INVALID", () => ServerCertificates.privateCa(SECRET));
    expectRefused("IDENTIFIER_INVALID", () => ServerCertificates.secretsManager("vault"));
    for (const validity of [Duration.days(2), Duration.days(398), Duration.hours(100)]) {
      expectRefused("DURATION_INVALID", () => ServerCertificates.privateCa(CA, { validity }));
    }
    expect(() => ServerCertificates.privateCa(Token.asString({ a: 1 }))).not.toThrow();
  });
});

describe("ClientCertificates", () => {
  test("keeps the authorities and nothing else of the file", () => {
    const { authorities } = ClientCertificates.required({
      authorities: `subject=x\n${settings.clientAuthorities}`,
    });
    expect(authorities).toBe(settings.clientAuthorities);
  });

  test("fails for no certificate, damaged ones, certificates that are no authority's, and tokens", () => {
    expectRefused("CERTIFICATE_INVALID", () => ClientCertificates.required({ authorities: "" }));
    expectRefused("CERTIFICATE_INVALID", () =>
      ClientCertificates.required({ authorities: settings.clientAuthorities.replace("MII", "MXX") }),
    );
    expect(
      expectRefused("CERTIFICATE_INVALID", () => ClientCertificates.required({ authorities: LEAF })).message,
    ).toContain("not an authority's");
    expectRefused("LITERAL_REQUIRED", () =>
      ClientCertificates.required({ authorities: Token.asString({ a: 1 }) }),
    );
  });

  test("an exemption needs a reason and keeps it", () => {
    expectRefused("REASON_REQUIRED", () => ClientCertificates.notRequired({ reason: "ui" }));
    const reason = "the browser UI is used until October";
    expect(ClientCertificates.notRequired({ reason }).exemption).toBe(reason);
  });
});
