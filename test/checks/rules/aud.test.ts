import { describeRule } from "../support/describe-rule";
import { cases as durableAuditDevices } from "./aud/durable-audit-devices";
import { cases as hashedAuditLog } from "./aud/hashed-audit-log";
import { cases as nothingDropped } from "./aud/nothing-dropped";
import { cases as rotatedWithoutLoss } from "./aud/rotated-without-loss";
import { cases as safeAuditDeviceOptions } from "./aud/safe-audit-device-options";
import { cases as shipped } from "./aud/shipped";
import { cases as twoAuditDevices } from "./aud/two-audit-devices";

for (const cases of [twoAuditDevices, hashedAuditLog, safeAuditDeviceOptions, durableAuditDevices])
  describeRule(cases);
for (const cases of [nothingDropped, shipped, rotatedWithoutLoss]) describeRule(cases);
