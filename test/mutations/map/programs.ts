import { becomes } from "../kinds";
import { guarded, irrelevant, type MutationMap } from "./entry";

const STEP =
  "a step of a program; whether it does its work is seen on nodes that boot, and what no program may do is tried on each beside";
const UNIT = "when and how a program of ours is run, which ends by itself";

/** Programs of ours on a node, the units that run them, and what they are told. */
export const PROGRAMS: MutationMap = {
  "/usr/local/* *": irrelevant(STEP),
  "/etc/hardened-vault/*.env *": irrelevant("names and sizes that programs are told"),
  "/etc/systemd/system/*.service *": irrelevant(UNIT),
  "/etc/systemd/system/*.timer *": irrelevant(UNIT),
  "/etc/systemd/system/*.mount *": irrelevant(UNIT),
  "/etc/systemd/system/hardened-vault-certificate.timer Timer.OnCalendar": guarded(
    "TLS-07",
    becomes("yearly", "monthly"),
  ),
};
