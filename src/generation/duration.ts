import { z } from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PART = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)/;
/** What `setTimeout` can hold: 2^31 − 1 milliseconds, a little under 25 days. */
const LONGEST = 2_147_483_647;

/**
 * Reads a duration such as `20s`, `15m`, `1h30m`, `500ms` or `0` as milliseconds. Undefined when it is not one, or is
 * longer than 24 days.
 */
export function parseDuration(text: string): number | undefined {
  let rest = text.trim();
  if (rest === '0') return 0;
  if (rest === '') return undefined;
  let total = 0;
  while (rest !== '') {
    const part = PART.exec(rest);
    if (part === null) return undefined;
    total += Number(part[1]) * UNITS[part[2] as keyof typeof UNITS];
    rest = rest.slice(part[0].length);
  }
  return total <= LONGEST ? Math.round(total) : undefined;
}

/** Writes milliseconds the way {@link parseDuration} reads them: `1h30m`, `20s`, `0s`. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms'] as const) {
    const count = Math.floor(rest / UNITS[unit]);
    rest -= count * UNITS[unit];
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}

/** A duration as users write it (`15m`), parsed to milliseconds. */
export const durationSchema = z
  .string({ error: 'write a duration with its unit, such as 20s, 15m or 1h30m' })
  .transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== undefined) return ms;
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(text)} is no duration: write a number and a unit, such as 500ms, 20s, 15m or 1h30m (at most 24d)`,
    });
    return z.NEVER;
  });
