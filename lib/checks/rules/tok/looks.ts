import { fits, undecided } from "../../engine/assertions";
import { type Observation, passIf, unknown } from "../../engine/observation";
import type { RuleContext } from "../../engine/rule";
import type { Resource } from "../../evidence/resource";
import { hasOpenExpression, withoutExpressions } from "../../evidence/resource-pattern";
import type { Value } from "../../evidence/value";

/** What is looked at of a resource of one type. */
export type Look = (resource: Resource, context: RuleContext) => readonly Observation[];

/** A role, a user or a session of one of them. */
export const EXACT_ARN = /^arn:aws[a-z-]*:(iam|sts)::\d{12}:(role|user|assumed-role)\/[^*?]+$/;
/** A name without a wildcard. */
export const NAMED = /^[^*?]+$/;
/** Who answers for AWS decides who logs in. An expression may stand for a region. */
const OF_AWS = /^(|https:\/\/(sts|iam|ec2)([.-][a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|api\.aws)\/?)$/;
/** What somebody can choose for himself, in the place of what Vault made for him. */
const CHOSEN = /\{\{[^{}]*\.(name|metadata\.[^{}]*)\s*\}\}/;

/** An attribute names one or more, each in full. */
export function exact(resource: Resource, attribute: string, pattern: RegExp = NAMED): Observation {
  const value = resource.at(attribute);
  const said = { actual: `${attribute} = ${value}`, expected: `${attribute} names each in full` };
  const isRefused = ({ literal }: Value) => literal !== undefined && !pattern.test(String(literal));
  if (value.items.length === 0 || value.items.some(isRefused)) return passIf(false, said);
  // What refers to a resource names one; what a variable holds is anything.
  const isOpen = value.items.some(
    (item) => !item.isKnown && item.references.every(({ address }) => /^(var|local)\./.test(address)),
  );
  return isOpen ? unknown({ ...said, reason: undecided(value) }) : passIf(true, said);
}

/** Each item of a list or of a text with commas, where there are some, fits. */
export function each(value: Value, expected: string, condition: (item: string) => boolean): Observation {
  return fits(
    value,
    `${value.path}: ${expected}`,
    (got) =>
      [got]
        .flat()
        .flatMap((one) => String(one).split(","))
        .every((one) => condition(one.trim())),
    { whenAbsent: [] },
  );
}

/** An address of AWS; what refers to a resource may stand for a part of it, what a variable holds may be anything. */
export function ofAws(address: Value): Observation {
  const text = address.isAbsent ? "" : String(address.raw);
  const said = {
    actual: `${address.path} = ${address}`,
    expected: `${address.path} is an address of AWS itself, with TLS`,
  };
  const written = withoutExpressions(text);
  const isOfAws = OF_AWS.test(written.replaceAll(/[^ -~]/g, "x"));
  const isOpen = hasOpenExpression(text) && (isOfAws || written.length === 1);
  return isOpen ? unknown({ ...said, reason: undecided(address) }) : passIf(isOfAws, said);
}

/** An address that is not plain: of HTTP or LDAP. */
export function withTls(address: Value): Observation {
  const said = { actual: `${address.path} = ${address}`, expected: `${address.path} with TLS` };
  const texts = address.items.flatMap(({ raw }) => String(raw).split(","));
  const isOpen = texts.some((text) => /^\s*\$\{/.test(text));
  const isPlain = texts.some((text) => /^\s*(http|ldap):/i.test(text));
  return isOpen && !isPlain ? unknown({ ...said, reason: undecided(address) }) : passIf(!isPlain, said);
}

/** Directories: LDAPS, or LDAP that turns to TLS, of a version that is no older than 1.2. */
export function directory(ldap: Resource): readonly Observation[] {
  return [
    fits(
      ldap.at("url"),
      "an address with TLS",
      (got) =>
        String(got)
          .split(",")
          .every((url) => /^\s*ldaps:\/\//i.test(url) || String(ldap.at("starttls").raw) === "true"),
      { whenAbsent: "" },
    ),
    ...["tls_min_version", "tls_max_version"].map((name) =>
      fits(ldap.at(name), `${name} of 1.2 or newer`, (got) => /^(|tls1[23])$/.test(String(got)), {
        whenAbsent: "",
      }),
    ),
    fits(ldap.at("insecure_tls"), "insecure_tls = false", (got) => String(got) === "false", {
      whenAbsent: false,
    }),
  ];
}

/** Templates hold ids, never what somebody can choose. */
export function byId(value: Value): Observation {
  return each(value, "templates by id", (item) => !CHOSEN.test(item));
}
