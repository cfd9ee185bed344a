import { detectLanguage } from '../text/language.ts';
import { splitLines } from '../text/lines.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { Brief } from '../vocabulary/prompt.ts';
import { writeDialogue } from './dialogue.ts';
import { judgeDocument } from './document-rules.ts';
import type { Draft } from './draft.ts';
import { refineLines, removedLines } from './line-rules.ts';
import { writeKnowledgeList } from './list.ts';
import { writeProse } from './prose.ts';
import { writeFaq, writeInstructions, writeQuestionsAndAnswers } from './qa.ts';
import { filterProgram } from './quality-rules.ts';
import { rateEducation, rateFormat, refineNoise } from './sft-labels.ts';
import { readSource, type SourceText, withoutMarks } from './source-text.ts';
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
const PROGRAMS: Readonly<Record<string, (brief: Brief, reading: Reading) => string>> = {
  'prox-doc': (brief) => judgeDocument(brief.source, brief.language),
  'prox-chunk': refinePart,
  'rules-gopher': ({ source, language }) => filterProgram(source, language, ['gopher']),
  'rules-c4': ({ source, language }) => filterProgram(source, language, ['c4']),
  'rules-fineweb': ({ source, language }) => filterProgram(source, language, ['fineweb']),
  'rules-all': ({ source, language }) => filterProgram(source, language, ['gopher', 'c4', 'fineweb']),
  'rules-page': refinePart,
  'prox-sft-education': (brief) => rateEducation(brief.source, brief.language),
  'prox-sft-format': (brief) => rateFormat(brief.source, brief.language),
  'prox-sft-navigation': (brief) => refineNoise(brief, 'navigation'),
  'prox-sft-links': (brief) => refineNoise(brief, 'links'),
  'prox-sft-footers': (brief) => refineNoise(brief, 'footers'),
};

/** How texts are looked at: by callers that ask more than once about one text, so that each is looked at once. */
export interface Reading {
  /** A text as sentences and blocks. */
  readonly source: (text: string, language: string) => SourceText;
  /** For each line of a page whether the line rules remove it. */
  readonly removed: (text: string, language: string) => readonly boolean[];
}

/** Looks anew each time. */
export const READING: Reading = {
  source: readSource,
  removed: (text, language) => removedLines(splitLines(text), language),
};

/** The program for one window of a page; each line is judged by the whole page, where that is known. */
function refinePart({ source, firstLine, document, language }: Brief, { removed }: Reading): string {
  const from = document === undefined ? 0 : firstLine;
  const lines = removed(document ?? source, language).slice(from, from + splitLines(source).length);
  return refineLines({ text: source, firstLine }, lines);
}

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
 * @returns The text; empty for a strategy that is not in {@link EXTRACTIVE_STRATEGIES}.
 */
export function writeExtractively(brief: Brief, reading: Reading = READING): string {
  const program = Object.hasOwn(PROGRAMS, brief.strategy) ? PROGRAMS[brief.strategy] : undefined;
  if (program !== undefined) return program(brief, reading);
  const form = Object.hasOwn(FORMS, brief.strategy) ? FORMS[brief.strategy] : undefined;
  if (form === undefined) return '';
  const known = brief.language !== 'und' && brief.language !== '';
  const source = reading.source(brief.source, known ? brief.language : detectLanguage(brief.source).language);
  return form({
    source,
    title: withoutMarks(brief.title),
    variables: brief.variables,
    opensDocument: brief.firstLine === 0,
    tokens: estimateTokens(brief.source),
  });
}
