import { HardenedVaultError } from "./errors";

// CDKTF hides values that are known only after synthesis behind markers: `${TfToken[…]}` in strings,
// `#{TfToken[…]}` as the only element of lists, `&{TfToken[…]}` as the key of maps, and doubles whose high bits
// no literal uses. They are recognised here without the framework, so that pure models can refuse them.
const STRING_MARKER = /[$#&]\{TfToken\[/;
const TERRAFORM_EXPRESSION = /(^|[^$])\$\{|(^|[^%])%\{/;
const NUMBER_MARKER_HIGH_BITS = 0xfdff;

/** Whether a text holds a token of the framework; Terraform's own expressions in it are left to whoever reads it. */
export function holdsToken(text: string): boolean {
  return STRING_MARKER.test(text);
}

/** Whether a value, or anything inside it, is known only after synthesis (token or Terraform expression). */
export function isUnresolved(value: unknown): boolean {
  if (typeof value === "string") return STRING_MARKER.test(value) || TERRAFORM_EXPRESSION.test(value);
  if (typeof value === "number") return isNumberToken(value);
  if (Array.isArray(value)) return value.some(isUnresolved);
  if (typeof value === "object" && value !== null) {
    if (typeof (value as { resolve?: unknown }).resolve === "function") return true;
    return Object.entries(value).some(([key, inner]) => isUnresolved(key) || isUnresolved(inner));
  }
  return false;
}

function isNumberToken(value: number): boolean {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getUint16(0) === NUMBER_MARKER_HIGH_BITS;
}

/**
 * Returns the value if it is known at synthesis.
 *
 * @param what the name of the prop, as the user wrote it
 * @throws LITERAL_REQUIRED when the value is a token: validated or rendered values must be literals
 */
export function requireLiteral<T>(what: string, value: T): T {
  if (!isUnresolved(value)) return value;
  throw new HardenedVaultError({
    code: "LITERAL_REQUIRED",
    message: `${what} must be known at synthesis`,
    got: value,
    expected: "a literal value, because it is validated and rendered into files before Terraform runs",
    repair: `write the value of ${what} in the program or read it from a settings file; do not take it from a resource, data source or variable`,
  });
}
