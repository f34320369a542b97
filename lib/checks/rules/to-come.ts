const CONFIGURATION = "policies, roles and mounts belong to Vault's own configuration";
const ALARMS = "it judges alarms";

/** What rules to come wait for: a part that nothing makes yet. */
const WAITING: Readonly<Record<string, string>> = {
  "TOK-10": CONFIGURATION,
  "MON-02": ALARMS,
  "MON-03": ALARMS,
  "MON-04": ALARMS,
  "MON-05": ALARMS,
  "MON-06": ALARMS,
  "MON-07": ALARMS,
  "MON-08": ALARMS,
};

/** Why there is no rule of an id yet; `undefined` where nothing is known. */
export function waitsFor(id: string): string | undefined {
  return WAITING[id];
}

/** Parts of rules that exist and cannot be judged yet, by the id of the rule. */
export const PARTS_TO_COME: Readonly<Record<string, string>> = {
  "AUD-06":
    "The subscription of a SIEM and the archive with Object Lock are judged when a construct makes them; the log group that they start from is judged now.",
  "AUD-07":
    "Alarms at 70 and 85 % of the audit volume are judged with the alarms; rotation and size are judged now.",
};
