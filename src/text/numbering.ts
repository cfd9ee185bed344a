/** Longer beginnings of a line are not looked through for numbering. */
const LONGEST_HEAD = 80;

/** Bullets, quote marks, hashes and emphasis before the numeral. */
const MARKS = '^[\\s>*_#+•–-]{0,16}';

/** `1.`, `(2)`, `3)`, `**4.**`, `2.1.`, `[5]`: up to three digits a level, then white space or the line's end. */
const LIST_NUMERAL = new RegExp(`${MARKS}(?:\\d{1,3}(?:\\.\\d{1,3}){0,4}[.):]|[(\\[]\\d{1,3}[)\\]])[*_]{0,3}(?=\\s|$)`);

/** `## 2.1 Title`: a bare level number, in headings only. */
const HEADING_NUMERAL = /^\s{0,3}#{1,6}\s+[*_]{0,3}\d{1,3}(?:\.\d{1,3}){1,4}[*_]{0,3}(?=\s)/;

/** `Step 2:`, `**Question 3.**`, `Part 4 –`: a label that opens a line. */
const LABEL = new RegExp(
  `${MARKS}(?:steps?|part|question|answer|chapter|section|example|exercise|tip|phase|stage|lesson|item|point|faq|` +
    'figure|table|problem|solution|speaker|turn|round|schritt|frage|antwort|étape|question|réponse|paso|pregunta|' +
    'respuesta|passo|pergunta|resposta|domanda|risposta|stap|vraag|krok|шаг|вопрос|ответ)' +
    '\\s{1,3}#?\\d{1,3}(?:\\.\\d{1,3}){0,3}[*_]{0,3}(?:\\s?[:.)–—-]|\\s*$)',
  'iu',
);

/**
 * Where the numbering that opens the line [lineStart, lineEnd) ends: numerals of list items, headings and labelled
 * steps or questions. `lineStart` itself where there is none.
 */
export function numberingEnd(text: string, lineStart: number, lineEnd: number): number {
  const head = text.slice(lineStart, Math.min(lineEnd, lineStart + LONGEST_HEAD));
  if (!/\d/.test(head)) return lineStart;
  const match = LIST_NUMERAL.exec(head) ?? HEADING_NUMERAL.exec(head) ?? LABEL.exec(head);
  return lineStart + (match?.[0].length ?? 0);
}
