import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import Ajv from "ajv";
import schema from "../../schemas/report-1.json";
import { temporaryFolder } from "../release/mirror/folders";
import { synthesizeExample } from "../support/synthesized-examples";

/** Whether something fits the schema of reports. */
export const validate = new Ajv({ allErrors: true }).compile(schema);

/** The folder with the minimal example, in which nothing fails but a warning. */
export const good = path.join(temporaryFolder(), "cdktf.out");
synthesizeExample("minimal", good);

// biome-ignore lint/suspicious/noExplicitAny: it is JSON of any shape
export type Editable = any;

/** A copy of the good app, elsewhere and edited. */
export function edited(edit: (configuration: Editable) => void): string {
  const folder = path.join(temporaryFolder(), "moved");
  cpSync(good, folder, { recursive: true });
  const file = path.join(folder, "stacks/minimal/cdk.tf.json");
  const configuration = JSON.parse(readFileSync(file, "utf8"));
  edit(configuration);
  writeFileSync(file, JSON.stringify(configuration));
  return folder;
}

/** The app with a seal key that does not rotate. */
export const weak = () =>
  edited(({ resource }) => {
    for (const [name, key] of Object.entries<Editable>(resource.aws_kms_key)) {
      if (name.includes("seal")) key.enable_key_rotation = false;
    }
  });

/** A file with a content, in a folder of its own. */
export function fileOf(content: unknown, name = "waivers.json"): string {
  const file = path.join(temporaryFolder(), name);
  const isText = typeof content === "string" || Buffer.isBuffer(content);
  writeFileSync(file, isText ? content : JSON.stringify(content));
  return file;
}

/** A named pipe that nobody writes to. */
export function pipe(): string {
  const file = path.join(temporaryFolder(), "pipe");
  execFileSync("mkfifo", [file]);
  return file;
}

/** A day from today on, as waivers write it. */
export const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

/** What accepts that the key of the weak app does not rotate. */
export const WAIVER = {
  rule: "SEAL-03",
  scope: "minimal/vault/seal",
  reason: "the key of a cluster that lives for a day of training",
  approvedBy: "security@corp.example",
  expires: day(100),
};
