import { z } from 'zod';

const SCALES: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, b: 1e9, t: 1e12 };
const WRITTEN = /^(\d+(?:\.\d+)?)\s*([kmbt]?)$/i;

/** A number of things, written `50000`, `50k`, `50M` or `1.5B`; undefined when it is none or not a whole number. */
export function parseTokenCount(text: string): number | undefined {
  const match = WRITTEN.exec(text.trim());
  if (match === null) return undefined;
  const tokens = Math.round(Number(match[1]) * (SCALES[(match[2] ?? '').toLowerCase()] ?? 1));
  return Number.isSafeInteger(tokens) && tokens > 0 ? tokens : undefined;
}

/** A number of tokens in a configuration: a whole number, or one with a scale. */
export const tokenCountSchema = countOf('tokens', '500000, 500k, 50M or 1.5B');

/** The size of a model in a configuration: its parameters, as a whole number or with a scale. */
export const parameterCountSchema = countOf('parameters', '354M, 1.7B or 7B');

function countOf(what: string, examples: string) {
  return z.union([z.int().min(1), z.string()]).transform((value, context) => {
    const count = typeof value === 'number' ? value : parseTokenCount(value);
    if (count !== undefined) return count;
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(value)} is no number of ${what}: write ${examples}`,
    });
    return z.NEVER;
  });
}
