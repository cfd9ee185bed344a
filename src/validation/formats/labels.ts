import { hasWords } from './grammar.ts';

/** The parts that the labels of a format begin. */
export type Part = 'question' | 'answer' | 'problem' | 'solution' | 'instruction' | 'response';

const NAMES: Readonly<Record<Part, string>> = {
  question: 'question|q|frage|pregunta|domanda|pergunta|вопрос|问题|問題|问|問|質問|سؤال',
  answer: 'answer|a|final answer|antwort|réponse|respuesta|risposta|resposta|ответ|答案|回答|答|جواب',
  problem: 'problem|exercise|aufgabe|problème|problema|exercice|ejercicio|задача|题目|問題文',
  solution: 'solution|lösung|solución|soluzione|solução|решение|解答|解',
  instruction: 'instruction|anweisung|instrucción|istruzione|instrução|consigne|инструкция|指令|指示',
  response: 'response|output|antwort|réponse|respuesta|risposta|resposta|ответ|回复|回答|応答',
};
const PART_OF = new Map<Part, ReadonlySet<string>>(
  (['question', 'answer', 'problem', 'solution', 'instruction', 'response'] as const).map((part) => [
    part,
    new Set(NAMES[part].split('|')),
  ]),
);

const LABEL =
  /^[\s#>*_\-\d.)]{0,12}(\p{L}[\p{L} ]{0,20}?)(?: ?#?\d{1,3})?[.)]?[*_]{0,3} ?[:：][*_]{0,3}(?:\s|$|(?<=：))/u;

/** A part of a text: its label and everything up to the next one. */
export interface LabelledPart {
  readonly part: Part;
  /** Lines of the part, the label taken off the first, empty ones left out. */
  readonly lines: readonly string[];
}

/** What stands before the first label, and the parts in order. */
export interface LabelledText {
  readonly preamble: readonly string[];
  readonly parts: readonly LabelledPart[];
}

/**
 * Splits a text at lines that begin with a label of one of these parts: `Question:`, `**Answer 2:**`, `1. Q:`,
 * `### Problem:`, and the same in other languages.
 */
export function labelledText(lines: readonly string[], parts: readonly Part[]): LabelledText {
  const preamble: string[] = [];
  const found: { readonly part: Part; readonly lines: string[] }[] = [];
  for (const line of lines) {
    if (line === '') continue;
    const label = LABEL.exec(line.slice(0, 60));
    const name = label?.[1]?.toLowerCase().trim();
    const part = name === undefined ? undefined : parts.find((candidate) => PART_OF.get(candidate)?.has(name));
    if (part !== undefined && label !== null) found.push({ part, lines: [line.slice(label[0].length)] });
    else (found.at(-1)?.lines ?? preamble).push(line);
  }
  return { preamble, parts: found };
}

/** Two parts that belong together, such as a question and its answer. */
export interface LabelledPair {
  readonly first: LabelledPart;
  readonly second: LabelledPart;
}

/**
 * Pairs of parts in turn, `first` then `second`, neither empty; or what is wrong with the first that is not so.
 * Headings may stand before the first label, nothing else.
 */
export function labelledPairs(
  lines: readonly string[],
  first: Part,
  second: Part,
): { readonly pairs: readonly LabelledPair[]; readonly problem: string | undefined } {
  const { preamble, parts } = labelledText(lines, [first, second]);
  const pairs: LabelledPair[] = [];
  const fail = (problem: string) => ({ pairs, problem });
  if (preamble.some((line) => line.trim() !== '' && !/^\s*(?:#|\*\*.*\*\*\s*$|---)/.test(line))) {
    return fail(`does not begin with a ${first}`);
  }
  for (let index = 0; index < parts.length; index += 2) {
    const [one, other] = [parts[index], parts[index + 1]];
    if (one === undefined || one.part !== first) return fail(`${second} ${pairs.length + 1} has no ${first}`);
    if (!one.lines.some(hasWords)) return fail(`${first} ${pairs.length + 1} is empty`);
    if (other === undefined || other.part !== second) return fail(`${first} ${pairs.length + 1} has no ${second}`);
    if (!other.lines.some(hasWords)) return fail(`${second} ${pairs.length + 1} is empty`);
    pairs.push({ first: one, second: other });
  }
  return { pairs, problem: undefined };
}
