import { detectLanguage, type DetectedLanguage } from '../text/language.ts';
import { lazy } from '../text/lazy.ts';
import { splitLines } from '../text/lines.ts';
import { type NumberMention, numbersIn } from '../text/numbers.ts';
import { estimateTokens } from '../text/tokens.ts';
import { type Stems, stemsOf } from '../text/stems.ts';
import { type HashedWords, hashedWords, wordStrings } from '../text/words.ts';
import type { Candidate } from '../vocabulary/candidate.ts';
import { NUMBERS_LOOKED_AT, WORDS_LOOKED_AT } from './looked-at.ts';
import { type Quantity, quantitiesIn } from './quantities.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

/**
 * What validators need to know of one text, each computed when first asked for and then kept: as long as the view is,
 * which for a source is as long as its rewrites are judged.
 */
export interface TextView {
  readonly text: string;
  lines(): readonly string[];
  words(): readonly string[];
  /** The first of them, as many as are read as number words. */
  firstWords(): readonly string[];
  /** The same words as numbers: what comparing and counting them takes. */
  hashedWords(): HashedWords;
  /** The beginnings of the longer of those words. */
  stems(): Stems;
  tokens(): number;
  numbers(): readonly NumberMention[];
  /** The same numbers with their scale words, units and months. */
  quantities(): readonly Quantity[];
  language(): DetectedLanguage;
  /** The text lower-cased, typographic apostrophes and quotes made plain, runs of white space made one blank. */
  folded(): string;
  /** What names are compared with. */
  vocabulary(): Vocabulary;
}

/** A candidate as validators see it: its own fields, and views of its text, its source and its title. */
export interface CandidateView extends Candidate {
  readonly output: TextView;
  readonly original: TextView;
  heading(): TextView;
  /**
   * Whether a passage stands in the source, whatever its case, white space and kind of quotes. Only the first 120
   * UTF-16 units are looked for, so that a hostile passage cannot make the search slow.
   */
  inSource(passage: string): boolean;
}

const SEARCHED_UNITS = 120;

/** Sources whose views are kept: a document's rewrites are judged close together. Each is a pure function of its text. */
const KEPT_SOURCES = 8;
/** Longer sources would hold too much memory: their words take some twenty times their size. */
const LONGEST_KEPT = 100_000;
const keptSources: TextView[] = [];

/**
 * A view of a candidate; that of its source is shared with other candidates of the same source. `text`: instead of the
 * candidate's own.
 */
export function viewOf(candidate: Candidate, text = candidate.text): CandidateView {
  return new View(candidate, text);
}

/** A class and not a literal with getters, of which V8 makes a hidden class each: 2 µs a candidate. */
class View implements CandidateView {
  readonly text: string;
  readonly source: string;
  readonly finishReason: string | undefined;
  readonly kind: Candidate['kind'];
  readonly byLanguageModel: boolean;
  readonly instruction: string;
  readonly output: TextView;
  readonly original: TextView;
  readonly #candidate: Candidate;
  #heading: TextView | undefined;

  constructor(candidate: Candidate, text: string) {
    this.text = text;
    this.source = candidate.source;
    this.finishReason = candidate.finishReason;
    this.kind = candidate.kind;
    this.byLanguageModel = candidate.byLanguageModel;
    this.instruction = candidate.instruction;
    this.output = textView(text);
    this.original = sourceView(candidate.source, candidate.sourceTokens);
    this.#candidate = candidate;
  }

  get title(): string {
    return this.#candidate.title;
  }

  get language(): string {
    return this.#candidate.language;
  }

  heading(): TextView {
    return (this.#heading ??= textView(this.title));
  }

  inSource(passage: string): boolean {
    const sought = passage.trim().slice(0, SEARCHED_UNITS);
    return this.original.text.includes(sought) || this.original.folded().includes(fold(sought).trim());
  }
}

function sourceView(source: string, tokens: number | undefined): TextView {
  const known = keptSources.find((view) => view.text === source);
  if (known !== undefined) return known;
  const made = textView(source, tokens);
  if (source.length > LONGEST_KEPT) return made;
  keptSources.unshift(made);
  keptSources.length = Math.min(keptSources.length, KEPT_SOURCES);
  return made;
}

/** What {@link fold} changes in a text in lower case. */
const UNFOLDED = /[‘’ʼ´`“”„«»]|[^\S ]|\s\s/;

/** Lower-cases, makes quotes and apostrophes plain and every run of white space one blank. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (!UNFOLDED.test(lower)) return lower;
  return lower
    .replace(/[‘’ʼ´`]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[^\S ]\s*| \s+/g, ' ');
}

function textView(text: string, knownTokens?: number): TextView {
  const hashed = lazy(() => hashedWords(text));
  const strings = lazy(() => wordStrings(hashed()));
  const numbers = lazy(() => numbersIn(text, NUMBERS_LOOKED_AT));
  return {
    text,
    lines: lazy(() => splitLines(text)),
    words: strings,
    firstWords: lazy(() => (hashed().count > WORDS_LOOKED_AT ? wordStrings(hashed(), WORDS_LOOKED_AT) : strings())),
    hashedWords: hashed,
    stems: lazy(() => stemsOf(hashed())),
    tokens: lazy(() => knownTokens ?? estimateTokens(text)),
    numbers,
    quantities: lazy(() => quantitiesIn(text, numbers())),
    language: lazy(() => detectLanguage(text, hashed)),
    folded: lazy(() => fold(text)),
    vocabulary: lazy(() => vocabularyOf(text)),
  };
}
