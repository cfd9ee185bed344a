/** Round numbers from 0 to at most `most`, about `about` of them, whole ones: steps of 1, 2 or 5 times a power of ten. */
export function axisTicks(most: number, about: number): number[] {
  const wanted = Math.max(1, most / about);
  const decade = 10 ** Math.floor(Math.log10(wanted));
  const step = decade * ([1, 2, 5].find((times) => times * decade >= wanted) ?? 10);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step);
}
