import { irrelevant, type MutationMap } from "./entry";

/** What says nothing about safety wherever it stands. */
export const COMMON: MutationMap = {
  "*.**tags.*": irrelevant("people look for it"),
  "*.description": irrelevant("people read it"),
  "*.name": irrelevant("a name; what it leads to is judged where it is referred to"),
  "*.depends_on": irrelevant("an order of creation; Terraform would fail or wait, not open anything"),
  "*.provider": irrelevant("a resource in another region is judged like any other"),
  "*.*policy.Version": irrelevant("AWS takes nothing older that means something else here"),
  "*.*policy.Statement.*.Sid": irrelevant("a name for people"),
  "*.*policy.Statement.*.Effect": irrelevant(
    "Deny in the place of Allow closes; Allow in the place of Deny is guarded where there is a Deny",
  ),
};
