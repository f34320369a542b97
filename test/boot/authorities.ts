import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { must } from "./command";

/** A certificate with its key, as files. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

const CURVE = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** The certificates of a run, made by openssl and thrown away with it. */
export class Authorities {
  public constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Makes an authority that signs itself. */
  public async authority(name: string, subject: string): Promise<KeyPair> {
    const pair = this.pair(name);
    await must("openssl", [
      "req", "-x509", ...CURVE, "-keyout", pair.key, "-out", pair.certificate, "-days", "30", "-subj", `/CN=${subject}`,
      "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
    ]); // biome-ignore format: a command line
    return pair;
  }

  /** Lets an authority issue a certificate for a key of its own. */
  public async issue(
    name: string,
    issuer: KeyPair,
    subject: string,
    extensions: readonly string[],
    dates: readonly string[] = ["-days", "30"],
  ): Promise<KeyPair> {
    const pair = this.pair(name);
    const request = path.join(this.folder, `${name}.csr`);
    await must("openssl", ["req", ...CURVE, "-keyout", pair.key, "-out", request, "-subj", `/CN=${subject}`]);
    await this.sign(request, issuer, pair.certificate, extensions, dates);
    return pair;
  }

  /** Lets an authority sign a request. */
  public async sign(
    request: string,
    issuer: KeyPair,
    certificate: string,
    extensions: readonly string[],
    dates: readonly string[] = ["-days", "30"],
  ): Promise<void> {
    const file = `${certificate}.ext`;
    writeFileSync(file, `${extensions.join("\n")}\n`);
    await must("openssl", [
      "x509", "-req", "-in", request, "-CA", issuer.certificate, "-CAkey", issuer.key, "-CAcreateserial",
      "-extfile", file, "-out", certificate, ...dates,
    ]); // biome-ignore format: a command line
  }

  private pair(name: string): KeyPair {
    return { certificate: path.join(this.folder, `${name}.crt`), key: path.join(this.folder, `${name}.key`) };
  }
}

/** The text of a certificate. */
export function pem(file: string): string {
  return readFileSync(file, "utf8");
}
