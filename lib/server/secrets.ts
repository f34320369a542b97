import { refused, type Scope } from "./scope";

const SECRET_VALUES = [
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(hv[sbr]|s)\.[A-Za-z0-9_-]{24,}/,
];

const SECRET_NAME =
  /^(access_?key(_?id)?|secret(_?access)?_?key|session_?token|shared_?creds_?(filename|profile)|.*(password|api_?token|api_?key|client_?secret)|token|secret|pin)$/i;

/** Whether a setting with this name would hold a credential. */
export function namesSecret(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Refuses text that holds a credential in clear: the file is readable on the node and in the synth output. */
export function refuseSecrets(scope: Scope, value: string): void {
  if (!SECRET_VALUES.some((form) => form.test(value))) return;
  throw refused(
    scope,
    undefined,
    "no credential in clear text; the file is written to disk and to the synth output",
    "remove the credential, replace it where it came from, and use the instance's role",
  );
}

/** The error for a prop or key that exists to hold a credential. */
export function credentialRefused(scope: Scope): Error {
  return refused(
    scope,
    undefined,
    "no static credentials: nodes authenticate with their instance role",
    "remove the credential and give the role of the nodes what it needs",
  );
}
