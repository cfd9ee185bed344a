import { sentences } from '../text/sentences.ts';
import { words } from '../text/words.ts';
import { blocksOf, type Block } from './blocks.ts';
import { isProseSentence, isQuestion, pointsElsewhere } from './prose-sentence.ts';

/** One sentence of prose, as it stands in the source with white space folded. */
export interface Statement {
  readonly text: string;
  /** Place among the source's statements. */
  readonly order: number;
  readonly paragraph: number;
  readonly section: number;
  readonly listItem: boolean;
  /** Whether it follows the statement before it in the same paragraph with nothing left out between them. */
  readonly continues: boolean;
  /** Whether nothing was left out between it and the heading before it. */
  readonly opensSection: boolean;
  /** Whether it can be understood away from the sentence before it; always true where no English rules apply. */
  readonly standalone: boolean;
  /** Whether the writer speaks of himself or to the reader. */
  readonly personal: boolean;
}

/** What stands between two headings. */
export interface Section {
  /** Empty for what stands before the first heading. */
  readonly heading: string;
  readonly depth: number;
  readonly statements: readonly Statement[];
}

/** A question that the source itself asks, and the statement that it goes on with. */
export interface SourceQuestion {
  readonly text: string;
  readonly answer: number;
}

/** A source as the rules see it. */
export interface SourceText {
  readonly text: string;
  readonly language: string;
  readonly sections: readonly Section[];
  readonly statements: readonly Statement[];
  readonly questions: readonly SourceQuestion[];
  readonly fields: readonly { readonly key: string; readonly value: string }[];
  /** Lower-case words of the source that occur in lower case, with their counts: what is no proper name. */
  readonly common: ReadonlySet<string>;
}

/** More than any strategy's whole documents; the rest of a longer text is not looked at. */
const MOST_CHARACTERS = 100_000;

/**
 * Reads a source into sections and statements.
 * @param language ISO 639-1 code as selection found it.
 */
export function readSource(text: string, language: string): SourceText {
  const english = language === 'en';
  const sections: { heading: string; depth: number; statements: Statement[] }[] = [
    { heading: '', depth: 0, statements: [] },
  ];
  const statements: Statement[] = [];
  const questions: SourceQuestion[] = [];
  const fields: { key: string; value: string }[] = [];
  let paragraph = 0;
  let asked: string | undefined;
  let opening = true;
  for (const block of blocksOf(text.slice(0, MOST_CHARACTERS))) {
    if (block.kind === 'heading') {
      const heading = withoutMarks(block.text);
      sections.push({ heading, depth: block.depth, statements: [] });
      asked = undefined;
      opening = true;
      continue;
    }
    if (block.kind === 'field') {
      fields.push({ key: block.key, value: block.value });
      continue;
    }
    for (const piece of block.texts) {
      let unbroken = false;
      for (const { text: sentence } of sentences(piece, language)) {
        if (isQuestion(sentence)) {
          asked = sentence;
          opening = false;
          unbroken = false;
          continue;
        }
        if (!isProseSentence(sentence)) {
          unbroken = false;
          opening = false;
          asked = undefined;
          continue;
        }
        const statement: Statement = {
          text: sentence,
          order: statements.length,
          paragraph,
          section: sections.length - 1,
          listItem: block.listItem,
          continues: unbroken,
          opensSection: opening,
          standalone: !english || isStandalone(sentence),
          personal: english && PERSONAL.test(sentence),
        };
        if (asked !== undefined) questions.push({ text: asked, answer: statement.order });
        asked = undefined;
        opening = false;
        unbroken = true;
        statements.push(statement);
        sections.at(-1)?.statements.push(statement);
      }
      paragraph += 1;
    }
  }
  return { text, language, sections, statements, questions, fields, common: commonWords(statements) };
}

/** A heading's or title's words without emphasis, code and anchor marks. */
export function withoutMarks(text: string): string {
  return text
    .replaceAll(/[*`]+|\s+#$|¶/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const PERSONAL = /\b(?:I|we|our|ours|us|my|me|mine|you|your|yours|let's|We|Our|You|Your|My|Let's)\b/;

const DEPENDENT =
  /^["'“‘(*_]{0,3}(?:this(?! [a-z]*(?:PEP|RFC|document|article|post|paper|guide|page|report|proposal|specification)\b)|that|these|those|it|its|it's|it’s|that's|that’s|they|they're|they’re|them|their|he|she|his|her|such|however|but|and|so|or|nor|also|then|thus|therefore|hence|moreover|furthermore|instead|otherwise|nevertheless|nonetheless|similarly|likewise|meanwhile|additionally|finally|besides|again|yet|still|rather|consequently|accordingly|conversely|indeed|here|there's|another|both|neither|either|others?|one of (?:them|these|those)|some of (?:them|these|those)|for (?:example|instance|this|that)|in (?:addition|contrast|other words|this|that|these|those|fact|particular|turn|short|both)|as (?:a result|such|a consequence|mentioned|noted|well)|on the other|on top of|of course|at (?:that|this|the same)|because of (?:this|that)|after (?:that|this)|the (?:former|latter|same|other|others|first|second|third|last|next|following|above|result|reason|answer|rest)\b|first|second|third|next|last|lastly|secondly|firstly|that said|to (?:this|that)|with (?:this|that)|by (?:this|that)|from (?:this|that|there)|all of (?:this|these|that)|even so|to do (?:this|that|so)|doing (?:this|so|that)|more(?:over| importantly)|yes|no|well|now|sure|okay|unfortunately|luckily|fortunately|overall|ultimately|in the end|which)\b/i;

function isStandalone(sentence: string): boolean {
  return !DEPENDENT.test(sentence) && !pointsElsewhere(sentence);
}

/** Words that occur in lower case beyond the first word of a sentence. */
function commonWords(statements: readonly Statement[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { text } of statements) {
    for (const word of text.split(/[^\p{L}\p{M}\p{N}'’-]+/u)) if (/^\p{Ll}/u.test(word)) found.add(word);
  }
  return found;
}

/** Content words of a statement, lower-cased. */
export function contentWords(text: string, stopWords: ReadonlySet<string> | undefined): string[] {
  return words(text).filter((word) => word.length > 1 && !(stopWords?.has(word) ?? false));
}

export type { Block };
