import { z } from 'zod';
import { usageError } from '../vocabulary/error.ts';

/** Shares may miss 1 by this much, as written decimals do; they are then scaled to it. */
const SHARE_TOLERANCE = 0.001;

/**
 * The shares scaled to a sum of 1.
 *
 * @param what the whole that they are of, for the message: `a mix`
 * @param where begins the message
 * @throws RewriteError `usage` when they sum to something else than 1 by more than 0.001, naming each and the sum
 */
export function scaledShares<Name extends string>(
  shares: Readonly<Record<Name, number>>,
  what: string,
  where: string,
): Record<Name, number> {
  const entries = Object.entries<number>(shares);
  const sum = entries.reduce((total, [, share]) => total + share, 0);
  if (Math.abs(sum - 1) > SHARE_TOLERANCE) {
    const listed = entries.map(([name, share]) => `${name} ${roundedShare(share)}`).join(', ');
    throw usageError(`${where}: the shares of ${what} must sum to 1, not ${roundedShare(sum)}: ${listed}`);
  }
  // A sum that misses 1 by rounding alone leaves the shares as they are written.
  const scale = Math.abs(sum - 1) < 1e-9 ? 1 : sum;
  return Object.fromEntries(entries.map(([name, share]) => [name, share / scale])) as Record<Name, number>;
}

/** A share for a message: at most four decimals. */
export function roundedShare(share: number): number {
  return Number(share.toFixed(4));
}

/** A share as people write it, above 0 and at most 1: `0.25`, or a fraction, `1/3`. */
export const shareSchema = shareOf((share) => share > 0 && share <= 1, 'above 0 and at most 1');

/** The same, where none at all is a choice too: 0 to 1. */
export const shareOrNoneSchema = shareOf((share) => share >= 0 && share <= 1, 'from 0 to 1');

function shareOf(isShare: (value: number) => boolean, bounds: string) {
  return z.union([z.number(), z.string()]).transform((value, context) => {
    const share = typeof value === 'number' ? value : fraction(value);
    if (share !== undefined && isShare(share)) return share;
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(value)} is no share: write a number ${bounds}, such as 0.25 or 1/3`,
    });
    return z.NEVER;
  });
}

function fraction(text: string): number | undefined {
  const [, above, below = '1'] = /^\s*(\d+(?:\.\d+)?)\s*(?:\/\s*(\d+)\s*)?$/.exec(text) ?? [];
  return above === undefined ? undefined : Number(above) / Number(below);
}
