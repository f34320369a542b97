import { Construct } from "constructs";
import type { LockoutOptions } from "./lockout";
import { LoginMethod, type LoginMethodProps } from "./login-method";

/** Properties of {@link PasswordLogin}. */
export interface PasswordLoginProps extends LoginMethodProps {
  /** @default - 5 tries, 30 minutes */
  readonly lockout?: LockoutOptions;
}

/**
 * Logins by name and password that Vault keeps (`userpass`). Refused by the profile `strict` (TOK-08): people log in with
 * the organisation's single sign-on and a second factor. Users are made by an administrator, never by Terraform: their
 * passwords would be in its state.
 */
export class PasswordLogin extends Construct {
  /** Path below `auth/`. */
  public readonly mountPath: string;
  /** Vault's own name of the mount; known after the apply. */
  public readonly accessor: string;

  public constructor(scope: Construct, id: string, props: PasswordLoginProps = {}) {
    super(scope, id);
    const method = new LoginMethod(this, "method", { ...props, type: "userpass", keeps: [] });
    this.mountPath = method.mountPath;
    this.accessor = method.accessor;
  }
}
