import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { ProblemCode } from "../../../lib/core/errors";
import { HASHICORP_FINGERPRINT, HASHICORP_KEY } from "../../../lib/release/mirror/hashicorp-key";
import { trustedKeys } from "../../../lib/release/mirror/signature";
import { rejection } from "./rejection";
import { daysFromNow, type TestKey, testKey } from "./signed-release";

const content = Buffer.from("sums");
const fixture = (name: string) => readFileSync(path.join(__dirname, "fixtures", name));
const hashicorp = { keys: [Buffer.from(HASHICORP_KEY)], fingerprints: [HASHICORP_FINGERPRINT] };
const trustIn = (key: TestKey) => ({ keys: [Buffer.from(key.publicKey)], fingerprints: [key.fingerprint] });

async function expectRejected(code: ProblemCode, action: Promise<unknown>, text: string | RegExp) {
  const error = await rejection(action);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(text);
}

describe("HashiCorp's own key", () => {
  // Published sums of another product of theirs, signed by the same key; they are short.
  test.each([
    ["1.15.8", "2026-07-13"],
    ["1.10.5", "2025-01-22"],
  ])("verifies what they signed: Terraform %s, on %s", async (version, day) => {
    const verify = await trustedKeys(hashicorp, new Date("2026-11-24T00:00:00Z"));
    const sums = `terraform_${version}_SHA256SUMS`;
    const signer = await verify(fixture(sums), fixture(`${sums}.sig`));
    expect(signer.fingerprint).toBe("C874011F0AB405110D02105534365D9472D7468F");
    expect(signer.signingKey).toBe("374EC75B485913604A831CC7C820C6D5CD27AB87");
    expect(signer.signedAt.toISOString()).toContain(day);
  });

  test("does not verify the sums of another release", async () => {
    const verify = await trustedKeys(hashicorp, new Date("2026-11-24T00:00:00Z"));
    const action = verify(fixture("terraform_1.10.5_SHA256SUMS"), fixture("terraform_1.15.8_SHA256SUMS.sig"));
    await expectRejected("RELEASE_SIGNATURE_INVALID", action, "digest did not match");
  });

  test("is refused when it has expired", async () => {
    const verify = await trustedKeys(hashicorp, new Date("2030-03-02T00:00:00Z"));
    const sums = "terraform_1.15.8_SHA256SUMS";
    await expectRejected(
      "RELEASE_KEY_UNTRUSTED",
      verify(fixture(sums), fixture(`${sums}.sig`)),
      /not valid now[\s\S]*expired[\s\S]*--key FILE/,
    );
  });
});

describe("the signature of a release", () => {
  let key: TestKey;
  beforeAll(async () => {
    key = await testKey();
  });

  test("is good when a trusted key made it, whatever other keys are about", async () => {
    const other = await testKey();
    const verify = await trustedKeys({
      keys: [Buffer.from(other.publicKey), Buffer.from(key.publicKey)],
      fingerprints: [key.fingerprint],
    });
    expect((await verify(content, await key.sign(content))).fingerprint).toBe(key.fingerprint);
  });

  test("needs a key of a trusted fingerprint", async () => {
    const trust = { keys: [Buffer.from(key.publicKey)], fingerprints: [HASHICORP_FINGERPRINT] };
    await expectRejected("RELEASE_KEY_UNTRUSTED", trustedKeys(trust), key.fingerprint);
  });

  test("needs a key that can be read", async () => {
    const trust = { keys: [Buffer.from("no key")], fingerprints: [key.fingerprint] };
    await expectRejected("RELEASE_KEY_UNTRUSTED", trustedKeys(trust), "a key cannot be read");
  });

  test("is refused from an unknown key", async () => {
    const verify = await trustedKeys(trustIn(key));
    const action = verify(content, await (await testKey()).sign(content));
    await expectRejected("RELEASE_KEY_UNTRUSTED", action, "signed by an unknown key");
  });

  test("is refused for another content", async () => {
    const action = (await trustedKeys(trustIn(key)))(Buffer.from("sumz"), await key.sign(content));
    await expectRejected("RELEASE_SIGNATURE_INVALID", action, "digest did not match");
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["a page of a web server", Buffer.from("<html>not found</html>")],
  ])("is refused when it is %s", async (_, signature) => {
    const verify = await trustedKeys(trustIn(key));
    const error = await rejection(verify(content, signature));
    expect(["RELEASE_SIGNATURE_INVALID", "RELEASE_KEY_UNTRUSTED"]).toContain(error.code);
  });

  test("is refused when its key has expired since", async () => {
    const short = await testKey({ created: daysFromNow(-30), lifetimeSeconds: 3600 * 24 * 20 });
    const action = (await trustedKeys(trustIn(short)))(content, await short.sign(content, daysFromNow(-29)));
    await expectRejected("RELEASE_KEY_UNTRUSTED", action, "expired");
  });

  test("is refused when it is of tomorrow", async () => {
    const action = (await trustedKeys(trustIn(key)))(content, await key.sign(content, daysFromNow(1)));
    await expectRejected("RELEASE_SIGNATURE_INVALID", action, "in the future");
  });

  test.each(["primary key", "subkey"] as const)("is refused when its %s was revoked", async (revoked) => {
    const signature = await key.sign(content);
    const trust = { keys: [await key.revoked(revoked)], fingerprints: [key.fingerprint] };
    await expectRejected("RELEASE_KEY_UNTRUSTED", (await trustedKeys(trust))(content, signature), "revoked");
  });
});
