/** A passage of a text: what the head of its first line says, and what stands behind the head up to the next one. */
export interface Passage<Head> {
  /** Undefined for what stands before the first head. */
  readonly head: Head | undefined;
  readonly text: string;
}

const COLON = /[:：]/g;

/**
 * Splits a text at lines that begin with a head: what `pattern` (sticky, matching no colon before the one that ends a
 * head) finds at a line's start, and `read` knows. What stands before the first head comes first, even when it is
 * empty. Passages are found one by one, as they are asked for, and only lines with a colon are looked at: linear.
 */
export function* passages<Head>(
  text: string,
  pattern: RegExp,
  read: (match: RegExpExecArray) => Head | undefined,
): Generator<Passage<Head>> {
  let head: Head | undefined;
  let start = 0;
  let from = 0;
  do {
    COLON.lastIndex = from;
    if (!COLON.test(text)) break;
    const colon = COLON.lastIndex - 1;
    const lineStart = text.lastIndexOf('\n', colon) + 1;
    pattern.lastIndex = lineStart;
    const match = pattern.exec(text);
    const next = match === null ? undefined : read(match);
    if (match !== null && next !== undefined) {
      yield { head, text: text.slice(start, lineStart) };
      head = next;
      start = lineStart + match[0].length;
    }
    from = text.indexOf('\n', colon) + 1;
  } while (from > 0);
  yield { head, text: text.slice(start) };
}
