import { json, noSsh } from "./documents";
import type { Judge } from "./judge";
import { shellcheck } from "./scripts";
import { accounts, chrony, logrotate, nftables, rsyslog, sysctl } from "./settings";
import { exposure, verification } from "./units";
import { cloudInit } from "./user-data";

/** Everybody who reads the files of a node. */
export const JUDGES: readonly Judge[] = [
  exposure,
  verification,
  nftables,
  shellcheck,
  cloudInit,
  rsyslog,
  logrotate,
  sysctl,
  accounts,
  chrony,
  json,
  noSsh,
];
