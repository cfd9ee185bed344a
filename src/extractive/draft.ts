import { estimateTokens } from '../text/tokens.ts';
import type { SourceText, Statement } from './source-text.ts';

/** What every form is written from. */
export interface Draft {
  readonly source: SourceText;
  /** The document's title without marks; empty when unknown. */
  readonly title: string;
  /** The task's draw of the strategy's variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Whether the source is the document from its first line on. */
  readonly opensDocument: boolean;
  /** Estimated tokens of the source. */
  readonly tokens: number;
}

/** How long a form may become, in estimated tokens. */
export interface Room {
  readonly least: number;
  readonly most: number;
}

/** Longest output, in estimated tokens: Nemotron-CC's bound for question sets and lists. */
const MOST_TOKENS = 600;
/** Shortest useful output (Nemotron-CC drops what is under 50 tokens). */
const LEAST_TOKENS = 55;

/** The room for an output between two ratios of its source's tokens. */
export function roomFor(draft: Draft, leastRatio: number, mostRatio: number): Room {
  const most = Math.min(MOST_TOKENS, Math.floor(draft.tokens * mostRatio));
  return { least: Math.min(most, Math.max(LEAST_TOKENS, Math.ceil(draft.tokens * leastRatio))), most };
}

/** Statements one after the other: a space between two, none after the full stops of scripts without spaces. */
export function joined(statements: readonly Statement[]): string {
  let text = '';
  for (const statement of statements) {
    const spaced = text !== '' && !/[。！？｡][」』）]*$/.test(text);
    text += spaced ? ` ${statement.text}` : statement.text;
  }
  return text;
}

/** Estimated tokens of statements, with the white space between them. */
export function tokensOf(statement: Statement): number {
  return estimateTokens(statement.text) + 1;
}

const APPARATUS =
  /^(?:references?|bibliography|footnotes?|notes?|copyright|licen[cs]e|acknowledge?ments?|credits|see also|external links|further reading|change ?log|change history|revision history|discussion(?:s|-to)?|post-history|appendix|related (?:posts|articles|links)|comments?|share|tags?|categories|archives?|contact(?: us)?|about (?:us|the authors?))\b/i;

/** Whether a section tells about the document rather than about its subject. */
export function isApparatus(heading: string): boolean {
  return APPARATUS.test(heading.replace(/^[\d.]+\s+/, ''));
}
