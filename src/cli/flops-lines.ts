import type { FlopsAccount } from '../run/flops.ts';
import { flopsSentences } from '../run/flops-sentences.ts';

/** The account of compute in the summary; no lines without one. */
export function flopsLines(account: FlopsAccount | null): string[] {
  if (account === null) return [];
  return flopsSentences(account).map((line, index) => `${index === 0 ? 'compute    ' : '           '}${line}`);
}
