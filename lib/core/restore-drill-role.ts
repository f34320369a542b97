/**
 * Name of the role of the machine for restore drills: known before the drill is made, because the first boot admits it to
 * Vault.
 */
export function restoreDrillRole(clusterName: string, region: string): string {
  return `${clusterName}-restore-drill-${region}`;
}
