/** The nearest whole number; of two equally near ones the even one, as Python and NumPy round: 2.5 is 2, 3.5 is 4. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const above = value - below;
  if (above !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
