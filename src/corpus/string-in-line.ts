const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;

/** What `JSON.stringify` puts behind a backslash; all else it leaves as it is, or writes as one of {@link CONTROL}. */
const SHORT_ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\bfnrt'));
const CONTROL = /^u00(?:0[0-7be-f]|1[0-9a-f])$/;

/**
 * Makes a function that finds the string in a column of a line, so that it can be copied instead of written anew. The line
 * is an object in JSON, known to be valid, in UTF-8.
 *
 * Returns the string's bytes with its quotes, a view of the line, where they are what `JSON.stringify` makes of that
 * string; undefined where it would write it in another way (`\/`, `\u00e9`), and where no string, or more than one value,
 * stands there.
 */
export function stringInLine(column: string): (line: Buffer) => Buffer | undefined {
  const name = Buffer.from(JSON.stringify(column));
  return (line) => {
    let found: Buffer | undefined;
    let depth = 0;
    let isKey = false;
    let isWanted = false;
    for (let at = 0; at < line.length; at++) {
      const byte = line[at];
      if (byte === QUOTE) {
        const end = stringEnd(line, at);
        if (depth === 1 && isKey) {
          // A key with an escape may be any key.
          if (line.subarray(at, end).includes(BACKSLASH)) return undefined;
          isWanted = name.equals(line.subarray(at, end));
          if (isWanted && found !== undefined) return undefined;
          isKey = false;
        } else if (depth === 1 && isWanted) {
          found = line.subarray(at, end);
          isWanted = false;
        }
        at = end - 1;
      } else if (byte === BRACE_OPEN || byte === BRACKET_OPEN) {
        if (isWanted) return undefined;
        depth += 1;
        isKey = depth === 1;
      } else if (byte === BRACE_CLOSE || byte === BRACKET_CLOSE) depth -= 1;
      else if (byte === COMMA && depth === 1) {
        if (isWanted) return undefined;
        isKey = true;
      }
    }
    return found !== undefined && isCanonical(found) ? found : undefined;
  };
}

/** Where the string that opens at `open` ends: behind its closing quote. */
function stringEnd(line: Buffer, open: number): number {
  for (let quote = line.indexOf(QUOTE, open + 1); quote !== -1; quote = line.indexOf(QUOTE, quote + 1)) {
    let escapes = 0;
    while (line[quote - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
  }
  return line.length;
}

function isCanonical(string: Buffer): boolean {
  for (let at = string.indexOf(BACKSLASH); at !== -1; at = string.indexOf(BACKSLASH, at + 2)) {
    if (SHORT_ESCAPES.has(string[at + 1] ?? 0)) continue;
    if (!CONTROL.test(string.toString('latin1', at + 1, at + 6))) return false;
  }
  return true;
}
