import { hasWords, linesOf } from './grammar.ts';
import { type Passage, passages } from './passages.ts';

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
  /[\s#>*_\-\d.)]{0,12}(\p{L}[\p{L} ]{0,20}?)(?: ?#?\d{1,3})?[.)]?[*_]{0,3} ?[:：][*_]{0,3}(?:\s|$|(?<=：))/uy;

/**
 * Splits a text at lines that begin with a label of one of these parts: `Question:`, `**Answer 2:**`, `1. Q:`,
 * `### Problem:`, and the same in other languages. First comes what stands before the first label.
 */
export function labelledParts(text: string, parts: readonly Part[]): Generator<Passage<Part>> {
  return passages(text, LABEL, ([, label = '']) => {
    const name = label.toLowerCase().trim();
    return parts.find((part) => PART_OF.get(part)?.has(name));
  });
}

/**
 * Pairs of parts in turn, `first` then `second`, neither empty; or what is wrong with the first that is not so.
 * Headings may stand before the first label, nothing else. Of each pair the text of its first part is kept.
 */
export function labelledPairs(
  text: string,
  first: Part,
  second: Part,
): { readonly firsts: readonly string[]; readonly problem: string | undefined } {
  const parts = labelledParts(text, [first, second]);
  const firsts: string[] = [];
  const fail = (problem: string) => ({ firsts, problem });
  const preamble = parts.next();
  if (preamble.done !== true && !hasOnlyHeadings(preamble.value.text)) return fail(`does not begin with a ${first}`);
  let open: string | undefined;
  for (const part of parts) {
    const number = firsts.length + 1;
    if (open === undefined) {
      if (part.head !== first) return fail(`${second} ${number} has no ${first}`);
      if (!hasWords(part.text)) return fail(`${first} ${number} is empty`);
      open = part.text;
    } else {
      if (part.head !== second) return fail(`${first} ${number} has no ${second}`);
      if (!hasWords(part.text)) return fail(`${second} ${number} is empty`);
      firsts.push(open);
      open = undefined;
    }
  }
  return open === undefined ? { firsts, problem: undefined } : fail(`${first} ${firsts.length + 1} has no ${second}`);
}

function hasOnlyHeadings(text: string): boolean {
  for (const line of linesOf(text)) {
    if (line.trim() !== '' && !/^\s*(?:#|\*\*.*\*\*\s*$|---)/.test(line)) return false;
  }
  return true;
}
