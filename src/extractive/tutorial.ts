import { estimateTokens } from '../text/tokens.ts';
import { type Draft, isApparatus, roomFor, tokensOf } from './draft.ts';
import { choose, middleOf } from './rank.ts';
import { isImperative } from './sentence-patterns.ts';
import type { Statement } from './source-text.ts';

/** A heading, an opening sentence, then the source's sections in order with numbered steps of their sentences. */
export function writeTutorial(draft: Draft): string {
  const { source, title } = draft;
  const [opening] = source.statements.filter(({ standalone }) => standalone);
  if (opening === undefined) return '';
  const used = estimateTokens(title) + tokensOf(opening);
  const tokens = middleOf(roomFor(draft, 0.34, 0.9)) - used;
  const instructive = choose(draft, tokens, (one) => one.order !== opening.order && isInstructive(one));
  const spent = instructive.reduce((sum, one) => sum + tokensOf(one), 0);
  const taken = new Set([opening.order, ...instructive.map(({ order }) => order)]);
  const others = choose(draft, tokens - spent, (one) => one.standalone && !taken.has(one.order));
  const steps = [...instructive, ...others].sort((left, right) => left.order - right.order);
  const lines = title === '' ? [] : [`# ${title}`, ''];
  lines.push(opening.text);
  let section = -1;
  let number = 0;
  for (const step of steps) {
    if (step.section !== section) {
      section = step.section;
      const heading = source.sections[section]?.heading ?? '';
      lines.push('');
      if (heading !== '' && !isApparatus(heading)) lines.push(`## ${heading}`, '');
      number = 0;
    }
    number += 1;
    lines.push(`${number}. ${step.text}`);
  }
  return lines.join('\n');
}

/** Tells the reader what to do. */
function isInstructive({ text, standalone }: Statement): boolean {
  if (!standalone) return false;
  const [first = '', second = ''] = text.split(' ', 2);
  return (
    isImperative(first, second) ||
    /\b(?:you (?:can|should|must|need|will|may)|make sure|be sure|(?:should|must) (?:be|not|\w+))\b/i.test(text)
  );
}
