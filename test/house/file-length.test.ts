import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

/** A file is one concept: one that needs more lines holds several. */
const MOST = 400;

const ROOT = path.join(__dirname, "../..");

test("no file of code is longer than one concept needs", () => {
  const files = ["lib", "test", "tools", "bench", "examples"].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !/(^|\/)(node_modules|cdktf\.out|\.gen)\//.test(file))
      .map((file) => path.join(folder, file)),
  );
  const lines = (file: string) => readFileSync(path.join(ROOT, file), "utf8").split("\n").length - 1;
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => lines(file) >= MOST)).toEqual([]);
});
