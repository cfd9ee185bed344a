import { sentences } from '../text/sentences.ts';
import { blocksOf } from './blocks.ts';
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
  /** Whether it opens the paragraph after that of the statement before it, with nothing left out between them. */
  readonly opensNext: boolean;
  /** Whether nothing was left out between it and the heading before it. */
  readonly opensSection: boolean;
  /** Whether it can be understood away from the sentence before it; always true where no English rules apply. */
  readonly standalone: boolean;
  /** Whether the writer speaks of himself or to the reader. */
  readonly personal: boolean;
}

/** What stands between two headings. */
interface Section {
  /** Empty for what stands before the first heading. */
  readonly heading: string;
  readonly depth: number;
  readonly statements: readonly Statement[];
}

/** A question that the source itself asks, and the statement that it goes on with. */
interface SourceQuestion {
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
  /** Words of the source that occur in lower case: what is no name. */
  readonly common: ReadonlySet<string>;
  /** Capitalised words of the source that stand within a sentence: names, most of them. */
  readonly proper: ReadonlySet<string>;
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
  let whole = false;
  for (const block of blocksOf(text.slice(0, MOST_CHARACTERS))) {
    if (block.kind === 'heading') {
      const heading = withoutMarks(block.text);
      sections.push({ heading, depth: block.depth, statements: [] });
      asked = undefined;
      opening = true;
      whole = false;
      continue;
    }
    if (block.kind === 'field') {
      fields.push({ key: block.key, value: block.value });
      whole = false;
      continue;
    }
    for (const piece of block.texts) {
      let adjacent = whole && !block.listItem;
      let unbroken = false;
      for (const { text: sentence } of sentences(piece, language)) {
        if (isQuestion(sentence)) {
          asked = sentence;
          whole = false;
          adjacent = false;
          opening = false;
          unbroken = false;
          continue;
        }
        if (!isProseSentence(sentence)) {
          unbroken = false;
          whole = false;
          adjacent = false;
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
          opensNext: adjacent,
          opensSection: opening,
          standalone: !english || isStandalone(sentence),
          personal: english && PERSONAL.test(sentence),
        };
        if (asked !== undefined) questions.push({ text: asked, answer: statement.order });
        asked = undefined;
        opening = false;
        adjacent = false;
        whole = !block.listItem;
        unbroken = true;
        statements.push(statement);
        sections.at(-1)?.statements.push(statement);
      }
      paragraph += 1;
    }
  }
  return { text, language, sections, statements, questions, fields, ...spellings(statements) };
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

/** The words of the statements by their first letter. */
function spellings(statements: readonly Statement[]): Pick<SourceText, 'common' | 'proper'> {
  const common = new Set<string>();
  const proper = new Set<string>();
  for (const { text } of statements) {
    let opens = true;
    for (const word of text.split(/[^\p{L}\p{M}\p{N}'’-]+/u)) {
      if (/^\p{Ll}/u.test(word)) common.add(word);
      else if (!opens && /^\p{Lu}/u.test(word)) proper.add(word);
      if (word !== '') opens = false;
    }
  }
  return { common, proper };
}
