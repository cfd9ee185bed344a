import { fenced } from './read-request.ts';

/** Numbers as they are written, without the punctuation behind them. */
const NUMBER = /\d(?:[\d.,]*\d)?/g;

/**
 * What the simulated model answers when it is shown a document and a rewrite of it, both fenced, to judge: unfaithful
 * where the rewrite has a number that the document does not, else faithful. Undefined for any other user turn.
 */
export function judgeRewrite(user: string): string | undefined {
  const document = fenced(user, '<document>', '</document>');
  const rewrite = fenced(user, '<rewrite>', '</rewrite>');
  if (document === undefined || rewrite === undefined) return undefined;
  const known = new Set(document.source.match(NUMBER));
  const invented = (rewrite.source.match(NUMBER) ?? []).find((number) => !known.has(number));
  if (invented === undefined) return 'None.\n\nVerdict: faithful';
  return `The document does not say ${invented}.\n\nVerdict: unfaithful`;
}
