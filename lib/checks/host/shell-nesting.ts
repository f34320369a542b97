const OPENING = /(?:^|[;&|(]|\b(?:then|do|else)\b)\s*(?:if|case|for|while|until|select)\b/g;
const CLOSING = /(?:^|[;&])\s*(?:fi|esac|done)\b/g;

/** What a line has that opens, closes or ends something. */
const TELLING = /\b(?:if|case|for|while|until|select|fi|esac|done|exit)\b|[{(]\s*(?:#.*)?$|^\s*[})]/;

/** How deep a line of a shell script is in conditions, loops and functions. */
export class ShellNesting {
  private depth = 0;

  /** Takes a line in; says whether the script ends there, whatever happened before. */
  public endsScript(line: string): boolean {
    if (!TELLING.test(line)) return false;
    const isEnd = this.depth === 0 && /^\s*exit(\s+\d+)?\s*;?\s*(#.*)?$/.test(line);
    const open = count(line, OPENING) + Number(/[{(]\s*(#.*)?$/.test(line));
    const closed = count(line, CLOSING) + Number(/^\s*[})]/.test(line));
    this.depth = Math.max(0, this.depth + open - closed);
    return isEnd;
  }
}

function count(line: string, pattern: RegExp): number {
  return line.match(pattern)?.length ?? 0;
}
