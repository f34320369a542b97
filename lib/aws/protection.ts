import { type Reasoned, requireReason } from "../core/reason";

/** Whether what cannot be made again (keys, buckets, the load balancer) is protected against being destroyed. */
export class Protection {
  /** Terraform refuses to destroy it, AWS refuses to delete the load balancer. The default. */
  public static enabled(): Protection {
    return new Protection(undefined);
  }

  /**
   * Lets Terraform destroy everything, data included. For clusters that are meant to be thrown away.
   *
   * @throws REASON_REQUIRED
   */
  public static relaxed(options: Reasoned): Protection {
    return new Protection(requireReason("Protection.relaxed", options));
  }

  /** Whether protection is on. */
  public readonly isEnabled: boolean;

  private constructor(
    /** Why it is relaxed; absent while it is enabled. */
    public readonly reason: string | undefined,
  ) {
    this.isEnabled = reason === undefined;
  }

  /** The `lifecycle` block of a protected resource. */
  public get lifecycle(): { readonly preventDestroy: true } | undefined {
    return this.isEnabled ? { preventDestroy: true } : undefined;
  }
}
