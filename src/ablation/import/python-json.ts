/** Strings of JSON, which are left as they are, and the numbers that Python writes beside it. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity|NaN/g;

/**
 * Parses what Python's `json` wrote: JSON, and beside it `NaN`, `Infinity` and `-Infinity`, which become strings of these
 * names. Throws a SyntaxError for anything else.
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const marked = text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${token}"`));
    if (marked === text) throw error;
    return JSON.parse(marked);
  }
}

/** Whether a value is one of the numbers that are none. */
export function isNotFinite(value: unknown): value is string {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity';
}
