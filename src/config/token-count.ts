import { z } from 'zod';

const SCALES: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, b: 1e9, t: 1e12 };
const WRITTEN = /^(\d+(?:\.\d+)?)\s*([kmbt]?)$/i;

/** A number of tokens, written `50000`, `50k`, `50M` or `1.5B`; undefined when it is none or not a whole number. */
export function parseTokenCount(text: string): number | undefined {
  const match = WRITTEN.exec(text.trim());
  if (match === null) return undefined;
  const tokens = Math.round(Number(match[1]) * (SCALES[(match[2] ?? '').toLowerCase()] ?? 1));
  return Number.isSafeInteger(tokens) && tokens > 0 ? tokens : undefined;
}

/** A number of tokens in a configuration: a whole number, or one with a scale. */
export const tokenCountSchema = z.union([z.int().min(1), z.string()]).transform((value, context) => {
  const tokens = typeof value === 'number' ? value : parseTokenCount(value);
  if (tokens !== undefined) return tokens;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(value)} is no number of tokens: write 500000, 500k, 50M or 1.5B`,
  });
  return z.NEVER;
});
