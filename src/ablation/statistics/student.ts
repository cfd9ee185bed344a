/** Degrees of freedom from which Student's t is the normal distribution for what we do with it. */
const MANY = 1_000;
/** Steps of the integration: tails are right to six digits. */
const STEPS = 2_000;
/** Degrees of freedom from which a χ² over them is taken for 1: an interval is a hundredth too narrow at most. */
const STEADY = 200;

/**
 * How much of Student's t lies beyond ±t, on both sides together. With t = √ν tan θ its density is cos^(ν − 1) θ over a
 * constant (Fisher 1925), which is integrated by Simpson's rule. `freedom`: degrees of freedom, at least 1.
 */
export function studentTails(t: number, freedom: number): number {
  const power = Math.min(freedom, MANY) - 1;
  const from = Math.atan(Math.abs(t) / Math.sqrt(power + 1));
  return Math.min(1, integralOfCosine(from, power) / integralOfCosine(0, power));
}

/** A draw of χ² over its degrees of freedom, of which whole ones count. */
export function drawChiSquareShare(freedom: number, random: () => number): number {
  if (freedom >= STEADY) return 1;
  const whole = Math.max(1, Math.floor(freedom));
  let product = 1;
  for (let pair = 0; pair < whole >> 1; pair++) product *= 1 - random();
  let sum = -2 * Math.log(product);
  // The square of a normal draw (Box and Muller 1958).
  if (whole % 2 === 1) sum += -2 * Math.log(1 - random()) * Math.cos(2 * Math.PI * random()) ** 2;
  return sum / whole;
}

/** ∫ cos^power θ from `from` to π/2. */
function integralOfCosine(from: number, power: number): number {
  const step = (Math.PI / 2 - from) / STEPS;
  let sum = 0;
  for (let at = 0; at <= STEPS; at++) {
    const weight = at === 0 || at === STEPS ? 1 : at % 2 === 1 ? 4 : 2;
    sum += weight * Math.cos(from + at * step) ** power;
  }
  return (sum * step) / 3;
}
