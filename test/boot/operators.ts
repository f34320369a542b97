/** The operators of a test: people with PGP keys of their own, who open their shares when the test asks them. */
export class TestOperators {
  /** Makes as many of them. */
  public static async make(count: number): Promise<TestOperators> {
    const { generateKey } = await import("openpgp");
    const keys = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        generateKey({
          type: "ecc",
          curve: "curve25519Legacy",
          userIDs: [{ name: `Operator ${index + 1}`, email: `operator-${index + 1}@corp.example` }],
          format: "armored",
        }),
      ),
    );
    return new TestOperators(
      keys.map(({ publicKey }) => publicKey.replaceAll("\r\n", "\n")),
      keys.map(({ privateKey }) => privateKey),
    );
  }

  private constructor(
    /** Public keys, armored. */
    public readonly publicKeys: readonly string[],
    private readonly privateKeys: readonly string[],
  ) {}

  /** The same people but for one, in whose place somebody new is. */
  public async replace(number: number): Promise<TestOperators> {
    const joining = await TestOperators.make(1);
    const placed = (own: readonly string[], [other = ""]: readonly string[]) =>
      own.map((key, index) => (index === number ? other : key));
    return new TestOperators(
      placed(this.publicKeys, joining.publicKeys),
      placed(this.privateKeys, joining.privateKeys),
    );
  }

  /** The key of the operator with the number, as they carry it from one machine to another. */
  public async exported(number: number): Promise<{ readonly armored: string; readonly fingerprint: string }> {
    const { readPrivateKey } = await import("openpgp");
    const armored = this.privateKeys[number] ?? "";
    const key = await readPrivateKey({ armoredKey: armored });
    return { armored, fingerprint: key.getFingerprint().toUpperCase() };
  }

  /**
   * Lets the operator with the number open a share.
   *
   * @param share base64, as Vault hands it out
   */
  public async open(number: number, share: string): Promise<string> {
    const { decrypt, readMessage, readPrivateKey } = await import("openpgp");
    const message = await readMessage({ binaryMessage: Buffer.from(share, "base64") });
    const key = await readPrivateKey({ armoredKey: this.privateKeys[number] ?? "" });
    const { data } = await decrypt({ message, decryptionKeys: key });
    return String(data);
  }
}
