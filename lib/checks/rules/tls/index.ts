import type { Rule } from "../../engine/rule";
import { certificateFromCa } from "./certificate-from-a-ca";
import { clientCertificatesRequired } from "./client-certificates-required";
import { joinVerifiesPeer } from "./join-verifies-peer";
import { modernProtocol } from "./modern-protocol";
import { nobodySkipsVerification } from "./nobody-skips-verification";
import { rotationPath } from "./rotation-path";
import { tlsEverywhere } from "./tls-everywhere";

/** Rules about TLS. */
export const TLS_RULES: readonly Rule[] = [
  tlsEverywhere,
  modernProtocol,
  certificateFromCa,
  clientCertificatesRequired,
  joinVerifiesPeer,
  nobodySkipsVerification,
  rotationPath,
];
