import { detectLanguage } from '../text/language.ts';
import { appliesTo, failedQualityRules, qualitySignals } from '../text/quality-signals.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { Profile, SourceDocument } from '../vocabulary/document.ts';
import { titleOf } from './title.ts';

/**
 * Rules that do not count against a document, because they judge how Markdown, reStructuredText and code are written
 * rather than how good they are:
 * - `c4.curly_bracket` drops every text that shows code or a template;
 * - `gopher.alphabetic_tokens` counts each comma and each bracket of a link as a word without a letter; the rule as the
 *   paper has it, `gopher.alphabetic_words`, counts;
 * - `fineweb.duplicate_lines` counts underlines of headings, table rules and lines of code;
 *   `fineweb.duplicate_text_lines`, the same threshold on lines of text, counts: it is what finds navigation.
 */
const UNJUDGED_RULES: ReadonlySet<string> = new Set([
  'c4.curly_bracket',
  'gopher.alphabetic_tokens',
  'fineweb.duplicate_lines',
]);

/**
 * What the stages after selection know of a document: language, estimated tokens, quality and title, each found out
 * when it is first read and then kept. Quality is `high` when no rule fails but those of {@link UNJUDGED_RULES} and
 * those that say nothing about the text's language; `failedRules` names only rules that count. Pure and linear.
 */
export function profileDocument(document: SourceDocument): Profile {
  return new LazyProfile(document);
}

/**
 * A class for the sake of speed: V8 gives every object literal with getters a hidden class of its own, which costs 9 µs a
 * document and slows down whoever reads it. JSON has the fields as well; a copy has to name them.
 */
class LazyProfile implements Profile {
  readonly #document: SourceDocument;
  #language: string | undefined;
  #tokens: number | undefined;
  #failedRules: readonly string[] | undefined;
  #title: string | undefined;

  constructor(document: SourceDocument) {
    this.#document = document;
  }

  get language(): string {
    return (this.#language ??= detectLanguage(this.#document.text).language);
  }

  get tokens(): number {
    return (this.#tokens ??= estimateTokens(this.#document.text));
  }

  get quality(): Profile['quality'] {
    return this.failedRules.length === 0 ? 'high' : 'low';
  }

  get failedRules(): readonly string[] {
    return (this.#failedRules ??= failedQualityRules(qualitySignals(this.#document.text)).filter((rule) =>
      counts(rule, this.language),
    ));
  }

  get title(): string {
    return (this.#title ??= titleOf(this.#document.text, this.#document.metadata));
  }

  toJSON(): Profile {
    const { language, tokens, quality, failedRules, title } = this;
    return { language, tokens, quality, failedRules, title };
  }
}

function counts(rule: string, language: string): boolean {
  return !UNJUDGED_RULES.has(rule) && appliesTo(rule, language);
}
