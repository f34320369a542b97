/** Who begins the initialisation of a new cluster. */
export class Initialization {
  /** The first node that boots: no person is needed, and none sees a root token. The default. */
  public static atFirstBoot(): Initialization {
    return new Initialization("at-first-boot");
  }

  /**
   * A person, who starts the same program on one node through a document of Systems Manager. Until then the nodes wait
   * in their launch hooks, for two days at most.
   */
  public static byOperator(): Initialization {
    return new Initialization("by-operator");
  }

  private constructor(
    /** As the nodes know it. */
    public readonly mode: "at-first-boot" | "by-operator",
  ) {}
}
