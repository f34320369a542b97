import type { Controls } from "../checks/engine/rule";

/** The published frameworks that rules name controls of. */
export const FRAMEWORKS: readonly { readonly key: keyof Controls; readonly name: string }[] = [
  { key: "soc2", name: "SOC 2 (TSC 2017)" },
  { key: "pciDss", name: "PCI DSS 4.0.1" },
  { key: "iso27001", name: "ISO/IEC 27001:2022" },
  { key: "nist80053", name: "NIST SP 800-53r5" },
];
