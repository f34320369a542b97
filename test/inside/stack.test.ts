import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { clientAuthorities as authority } from "../../examples/production/settings.json";
import { synthesizeInside } from "./stack";

/** What `npm run test:inside` applies to a server passes its own rules, seen here before a server is started. */
describe("the stack with every login method and engine", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "inside-stack-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([false, true])("passes its rules, its next version: %s", (next) => {
    const stack = synthesizeInside(folder, {
      next,
      clientAuthority: authority,
      databaseAuthority: authority,
      issuerAuthority: authority,
      machines: "127.0.0.0/8",
    });
    expect(JSON.parse(readFileSync(path.join(stack, "cdk.tf.json"), "utf8")).resource).toBeDefined();
  });
});
