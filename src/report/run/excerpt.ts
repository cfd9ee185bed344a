/** A part of a text that is too long to be shown whole. */
export interface Excerpt {
  readonly text: string;
  /** Whether the text goes on before it, and behind it. */
  readonly before: boolean;
  readonly after: boolean;
}

/**
 * The part of a text of at most `units` UTF-16 units that most of `places` (offsets, ascending) lie in, with the first
 * and the last of them as far from its ends as each other; the beginning where there are none. Cuts no character in two.
 */
export function excerpt(text: string, places: readonly number[], units: number): Excerpt {
  if (text.length <= units) return { text, before: false, after: false };
  let [first, last, most] = [0, 0, 0];
  let left = 0;
  for (const [right, place] of places.entries()) {
    while (place - (places[left] ?? 0) >= units) left += 1;
    if (right - left + 1 <= most) continue;
    [first, last, most] = [places[left] ?? 0, place, right - left + 1];
  }
  const middle = Math.floor((first + last - units) / 2);
  const start = whole(text, Math.max(0, Math.min(text.length - units, middle)));
  const end = whole(text, start + units);
  return { text: text.slice(start, end), before: start > 0, after: end < text.length };
}

/** The offset, or the one before it where it lies between the halves of a surrogate pair. */
function whole(text: string, offset: number): number {
  return (text.codePointAt(offset - 1) ?? 0) > 0xffff ? offset - 1 : offset;
}
