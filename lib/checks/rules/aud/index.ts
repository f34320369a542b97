import type { Rule } from "../../engine/rule";
import { durableAuditDevices } from "./durable-audit-devices";
import { hashedAuditLog } from "./hashed-audit-log";
import { nothingDropped } from "./nothing-dropped";
import { rotatedWithoutLoss } from "./rotated-without-loss";
import { safeAuditDeviceOptions } from "./safe-audit-device-options";
import { shipped } from "./shipped";
import { twoAuditDevices } from "./two-audit-devices";

/** Rules about audit. */
export const AUD_RULES: readonly Rule[] = [
  twoAuditDevices,
  hashedAuditLog,
  safeAuditDeviceOptions,
  nothingDropped,
  durableAuditDevices,
  shipped,
  rotatedWithoutLoss,
];
