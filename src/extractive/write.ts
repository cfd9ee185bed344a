import { detectLanguage } from '../text/language.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { Brief } from '../vocabulary/prompt.ts';
import { writeDialogue } from './dialogue.ts';
import { judgeDocument } from './document-rules.ts';
import type { Draft } from './draft.ts';
import { refineLines } from './line-rules.ts';
import { writeKnowledgeList } from './list.ts';
import { writeProse } from './prose.ts';
import { writeFaq, writeInstructions, writeQuestionsAndAnswers } from './qa.ts';
import { rateEducation, rateFormat, refineNoise } from './sft-labels.ts';
import { readSource, withoutMarks } from './source-text.ts';
import { writeSummary } from './summary.ts';
import { writeTable } from './table.ts';
import { writeTutorial } from './tutorial.ts';

const FORMS: Readonly<Record<string, (draft: Draft) => string>> = {
  qa: writeQuestionsAndAnswers,
  dialogue: writeDialogue,
  summary: writeSummary,
  faq: writeFaq,
  tutorial: writeTutorial,
  table: writeTable,
  wikipedia: (draft) => writeProse(draft, 'wikipedia'),
  easy: (draft) => writeProse(draft, 'easy'),
  scholar: (draft) => writeProse(draft, 'scholar'),
  extract: (draft) => writeProse(draft, 'extract'),
  'knowledge-list': writeKnowledgeList,
  textbook: (draft) => writeProse(draft, 'textbook'),
  instruction: writeInstructions,
  'guided-rewrite': (draft) => writeProse(draft, 'guided-rewrite'),
  'nemotron-qa': writeQuestionsAndAnswers,
  'nemotron-distill': writeSummary,
  'nemotron-wikipedia': (draft) => writeProse(draft, 'wikipedia'),
};

/** Programs of ProX, and ratings: what needs no reading of sentences. */
const PROGRAMS: Readonly<Record<string, (brief: Brief) => string>> = {
  'prox-doc': (brief) => judgeDocument(brief.source, brief.language),
  'prox-chunk': (brief) => refineLines(brief.source, brief.firstLine),
  'prox-sft-education': (brief) => rateEducation(brief.source, brief.language),
  'prox-sft-format': (brief) => rateFormat(brief.source),
  'prox-sft-navigation': (brief) => refineNoise(brief.source, brief.firstLine, 'navigation'),
  'prox-sft-links': (brief) => refineNoise(brief.source, brief.firstLine, 'links'),
  'prox-sft-footers': (brief) => refineNoise(brief.source, brief.firstLine, 'footers'),
};

/** Names of the strategies that the built-in backend serves. */
export const EXTRACTIVE_STRATEGIES: readonly string[] = [...Object.keys(FORMS), ...Object.keys(PROGRAMS)];

/** Whether the built-in backend has rules for a strategy. */
export function servesStrategy(strategy: string): boolean {
  return Object.hasOwn(FORMS, strategy) || Object.hasOwn(PROGRAMS, strategy);
}

/**
 * Writes what a brief asks for, by rule. Every sentence of a text, its questions and headings apart, stands in the
 * source as it is, white space folded. Where the source does not hold what a form needs, the text is short or empty:
 * nothing is invented to fill it. Programs are ProX's.
 * @param read How a source is read; given by callers that ask for several forms of one source.
 * @returns The text; empty for a strategy that is not in {@link EXTRACTIVE_STRATEGIES}.
 */
export function writeExtractively(brief: Brief, read: typeof readSource = readSource): string {
  const program = Object.hasOwn(PROGRAMS, brief.strategy) ? PROGRAMS[brief.strategy] : undefined;
  if (program !== undefined) return program(brief);
  const form = Object.hasOwn(FORMS, brief.strategy) ? FORMS[brief.strategy] : undefined;
  if (form === undefined) return '';
  const known = brief.language !== 'und' && brief.language !== '';
  const source = read(brief.source, known ? brief.language : detectLanguage(brief.source).language);
  return form({
    source,
    title: withoutMarks(brief.title),
    variables: brief.variables,
    opensDocument: brief.firstLine === 0,
    tokens: estimateTokens(brief.source),
  });
}
