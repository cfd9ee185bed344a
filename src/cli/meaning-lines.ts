import type { CheckStatus, MeaningStatus } from '../run/meaning-status.ts';
import { count, short } from '../text/figures.ts';

/** A line for each check of meaning: what it was asked, what it said, what it took. None where there are no checks. */
export function meaningLines(meaning: MeaningStatus | null | undefined): string[] {
  return Object.entries(meaning ?? {}).map(
    ([check, status], index) => `${(index === 0 ? 'meaning' : '').padEnd(11)}${check}: ${describe(status)}`,
  );
}

function describe({ sampled, judged, rejected, undecided, tokens }: CheckStatus): string {
  const without = undecided === 0 ? '' : `, ${count(undecided)} without a verdict`;
  const taken = `${short(tokens.prompt)} tokens read${tokens.completion === 0 ? '' : `, ${short(tokens.completion)} written`}`;
  return `${count(sampled)} sampled, ${count(judged)} judged, ${count(rejected)} rejected${without}; ${taken}`;
}
