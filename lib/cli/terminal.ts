import type { TableOptions } from "../report/table";

/** Columns where nobody says how many there are. */
const WIDTH = 100;

/** How a table is shown on a stream: in colours on a terminal alone, and not where NO_COLOR is set. */
export function terminal(stream: NodeJS.WriteStream): TableOptions {
  const { NO_COLOR = "", TERM, COLUMNS = "" } = process.env;
  const told = /^[1-9]\d{0,3}$/.test(COLUMNS) ? Number(COLUMNS) : WIDTH;
  return {
    width: stream.columns ?? told,
    isColoured: stream.isTTY === true && NO_COLOR === "" && TERM !== "dumb",
  };
}
