/** Characters of a value that are shown in a detail. */
const EXCERPT_CHARS = 80;

/** A value for a person: strings quoted and cut at 80 characters, numbers as they are, the rest by its type. */
export function excerpt(value: unknown): string {
  if (typeof value === 'string') {
    return value.length <= EXCERPT_CHARS ? JSON.stringify(value) : `${JSON.stringify(cut(value))}…`;
  }
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'an array';
  return value instanceof Uint8Array ? 'bytes' : 'an object';
}

/** Names for a person: quoted, and at most ten of them. */
export function excerptNames(names: readonly string[]): string {
  const shown = names.slice(0, 10).map(excerpt).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}

function cut(text: string): string {
  const end = /[\ud800-\udbff]/.test(text.charAt(EXCERPT_CHARS - 1)) ? EXCERPT_CHARS - 1 : EXCERPT_CHARS;
  return text.slice(0, end);
}
