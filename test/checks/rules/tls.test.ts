import { describeRule } from "../support/describe-rule";
import { cases as certificateFromCa } from "./tls/certificate-from-a-ca";
import { cases as clientCertificatesRequired } from "./tls/client-certificates-required";
import { cases as joinVerifiesPeer } from "./tls/join-verifies-peer";
import { cases as modernProtocol } from "./tls/modern-protocol";
import { cases as nobodySkipsVerification } from "./tls/nobody-skips-verification";
import { cases as rotationPath } from "./tls/rotation-path";
import { cases as tlsEverywhere } from "./tls/tls-everywhere";

for (const cases of [
  tlsEverywhere,
  modernProtocol,
  certificateFromCa,
  clientCertificatesRequired,
  joinVerifiesPeer,
  nobodySkipsVerification,
  rotationPath,
]) {
  describeRule(cases);
}
