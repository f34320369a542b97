import { remembered } from "../../core/remembered";
import { partsOf, referencesIn } from "./expression";

/** How much a resource of a policy takes in: something by its name, everything of a kind, or nobody can say. */
export type Reach = "everything" | "named" | "unknown";

/** Stands for an expression in a text. */
const EXPRESSION = "§";

/** Words of ARNs that name a kind and nothing of it. */
const KINDS = new Set(["autoScalingGroupName", "log-stream", "stream", "object", "version"]);

/** A text with a mark in the place of each expression, so that colons and slashes can be counted. */
export function withoutExpressions(text: string): string {
  return partsOf(text)
    .map((part) => (typeof part === "string" ? part : EXPRESSION))
    .join("");
}

/** Whether a text has an expression of which not even the kind is known: a variable, a value that is computed. */
export function hasOpenExpression(text: string): boolean {
  return partsOf(text).some((part) => {
    if (typeof part === "string") return false;
    const references = referencesIn(part.expression);
    return references.length === 0 || references.some(({ address }) => /(^|\.)(var|local)\./.test(address));
  });
}

/**
 * How much a resource of a policy takes in. A bucket's objects are named by the beginning of their key at least;
 * everything else by one part beside its kind.
 */
export function reachOf(resource: string): Reach {
  const text = withoutExpressions(resource);
  if (/^[*?]*$/.test(text)) return "everything";
  if (hasOpenExpression(resource)) return "unknown";
  if (!text.startsWith("arn:")) return /^§\/[*?]/.test(text) ? "everything" : "named";
  const [, , service = "", , , ...rest] = text.split(":");
  const [first = "", ...others] = rest.join(":").split(/[:/]/);
  if (/[*?]/.test(service)) return "everything";
  if (service === "s3") {
    const isBucketOpen = wordsOf(first).length < 3;
    const isKeyOpen = others.length > 0 && /^[*?]/.test(others[0] ?? "");
    return isBucketOpen || isKeyOpen ? "everything" : "named";
  }
  const names = others.length === 0 ? [first] : others;
  const isNamed = names.some(
    (name) => !KINDS.has(name) && (name.includes(EXPRESSION) || wordsOf(name).length >= 3),
  );
  return isNamed ? "named" : "everything";
}

/** What stands before the first wildcard. */
function wordsOf(pattern: string): string {
  const [before = ""] = pattern.split(/[*?]/);
  return before.includes(EXPRESSION) ? before.padEnd(3) : before;
}

/** Whether a pattern of resources takes in a resource; expressions count as what they are written as. */
export function resourceMatches(pattern: string, resource: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === resource;
  return wildcard(pattern).test(resource);
}

const wildcard = remembered(512, (pattern) => {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`);
});
