import { answerAll } from './answers.ts';
import { type Draft, isApparatus, joined, roomFor } from './draft.ts';
import { questionsOf } from './questions.ts';
import { choose } from './rank.ts';
import type { Statement } from './source-text.ts';

interface Style {
  readonly keep: (statement: Statement) => boolean;
  /** Share of the source's tokens to aim at. */
  readonly ratio: number;
  readonly headings: boolean;
}

const LONG_WORD = /\p{L}{10,}/gu;

const STYLES = {
  /** Third person, with headings, as an encyclopedia. */
  wikipedia: { keep: ({ personal, text }) => !personal && !text.endsWith('!'), ratio: 0.75, headings: true },
  /** Short sentences of short words. */
  easy: { keep: ({ text }) => isEasy(text), ratio: 0.6, headings: false },
  /** Long, impersonal sentences. */
  scholar: {
    keep: ({ personal, text }) => !personal && text.length >= 70 && !/[!:]$/.test(text),
    ratio: 0.6,
    headings: false,
  },
  /** What carries information: no exclamations, no talk about the writer. */
  extract: {
    keep: ({ personal, text }) => !personal && text.length >= 40 && !text.endsWith('!'),
    ratio: 0.7,
    headings: false,
  },
  textbook: { keep: ({ text }) => !text.endsWith('!'), ratio: 0.6, headings: true },
  /** Everything that is a whole sentence, in its paragraphs. */
  'guided-rewrite': { keep: () => true, ratio: 1, headings: true },
} as const satisfies Record<string, Style>;

/** A style of running prose. */
export type ProseStyle = keyof typeof STYLES;

/** Chosen sentences of the source in their order and paragraphs, under its headings where the style has them. */
export function writeProse(draft: Draft, name: ProseStyle): string {
  const style: Style = STYLES[name];
  const room = roomFor(draft, style.ratio * 0.6, style.ratio);
  const chosen = choose(draft, room.most, style.keep);
  const text = paragraphs(draft, chosen, style.headings).join('\n\n');
  return name === 'textbook' ? withReview(draft, text) : text;
}

function paragraphs(draft: Draft, statements: readonly Statement[], headings: boolean): string[] {
  const { sections } = draft.source;
  const texts: string[] = headings && draft.title !== '' && statements.length > 0 ? [`# ${draft.title}`] : [];
  let paragraph: Statement[] = [];
  let section = 0;
  const flush = (): void => {
    if (paragraph.length > 0) texts.push(joined(paragraph));
    paragraph = [];
  };
  for (const statement of statements) {
    const last = paragraph.at(-1);
    if (last !== undefined && (last.section !== statement.section || endsParagraph(last, statement))) flush();
    const heading = sections[statement.section]?.heading ?? '';
    if (headings && statement.section !== section && heading !== '' && !isApparatus(heading))
      texts.push(`## ${heading}`);
    section = statement.section;
    paragraph.push(statement);
  }
  flush();
  return texts;
}

/** List items run together as one paragraph, as the sentences that they are. */
function endsParagraph(last: Statement, next: Statement): boolean {
  return last.paragraph !== next.paragraph && !(last.listItem && next.listItem);
}

/** A chapter ends with what the reader should now be able to answer. */
function withReview(draft: Draft, text: string): string {
  if (text === '') return '';
  const room = { least: 40, most: 160 };
  const strong = questionsOf(draft).filter(({ weight }) => weight >= 0.7);
  const pairs = answerAll(draft, strong, room, { sentences: 1, paragraphs: 1 });
  if (pairs.length === 0) return text;
  const review = pairs.map(({ question, answer }) => `Question: ${question}\nAnswer: ${joined(answer)}`);
  return [text, '## Review questions', ...review].join('\n\n');
}

/** Short, of short words, in one piece. */
function isEasy(text: string): boolean {
  const count = text.split(' ').length;
  return count <= 26 && (text.match(LONG_WORD)?.length ?? 0) <= Math.max(2, count * 0.18) && !/[;()]/.test(text);
}
