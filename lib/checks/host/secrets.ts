import { remembered } from "../../core/remembered";

/** A secret that stands in a text. */
export interface FoundSecret {
  /** What it is, in a few words. */
  readonly kind: string;
  /** Its beginning: enough to find it, too little to use it. */
  readonly hint: string;
}

/** Forms that nothing but a secret has, each with words of which a text with such a secret has one. */
const FORMS: readonly (readonly [kind: string, words: readonly string[], form: RegExp])[] = [
  ["an AWS access key", ["AKIA", "ASIA"], /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g],
  ["a token of Vault", ["hvs.", "hvb.", "hvr."], /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/g],
  ["a token of Vault", ["s.", "b.", "r."], /(?<![\w.-])[sbr]\.[A-Za-z0-9]{24}(?![\w.])/g],
  [
    "a private key",
    ["PRIVATE KEY"],
    /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\n|\s)+[A-Za-z0-9+/=:]{8,}/g,
  ],
  ["a licence of Vault", ["02MV4UU43BK5"], /\b02MV4UU43BK5[A-Z0-9]{20,}/g],
  ["a token of GitHub", ["gh", "github_pat_"], /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,})/g],
  ["credentials in an address", ["://"], /:\/\/[^\s/:@"'$]+:(?!\{\{\w+\}\}@)[^\s/@"'$]{3,}@[\w.-]+/g],
];

/** A name that says that its value is a secret, and a value. */
const SETTING =
  /(?:password|passwd|secret_?(?:access_?)?key|secret_id|client_secret|session_token|private_key|api_key|unseal_key|root_token|vault_token|hsm_pin)["']?\s*[:=]\s*["']?([^\s"',;#{}()[\]]{4,})/gi;

/** Values that stand for a secret and are none: references, marks, paths, words that say there is none. */
const NO_SECRET =
  /^([$@%<*]|env:\/\/|file:\/\/|secretsmanager:|ssm:|arn:|https?:\/\/|\.?\/|(true|false|null|none|undefined|nil|yes|no|required|disabled|enabled)$)/i;

/** Finds secrets in clear text, also where the text is base64 within the text. */
export const secretsIn = remembered(1024, (text): readonly FoundSecret[] => [
  ...plain(text),
  ...encodedIn(text).flatMap(plain),
]);

/** Whether a value of a setting that holds a secret is one, and not a reference to where it is kept. */
export function isSecretValue(value: string): boolean {
  return value.trim() !== "" && !NO_SECRET.test(value.trim());
}

/** The beginning of a secret. */
export function hintOf(secret: string): string {
  return `${secret.slice(0, Math.min(4, Math.floor(secret.length / 4)))}…`;
}

function plain(text: string): readonly FoundSecret[] {
  const forms = FORMS.flatMap(([kind, words, form]) =>
    words.some((word) => text.includes(word))
      ? [...text.matchAll(form)].map(([found]) => ({
          kind,
          hint: hintOf(found.replaceAll(/-----\S*|:\/\//g, "")),
        }))
      : [],
  );
  const settings = [...text.matchAll(SETTING)]
    .filter(([, value = ""]) => isSecretValue(value))
    .map(([found, value = ""]) => ({
      kind: `the setting ${/^[\w ]+/.exec(found)?.[0]}`,
      hint: hintOf(value),
    }));
  return [...forms, ...settings];
}

/** Longer texts of base64 that hold text. */
function encodedIn(text: string): readonly string[] {
  if (text.length < 32) return [];
  // Each run of such characters is tried once, from its beginning.
  return [...text.matchAll(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{32,}={0,2}/g)]
    .map(([found]) => Buffer.from(found, "base64").toString("latin1"))
    .filter((decoded) => /^[\t\n\r -~]*$/.test(decoded));
}
