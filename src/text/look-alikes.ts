/**
 * Brackets as they may be drawn, wide, small or pointed, with what they pass for. U+2329 and U+232A are escaped: Unicode
 * normalization, by an editor say, makes other characters of them.
 */
const OPENING = '<＜﹤‹〈\u2329⟨❬❮ᐸ˂⟪《\\[［﹝【〔〖⟦⁅';
const CLOSING = '>＞﹥›〉\u232a⟩❭❯ᐳ˃⟫》\\]］﹞】〕〗⟧⁆';

/** A longer pair of brackets is text. Linear: the inside has no bracket. */
const BRACKETED = new RegExp(`[${OPENING}]([^${OPENING}${CLOSING}]{1,80})[${CLOSING}]`, 'g');

/** The same for a text whose brackets are all ASCII, as nearly every text's are: a fifth of the time. */
const ASCII_BRACKETED = /[<[]([^<>[\]]{1,80})[>\]]/g;

/** The other brackets, and some characters between them: V8 is slow with a class of more than 16 ranges. */
const MAY_BE_BRACKET =
  /[\u02c2\u02c3\u1433-\u1438\u2039\u203a\u2045\u2046\u2329\u232a\u276c-\u276f\u27e6-\u27eb\u3008-\u3017\ufe5d-\ufe65\uff1c-\uff3d]/;

/** Letters of other scripts, slashes and bars that look like ours where compatibility forms (NFKD) do not fold them. */
const TWINS: Readonly<Record<string, string>> = {
  '⁄': '/',
  '∕': '/',
  '⧸': '/',
  '╱': '/',
  '\\': '/',
  '∣': '|',
  ǀ: '|',
  '⏐': '|',
  '│': '|',
  '❘': '|',
  '¦': '|',
  ԁ: 'd',
  ɗ: 'd',
  о: 'o',
  ο: 'o',
  օ: 'o',
  '0': 'o',
  с: 'c',
  ϲ: 'c',
  υ: 'u',
  ս: 'u',
  м: 'm',
  μ: 'm',
  е: 'e',
  ε: 'e',
  ո: 'n',
  п: 'n',
  т: 't',
  τ: 't',
  і: 'i',
  ι: 'i',
  ѕ: 's',
  а: 'a',
  α: 'a',
  ѵ: 'v',
  ν: 'v',
  р: 'p',
  ρ: 'p',
};
const TWIN = new RegExp(`[${Object.keys(TWINS).join('').replace('\\', '\\\\')}]`, 'g');

/** Marks, and characters that nobody sees. */
const UNSEEN = /[\p{M}\p{Cf}\u115f\u1160\u2800\u3164]/gu;

/** The end of a document: also with words behind, as tags have attributes. */
const ENDS_DOCUMENT = /^\s*\/\s*(?:document|doc|rewrite)(?![\p{L}\p{N}])/u;
const FENCE = /^\/?(?:document|doc|rewrite)$/;
const CONTROL = /^\|[^\s|]{1,64}\|$|^\/?(?:inst|sys|bos|eos|start_of_turn|end_of_turn)$/;

/**
 * The text with the brackets of everything that a reader may take for one of our fences, or for a control token, made
 * round: `</Document >`, `＜/document＞`, `</dосument>` (with Cyrillic letters or unseen ones inside), `＜|im_start|＞`.
 * `spared`, a whole token with its brackets, stays as it is. Nothing else changes; doing it again changes nothing.
 */
export function roundLookAlikes(text: string, spared: (token: string) => boolean): string {
  const bracketed = MAY_BE_BRACKET.test(text) ? BRACKETED : ASCII_BRACKETED;
  // What was rounded may lie between the brackets of another: `[|[/doc]|]`. So few fit into BRACKETED's length that this
  // stays linear.
  for (let before = text; ; ) {
    const after = before.replace(bracketed, (token, inside: string) => {
      if (!looksAlike(inside, token.startsWith('[') && token.endsWith(']')) || spared(token)) return token;
      return `(${inside})`;
    });
    if (after === before) return after;
    before = after;
  }
}

/** How whatever is sought begins, if all of it is ASCII. Most brackets hold something else. */
const MAY_BE = /^\s*[/\\|bdeirs]|[^\x00-\x7f]/i;

function looksAlike(inside: string, square: boolean): boolean {
  if (!MAY_BE.test(inside)) return false;
  const seen = folded(inside);
  if (ENDS_DOCUMENT.test(seen) || CONTROL.test(seen)) return true;
  const name = seen.replace(/\s+/g, '');
  // `[document]` is the text of a link; nothing ends there.
  return FENCE.test(name) && !(square && (name === 'document' || name === 'rewrite'));
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(UNSEEN, '')
    .toLowerCase()
    .replace(TWIN, (letter) => TWINS[letter] ?? letter);
}
