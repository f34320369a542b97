/** Headers that carry a secret, by the words that such names are made of. */
const SECRET =
  /(^|[-_])(auth|authorization|cookie|credentials?|jwt|key|keys|apikey|pass|password|secrets?|session|signature|sso|tokens?|wrap)($|[-_])/i;

/** Whether a header of this name may carry a secret. */
export function carriesSecret(header: string): boolean {
  return SECRET.test(header);
}
