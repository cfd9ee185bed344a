/** Shortest and longest sentence worth repeating, in characters; the lower bound halves for scripts without spaces. */
const LEAST_CHARACTERS = 24;
const MOST_CHARACTERS = 420;
const LEAST_WORDS = 4;

const TERMINATED = /[.!?…。！？।؟۔։።][)\]"'”’»*_」』）]*$/;
const SPACELESS = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/u;
const OPENS = /^["'“‘«„(*_¿¡「『]{0,3}[\p{Lu}\p{Lt}\p{Lo}\p{N}]/u;
const OPENS_WITH_CODE = /^`[^`]+`/;

/** Marks of code, links, footnotes and markup that make no sense away from their document. */
const MARKUP =
  /:\w+:`|\]_|\]\(|\]\[|<[^\s>]+>|`_|\|\w|https?:|www\.|::|\{\w*\}|[{}]|==|\|\||&&|\\\w|<\/|\/>|={2}|\[\w{0,12}\]|--\w|\$\(|\w\(\w*\)\.\w/;

/** What pages say about themselves rather than about their subject. Any language's wording of a site is left alone. */
const BOILERPLATE =
  /\b(?:click here|read more|learn more|see more|sign up|log ?in|subscribe|newsletter|follow us|share this|cookies?|all rights reserved|privacy policy|terms of (?:use|service)|copyright|public domain|your browser|javascript (?:is )?(?:disabled|required)|powered by|last (?:edited|updated|modified)|skip to|back to top|leave a comment|retweet|licen[cs]ed under|this (?:post|article) (?:was|is|has been) (?:originally )?(?:published|posted|written|updated))\b|©/i;

/** Points at something that stands elsewhere on the page. */
const POINTING =
  /\b(?:(?:as|shown|described|listed|mentioned|discussed|given|outlined|explained|noted|seen|defined|see|example|code|figure|table|diagram|image|photo|screenshot|list|section)s? (?:above|below|previously|earlier)|the (?:following|above|below)|(?:figure|table|fig\.) \d|(?:on|to|at) (?:the|your) (?:left|right)\b)/i;

/**
 * Whether a text is one whole sentence of prose: it opens like one, ends with an end mark, has a verb's room (four
 * words), is mostly letters, has balanced marks and holds no code, link, footnote or page furniture.
 */
export function isProseSentence(text: string): boolean {
  return isSentence(text) && isBalanced(text) && !MARKUP.test(withoutCode(text)) && !BOILERPLATE.test(text);
}

/** Whether a text has the shape of a sentence of prose, links and inline markup allowed. */
export function isSentence(text: string): boolean {
  if (text.length > MOST_CHARACTERS || text.length < LEAST_CHARACTERS / 3) return false;
  if (!TERMINATED.test(text)) return false;
  if (!OPENS.test(text) && !OPENS_WITH_CODE.test(text)) return false;
  const spaceless = SPACELESS.test(text);
  if (!spaceless && (text.length < LEAST_CHARACTERS || spaces(text) < LEAST_WORDS - 1)) return false;
  if (spaceless && text.length < LEAST_CHARACTERS / 3) return false;
  return letterShare(text) >= 0.7;
}

/** Whether a sentence points at something that is not in it: a figure, a list below, a section above. */
export function pointsElsewhere(text: string): boolean {
  return POINTING.test(text);
}

/** Whether a sentence is a question. */
export function isQuestion(text: string): boolean {
  return /[?？؟][)"'”’»*_]*$/.test(text);
}

/** What stands between backticks is code in a sentence, not markup of it; what is glued to them is markup. */
function withoutCode(text: string): string {
  return text.includes('`') ? text.replaceAll(/(?<![:\w`])(`{1,2})[^`]{1,60}\1(?![_\w`\\])/g, 'code') : text;
}

function spaces(text: string): number {
  let count = 0;
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) count += 1;
  return count;
}

/** Letters, marks and spaces among the characters. */
function letterShare(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 32 || code > 191 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)) letters += 1;
  }
  return letters / text.length;
}

/** Brackets, double quotes, code and emphasis marks come in pairs, so that the sentence was not cut inside them. */
function isBalanced(text: string): boolean {
  let round = 0;
  let curly = 0;
  let straight = 0;
  let ticks = 0;
  let stars = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '(') round += 1;
    else if (character === ')') round -= 1;
    else if (character === '“') curly += 1;
    else if (character === '”') curly -= 1;
    else if (character === '"') straight += 1;
    else if (character === '`') ticks += 1;
    else if (character === '*') stars += 1;
    if (round < 0 || curly < 0) return false;
  }
  return round === 0 && curly === 0 && straight % 2 === 0 && ticks % 2 === 0 && stars % 2 === 0;
}
