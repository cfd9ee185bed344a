import { clauseOf, isSubject } from './clause.ts';
import { type Names, subjectName } from './naming.ts';
import { isQuestion } from './prose-sentence.ts';
import { type Asked, doVerb, plain } from './asked.ts';
import { askClause } from './question-rules.ts';
import type { Draft } from './draft.ts';
import { askHeading, quoted } from './heading-questions.ts';
import { askPattern } from './sentence-patterns.ts';
import type { Statement } from './source-text.ts';

/** A question and the statement of the source that answers it. */
export interface Question {
  readonly text: string;
  /** `order` of the statement that the answer begins with. */
  readonly answer: number;
  /** How well it reads, 0 to 1. */
  readonly weight: number;
}

const MOST_QUESTION_CHARACTERS = 150;

/**
 * The questions that an English source answers, in the order of their answers, each asked once and each statement
 * beginning one answer at most: those it asks itself, those of its headings, and those that its sentences answer.
 * Empty for any other language: the templates are English.
 * @param writers What the questions call those who wrote the text.
 */
export function questionsOf(
  { source, title, opensDocument }: Pick<Draft, 'source' | 'title' | 'opensDocument'>,
  writers: Names['writers'] = 'the authors',
): Question[] {
  if (source.language !== 'en') return [];
  const names: Names = { common: source.common, proper: source.proper, title, writers };
  const best = new Map<number, Question>();
  const asked = new Set<string>();
  const offer = (text: string, weight: number, answer: number): void => {
    const key = text.toLowerCase();
    if (!isSound(text) || asked.has(key)) return;
    const known = best.get(answer);
    if (known !== undefined && known.weight >= weight) return;
    asked.add(key);
    best.set(answer, { text, answer, weight });
  };
  for (const { text, answer } of source.questions) {
    if (isSelfContained(text)) offer(text, 1, answer);
  }
  for (const section of source.sections) {
    const first = section.statements[0];
    if (first === undefined || !first.opensSection) continue;
    const text = askHeading(section.heading, title) ?? askIndirect(section.heading, names);
    if (text !== undefined && (isQuestion(section.heading) || isIntroduction(first, text)))
      offer(text, 0.88, first.order);
  }
  for (const statement of source.statements) {
    if (!isAnswer(statement)) continue;
    const question = askStatement(statement.text, names);
    if (question !== undefined) offer(question.question, question.weight, statement.order);
  }
  const [first] = source.statements;
  if (
    opensDocument &&
    first !== undefined &&
    title !== '' &&
    title.length <= 90 &&
    first.standalone &&
    !isQuestion(title)
  ) {
    offer(`What is ${quoted(title)} about?`, 0.62, first.order);
  }
  return [...best.values()].sort((left, right) => left.answer - right.answer);
}

/** A heading such as `How the team works` as the question that it stands for. */
function askIndirect(heading: string, names: Names): string | undefined {
  const match = /^(Why|How|What|When|Where) (\S.{4,80})$/.exec(heading);
  const [, word = '', told = ''] = match ?? [];
  if (match === null || /[?:,;]/.test(told)) return undefined;
  const clause = clauseOf(`${restored(told)} `);
  const name = clause === undefined ? undefined : subjectName(clause, names);
  if (clause === undefined || name === undefined) return undefined;
  const rest = clause.rest.join(' ').trim();
  if (UNCLEAR.test(rest)) return undefined;
  const verb = clause.kind === 'lexical' ? doVerb(clause, name) : clause.verb;
  const base = clause.kind === 'lexical' ? ` ${clause.base}` : '';
  return `${word} ${verb} ${name}${base} ${rest}`.trimEnd().concat('?');
}

/** What a document is about is told by a sentence that speaks of the document. */
function isIntroduction(statement: Statement, question: string): boolean {
  if (!statement.standalone) return false;
  return !question.endsWith(' about?') || OF_DOCUMENT.test(statement.text);
}

const OF_DOCUMENT =
  /\b[Tt]h(?:is|e) (?:[A-Z]{3,}|document|article|post|paper|guide|page|report|proposal|specification)\b/;

function isAnswer(statement: Statement): boolean {
  return statement.standalone && statement.text.endsWith('.');
}

