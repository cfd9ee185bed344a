const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12345` as `12,345`. */
export function count(value: number): string {
  return whole.format(value);
}

/** A large number in three digits: `1.23M`, `12.3k`, `950`. */
export function short(value: number): string {
  for (const [size, unit] of [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // What three digits round up to 1,000 belongs to the next unit.
    if (value >= size * 0.9995) return `${(value / size).toPrecision(3)}${unit}`;
  }
  return String(Math.round(value));
}

/** Something per second, which may be little: `0.42`, `7.5`, `123`, `12.3k`. */
export function rate(value: number): string {
  return value > 0 && value < 9.995 ? String(Number(value.toPrecision(2))) : short(value);
}

/** A number from little to large: `0.32`, `5.7`, `1,875`; `<0.01` where it is less. */
export function fewDigits(value: number): string {
  if (value > 0 && value < 0.01) return '<0.01';
  return value < 9.95 ? String(Number(value.toPrecision(2))) : count(value);
}

/** Bytes in three digits: `270 kB`, `1.23 GB`, `950 B`. */
export function bytes(value: number): string {
  return `${short(value)
    .replace(/B$/, 'G')
    .replace(/[A-Za-z]?$/, (unit) => ` ${unit}`)}B`;
}

/** The size of a model as its makers write it: `354M`, `1.7B`, `7B`. */
export function modelSize(parameters: number): string {
  const [, digits = '', unit = ''] = /^([\d.]+)(\D*)$/.exec(short(parameters)) ?? [];
  return `${Number(digits)}${unit}`;
}

/** `0.1234` as `12.3%`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** The share of a part in a whole as {@link percent} has it; 0% of nothing. */
export function percentOf(part: number, all: number): string {
  return percent(all === 0 ? 0 : part / all);
}

/** An amount of money without its currency: `1234.50`, and `0.0042` in three digits where it is small. */
export function amount(value: number): string {
  if (value > 0 && value < 0.1) return value < 0.000_1 ? '<0.0001' : Number(value.toPrecision(3)).toString();
  return value.toFixed(2);
}

/** Floating-point operations: `5.77e19`. */
export function flops(value: number): string {
  return value.toExponential(2).replace('e+', 'e');
}

/** Seconds as `42s`, `3m 20s`, `2h 05m`. */
export function seconds(value: number): string {
  const all = Math.round(value);
  if (all < 60) return `${all}s`;
  if (all < 3_600) return `${Math.floor(all / 60)}m ${String(all % 60).padStart(2, '0')}s`;
  return `${Math.floor(all / 3_600)}h ${String(Math.floor((all % 3_600) / 60)).padStart(2, '0')}m`;
}

/** A difference with its sign: `+0.012`, `−0.3`; `digits` after the point. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}
