/** What a document must not exceed or hold. Plain values. */
export interface PackingBounds {
  /** The tokens that a document may have, without boundary tokens; one that is longer is cut, or left out. */
  readonly room: number;
  readonly split: boolean;
  /** Texts of the boundary tokens. */
  readonly boundaries: readonly string[];
}

/** Why a document is left out: it is too long, or holds the text of a boundary token; undefined where it is not. */
export function refusalOf(
  text: string,
  tokens: number,
  { room, split, boundaries }: PackingBounds,
): 'too_long' | 'boundary_token' | undefined {
  if (boundaries.some((token) => text.includes(token))) return 'boundary_token';
  return tokens > room && !split ? 'too_long' : undefined;
}