function askStatement(sentence: string, names: Names): Asked | undefined {
  return askPattern(sentence) ?? askTerm(sentence, names) ?? askSubject(sentence, names) ?? askFramed(sentence, names);
}

function askSubject(sentence: string, names: Names, only = ''): Asked | undefined {
  const clause = clauseOf(sentence);
  const name = clause === undefined ? undefined : subjectName(clause, names);
  const asked = clause === undefined || name === undefined ? undefined : askClause(clause, name);
  if (clause === undefined || asked === undefined || !asked.question.startsWith(only)) return undefined;
  // `What does the tool do?` needs to know which tool; a name or a longer phrase says it.
  const [first = '', second = ''] = clause.subject;
  const general = clause.subject.length === 2 && /^the$/i.test(first) && /^\p{Ll}/u.test(second);
  return general ? { ...asked, weight: asked.weight - (clause.kind === 'be' ? 0.35 : 0.15) } : asked;
}

const FRAME = /^(?:In|At|During|Under|On|For|With|Within|Throughout|After|Before|Since|Until|By) /;

/** `In Python 3, the function returns …`: the frame comes before the question. */
function askFramed(sentence: string, names: Names): Asked | undefined {
  if (sentence.startsWith('Because ')) return askBecause(sentence, names);
  if (!FRAME.test(sentence)) return undefined;
  const comma = sentence.indexOf(', ');
  const frame = comma < 0 ? undefined : plain(sentence.slice(0, comma).split(' '), 8);
  if (
    frame === undefined ||
    /^\p{Lu}\p{Ll}+ \w+ing\b|\b(?:is|are|was|were|has|have|had|can|will|be|\w+ed)\b/u.test(frame)
  )
    return undefined;
  const asked = askSubject(restored(sentence.slice(comma + 2)), names);
  if (asked === undefined) return undefined;
  return {
    question: `${frame}, ${asked.question.charAt(0).toLowerCase()}${asked.question.slice(1)}`,
    weight: asked.weight,
  };
}

/** `Because X, Y`: why Y. */
function askBecause(sentence: string, names: Names): Asked | undefined {
  const comma = sentence.indexOf(', ');
  if (comma < 0 || sentence.startsWith('Because of')) return undefined;
  return askSubject(`${restored(sentence.slice(comma + 2, -1))} because that is so.`, names, 'Why');
}

/** `we saw` as a sentence of its own: pronouns and articles are told by their capital. */
function restored(clause: string): string {
  return /^(?:we|our|the|a|an|all|any|each|every|many|most|some) /.test(clause)
    ? clause.charAt(0).toUpperCase() + clause.slice(1)
    : clause;
}

/** `**Term**: The …` and `Term — a …`. */
function askTerm(sentence: string, names: Names): Asked | undefined {
  const match = /^\**(\p{Lu}[\p{L}\p{N} '’-]{2,40}?)\**(?::\**| [—–-]) (?:An?|an?) /u.exec(sentence);
  const [, term = ''] = match ?? [];
  const words = term.split(' ');
  if (match === null || words.length > 4 || /[^su]s$/.test(term)) return undefined;
  if (!isSubject(words, 'be')) return undefined;
  const name = subjectName({ subject: words, writer: undefined, plural: false }, names) ?? term;
  return { question: `What is ${name}?`, weight: 0.85 };
}

const UNCLEAR =
  /\b(?:it|its|this|that|these|those|they|them|their|he|him|his|she|her|so|such|there|here|we|us|our|I|me|my|else|them|one|more)\b/i;

/** Whether a question of the source can be understood on its own. */
function isSelfContained(text: string): boolean {
  return (
    /^(?:what|why|how|when|where|who|which|is|are|can|do|does|should|will)\b/i.test(text) &&
    text.includes(' ') &&
    !UNCLEAR.test(text) &&
    text.split(' ').length >= 3
  );
}

function isSound(text: string): boolean {
  return (
    isQuestion(text) && text.length <= MOST_QUESTION_CHARACTERS && !/[`*|<>{}=;]|\s\?|\]_|:\w+:|“[^”]*$/.test(text)
  );
}
