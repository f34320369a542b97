import type { Draft } from "../checks/support/draft";
import type { Editable } from "./editable";

/** Something that was written and can be written otherwise: an attribute, a directive, a line, a file's mode. */
export interface Place {
  /**
   * What it is known by: `aws_lb#vault_endpoint_7C74D382.internal`, `/etc/chrony.conf server`; on the machine for restore
   * drills `drill:/etc/chrony.conf server`.
   */
  readonly id: string;
  /** What stands there; `undefined` where it is gone. */
  readonly value: (draft: Draft) => Editable;
  /** Writes something else there. */
  readonly put: (draft: Draft, value: Editable) => void;
  /** Takes it out. */
  readonly remove: (draft: Draft) => void;
  /** Writes a line after it, where it is a line. */
  readonly after?: (draft: Draft, line: string) => void;
  /** Writes a file of root's onto the same machine, where it stands on one. */
  readonly beside?: (draft: Draft, path: string, content: string) => void;
}
