import { InvalidArgumentError } from "commander";
import { isExactVersion } from "../release/exact-version";
import { ARCHITECTURES, type Architecture } from "../release/i-architecture";

// Each reads what was typed for one argument, or says what it should have been.

export function version(text: string): string {
  if (isExactVersion(text)) return text;
  throw new InvalidArgumentError("It is an exact version: 2.1.2, or 2.1.2+ent.");
}

export function architectures(text: string): readonly Architecture[] {
  return [...new Set(text.split(",").map((name) => architecture(name.trim())))];
}

function architecture(name: string): Architecture {
  const known = ARCHITECTURES.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  throw new InvalidArgumentError(`"${name}" is none of ${ARCHITECTURES.join(", ")}.`);
}

export function place(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}

export function bucket(text: string): string {
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)) return text;
  throw new InvalidArgumentError("It is the name of a bucket, without s3:// and without a path.");
}

export function prefix(text: string): string {
  if (/^[A-Za-z0-9!_.*'()+-][A-Za-z0-9!_.*'()+/-]*$/.test(text))
    return text.endsWith("/") ? text : `${text}/`;
  throw new InvalidArgumentError("It is a folder in the bucket, such as vault/2.1.2/.");
}

export function url(text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !["http:", "https:"].includes(parsed.protocol)) {
    throw new InvalidArgumentError("It starts with https:// or http://.");
  }
  // They would be shown in the list of processes and in messages.
  if (parsed.username !== "" || parsed.password !== "") {
    throw new InvalidArgumentError("It must not carry a user or a password.");
  }
  return text.replace(/\/+$/, "");
}

export function fingerprints(text: string, earlier: readonly string[] = []): readonly string[] {
  const digits = text.replaceAll(" ", "").toUpperCase();
  if (/^([0-9A-F]{40}|[0-9A-F]{64})$/.test(digits)) return [...earlier, digits];
  throw new InvalidArgumentError("It has 40 or 64 hexadecimal digits; a key id is too short to be trusted.");
}

export function files(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

export function seconds(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a number of seconds from 1 to 9999.");
}
