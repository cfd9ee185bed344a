import { characterClass, SPACE } from '../text/characters.ts';

/** One way to reach somebody or something that a text names. */
export interface Contact {
  readonly kind: 'e-mail address' | 'web address' | 'telephone number' | 'IP address';
  /** As it stands in the text. */
  readonly text: string;
  /** In a form that compares: lower case, without scheme, `www.` and closing punctuation; digits alone for telephones. */
  readonly value: string;
}

// Every repetition is bounded or begins where nothing of its kind stands before: no start looks at more than a few
// hundred characters.
const WEB = /(?:https?:\/\/|ftp:\/\/|(?<![\w.@-])www\.)[^\s<>"'`|(){}[\]]+/gi;
const BARE_DOMAIN =
  /(?<![\w.@/-])[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,3}\.(?:com|org|net|edu|gov|info|io|de|fr|es|it|uk|eu)(?:\/[^\s<>"'`|(){}[\]]{0,200})?(?![\w-])/gi;
const TELEPHONE =
  /(?<![\w.,/-])(?:\+\d{8,15}|\+\d{1,3}[ .-]?(?:\(\d{1,5}\)[ .-]?)?\d{1,5}(?:[ ./-]\d{2,7}){1,5}|\(\d{2,5}\) ?\d{3,4}[ .-]?\d{3,5}|(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}|\d{3}-\d{4}|0\d{1,4}[ /-]\d{3,9}(?:[ -]\d{2,9}){0,3})(?![\w-])/g;
const IP = /(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\.?\d)/g;

/** Neither finds white space. Each with a sign that stands in everything that it finds, and is faster to look for. */
const ADDRESSES: readonly (readonly [pattern: RegExp, sign: RegExp])[] = [
  [WEB, /:\/\/|www\./gi],
  [BARE_DOMAIN, /\.(?:com|org|net|edu|gov|info|io|de|fr|es|it|uk|eu)/gi],
];
/** Stands in everything that TELEPHONE and IP find: seven digits, or four groups. */
const NUMBER_SIGN = /\d(?:[ .()/-]{0,2}\d){6}|\d\.\d{1,3}\.\d{1,3}\.\d/;

/** Fewer digits are a date or a quantity; local numbers have seven. */
const TELEPHONE_DIGITS = 7;
const LONGEST_LOCAL_PART = 64;
const LONGEST_DOMAIN = 253;

/**
 * The e-mail addresses, web addresses, telephone numbers and IP addresses of a text, kind by kind, at most about so many
 * of each. Linear.
 */
export function contactsIn(text: string, most = Number.POSITIVE_INFINITY): Contact[] {
  const found: Contact[] = emails(text, most);
  for (const [pattern, sign] of ADDRESSES) {
    for (const match of piecesWith(sign, text, most).flatMap((piece) => piece.match(pattern) ?? [])) {
      const value = withoutPunctuation(
        match
          .toLowerCase()
          .replace(/^(?:https?|ftp):\/\//, '')
          .replace(/^www\./, ''),
      );
      if (value.includes('.')) found.push({ kind: 'web address', text: match, value });
    }
  }
  if (!NUMBER_SIGN.test(text)) return found;
  for (const [match] of text.matchAll(TELEPHONE)) {
    const digits = match.replace(/[^0-9]+/g, '');
    // Country and area codes are written or left out at will: the local number tells.
    const value = digits.slice(-TELEPHONE_DIGITS);
    if (value.length === TELEPHONE_DIGITS) found.push({ kind: 'telephone number', text: match, value });
  }
  for (const [match] of text.matchAll(IP)) {
    if (match.split('.').every((part) => Number(part) <= 255)) {
      found.push({ kind: 'IP address', text: match, value: match });
    }
  }
  return found;
}

/** The pieces of a text, between white space, in which a sign stands. */
function piecesWith(sign: RegExp, text: string, most: number): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (const { index } of text.matchAll(sign)) {
    if (pieces.length >= most) break;
    if (index < start) continue;
    let from = index;
    while (from > start && characterClass(text, from - 1) !== SPACE) from -= 1;
    start = index;
    while (start < text.length && characterClass(text, start) !== SPACE) start += 1;
    pieces.push(text.slice(from, start));
  }
  return pieces;
}

function emails(text: string, most: number): Contact[] {
  const found: Contact[] = [];
  for (let at = text.indexOf('@'); at >= 0 && found.length < most; at = text.indexOf('@', at + 1)) {
    // The domain first: it is looked for at one place only.
    const domain = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u.exec(text.slice(at + 1, at + 1 + LONGEST_DOMAIN))?.[0];
    if (domain === undefined) continue;
    const local = /[\p{L}\p{N}._%+-]+$/u.exec(text.slice(Math.max(0, at - LONGEST_LOCAL_PART), at))?.[0];
    if (local === undefined) continue;
    const address = `${local}@${domain}`;
    found.push({ kind: 'e-mail address', text: address, value: address.toLowerCase() });
  }
  return found;
}

/** Without the punctuation that follows an address in a sentence, and without a last slash. */
function withoutPunctuation(address: string): string {
  let end = address.length;
  while (end > 0 && '.,;:!?*_/'.includes(address[end - 1] ?? ' ')) end--;
  return address.slice(0, end);
}
