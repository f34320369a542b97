import type { Rule } from "../engine/rule";
import { AUD_RULES } from "./aud";
import { BKP_RULES } from "./bkp";
import { CFG_RULES } from "./cfg";
import { HOST_RULES } from "./host";
import { IAM_RULES } from "./iam";
import { MON_RULES } from "./mon";
import { NET_RULES } from "./net";
import { SEAL_RULES } from "./seal";
import { SUP_RULES } from "./sup";
import { TLS_RULES } from "./tls";
import { TOK_RULES } from "./tok";

/** All rules, by family. */
export const RULES: readonly Rule[] = [
  ...TLS_RULES,
  ...CFG_RULES,
  ...SEAL_RULES,
  ...IAM_RULES,
  ...NET_RULES,
  ...HOST_RULES,
  ...SUP_RULES,
  ...AUD_RULES,
  ...TOK_RULES,
  ...BKP_RULES,
  ...MON_RULES,
];
