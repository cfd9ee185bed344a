import { isQuestion } from './prose-sentence.ts';
import { isImperative } from './sentence-patterns.ts';
import { gerundBase, isBase } from './verbs.ts';

/** Headings that documents of every kind have, and what they answer about the document's subject. */
const USUAL: readonly (readonly [RegExp, (title: string) => string])[] = [
  [/^(?:abstract|overview|introduction|summary|executive summary)$/i, (title) => `What is ${title} about?`],
  [/^motivations?$/i, (title) => `What is the motivation for ${title}?`],
  [/^(?:rationale|reasoning)$/i, (title) => `What is the rationale behind ${title}?`],
  [/^(?:background|history)$/i, (title) => `What is the background of ${title}?`],
  [/^(?:goals|objectives|aims)$/i, (title) => `What are the goals of ${title}?`],
  [/^(?:benefits|advantages)$/i, (title) => `What are the benefits of ${title}?`],
  [/^(?:drawbacks|disadvantages|limitations)$/i, (title) => `What are the limitations of ${title}?`],
  [/^backwards?[ -]compatibility$/i, (title) => `How does ${title} affect backward compatibility?`],
  [/^security (?:implications|considerations)$/i, (title) => `What are the security implications of ${title}?`],
];

/**
 * The question that a heading stands for, or undefined: itself where it is one, `How do you …?` for `How to …`, and
 * for the usual headings of documents a question about the title.
 */
export function askHeading(heading: string, title: string): string | undefined {
  const bare = heading.replace(/^(?:\d+(?:\.\d+)*\.?|[A-Z]\.|[IVX]+\.)\s+/, '').replace(/[:.]$/, '');
  if (/^[“"].*[”"]$/.test(bare)) return askHeading(bare.slice(1, -1), title);
  const inner = /^[^:?]{1,40}: ((?:what|why|how|when|where|who)\b.*)$/i.exec(bare)?.[1];
  if (inner !== undefined && isQuestion(inner)) return askHeading(inner, title);
  if (isQuestion(bare))
    return /\b(?:it|this|that|these|they|them)\b/i.test(bare) || bare.split(' ').length < 3 ? undefined : bare;
  const howTo = /^how (?:to|you can|do (?:you|I)) ([a-z-]+) (.+)$/i.exec(bare);
  if (howTo !== null && isBase(howTo[1] ?? '') && !/\b(?:it|this|that|these|they|them)\b/i.test(bare)) {
    return `How do you ${howTo[1] ?? ''} ${howTo[2] ?? ''}?`;
  }
  const told = askActivity(bare);
  if (told !== undefined) return told;
  if (title === '' || title.length > 80) return undefined;
  const usual = USUAL.find(([pattern]) => pattern.test(bare));
  return usual?.[1](quoted(title));
}

/** `Building trust` and `Build trust with your team`: what it takes, what it means. */
function askActivity(heading: string): string | undefined {
  const [first = '', second = '', ...others] = heading.split(' ');
  const rest = [second, ...others].join(' ');
  if (
    second === '' ||
    others.length > 6 ||
    /[,;:(){}\d]|\b(?:it|this|that|these|they|them|we|our|us|my|I)\b/.test(rest)
  )
    return undefined;
  if (!/^(?:the|a|an|your|for|with|in|to|on)$/.test(second)) return undefined;
  const lower = first.toLowerCase();
  if (gerundBase(lower) !== undefined) return `What does ${lower} ${rest} involve?`;
  return /^(?:the|a|an|your)$/.test(second) && isImperative(first, second)
    ? `What does it mean to ${lower} ${rest}?`
    : undefined;
}

/** A title inside a question: in quotes, without quotes and end marks of its own. */
export function quoted(title: string): string {
  return `“${title.replaceAll(/[“”"?]|\.$/g, '')}”`;
}
