import { httpsOrigin } from "./addresses";
import { block, type Fields } from "./fields";
import type { JsonObject } from "./json";
import type { Relaxable } from "./relaxable";
import { off, type Rule, text, whole } from "./rules";
import { nth, refused, type Scope, within } from "./scope";

/** Auto-unseal by AWS KMS (rule SEAL-01). Credentials come from the instance role; there are no props for static ones. */
export interface AwsKmsSeal {
  /** The kind of seal. */
  readonly type: "awskms";
  /** Region of the key: `eu-central-1`, or `NodeFact.awsRegion`. */
  readonly region: string;
  /**
   * ARN of the key, or `NodeFact.sealKeyArn`. Not an alias: whoever repoints an alias changes the key that seals Vault.
   */
  readonly kmsKeyId: string;
  /** `https://` origin of an interface endpoint. @default - the Region's own name, which private DNS resolves */
  readonly endpoint?: string;
  /**
   * Whether this is the seal that a migration leaves. Remove the stanza when the migration is done.
   *
   * @default false (rule SEAL-01: true only during a migration, with a reason)
   */
  readonly disabled?: Relaxable<boolean>;
  /** Name among several seals. @default - "awskms"; needed with several seals */
  readonly name?: string;
  /** Order among several seals, 1 first. @default - needed with several seals */
  readonly priority?: number;
}

/** What unseals Vault, by type. */
export type SealStanza = AwsKmsSeal;

export const AWS_KMS_FIELDS: Fields<Omit<AwsKmsSeal, "type">> = {
  region: {
    key: "region",
    required: true,
    rule: text(
      /^(@[A-Z0-9_]+@|[a-z]{2}(-[a-z]+)+-\d)$/,
      "a Region such as eu-central-1, or a fact of the node",
    ),
  },
  kmsKeyId: {
    key: "kms_key_id",
    required: true,
    rule: text(
      /^(@[A-Z0-9_]+@|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+)$/,
      "the ARN of a key (not an alias), or a fact of the node",
    ),
  },
  endpoint: { key: "endpoint", rule: httpsOrigin },
  disabled: { key: "disabled", rule: off },
  name: { key: "name", rule: text(/^[A-Za-z0-9_]{1,64}$/, "letters, digits and underscores") },
  priority: { key: "priority", rule: whole(1, 3) },
};

/** One entry per type of seal: a new one needs its interface, its member of the union, and its entry here. */
const STANZAS: { readonly [T in SealStanza["type"]]: Rule<Omit<Extract<SealStanza, { type: T }>, "type">> } =
  {
    awskms: block(AWS_KMS_FIELDS),
  };

/** The rule for the seals of a server: one object for one seal, a list for several. */
export const seals: Rule<readonly SealStanza[]> = (scope, stanzas) => {
  if (!Array.isArray(stanzas) || stanzas.length === 0 || stanzas.length > 3) {
    throw refused(scope, stanzas, "a list of one to three seals");
  }
  if (stanzas.length === 1) return stanza(scope, stanzas[0]);
  const names = stanzas.map(({ name, priority }: SealStanza) => [name, priority]);
  for (const part of [0, 1]) {
    const values = names.map((each) => each[part]);
    if (values.includes(undefined) || new Set(values).size < values.length) {
      throw refused(scope, names, "a name and a priority of its own for each of several seals");
    }
  }
  return stanzas.map((each, i) => stanza(nth(scope, i), each));
};

function stanza(scope: Scope, seal: SealStanza): JsonObject {
  const { type, ...props } = seal;
  if (!Object.hasOwn(STANZAS, type))
    throw refused(within(scope, "type"), type, Object.keys(STANZAS).join(" or "));
  return { [type]: STANZAS[type](within(scope, type), props) ?? {} };
}
