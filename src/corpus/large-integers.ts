/** Digits from which on an integer may lie beyond 2^53 − 1 = 9007199254740991. */
const SUSPECT = /\d{16}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const INTEGER = /^-?\d+$/;

/**
 * Puts quotes around the integers of a valid JSON text that lie beyond 2^53, so that `JSON.parse` keeps all their
 * digits. A text without any is returned as it is. Linear; what stands in strings is not touched.
 */
export function quoteLargeIntegers(json: string): string {
  if (!SUSPECT.test(json)) return json;
  const parts: string[] = [];
  let copied = 0;
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === 0x22) {
      at = afterString(json, at);
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      NUMBER.lastIndex = at;
      const number = NUMBER.exec(json)?.[0] ?? json.charAt(at);
      if (INTEGER.test(number) && !Number.isSafeInteger(Number(number))) {
        parts.push(json.slice(copied, at), '"', number, '"');
        copied = at + number.length;
      }
      at += number.length;
    } else {
      at += 1;
    }
  }
  return copied === 0 ? json : parts.join('') + json.slice(copied);
}

/** The index after the closing quote of the string that opens at `open`. */
function afterString(json: string, open: number): number {
  let at = open + 1;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === 0x22) return at + 1;
    at += code === 0x5c ? 2 : 1;
  }
  return at;
}
