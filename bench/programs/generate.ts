// A process of its own: what the bench itself holds in memory would count in the peak of each program it starts.
import * as path from "node:path";
import { generate } from "../handwritten/generate";
import { answer } from "./clock";

const [stackFolder, target] = process.argv.slice(2) as [string, string];
answer(generate(stackFolder, path.join(__dirname, "clock"), target));
