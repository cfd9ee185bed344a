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
  /(?<![\w.,/-])(?:\+\d{8,15}|\+\d{1,3}[ .-]?(?:\(\d{1,5}\)[ .-]?)?\d{1,5}(?:[ ./-]\d{2,5}){1,5}|\(\d{2,5}\) ?\d{3,4}[ .-]?\d{3,5}|(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}|\d{3}-\d{4}|0\d{1,4}[ /-]\d{3,9}(?:[ -]\d{2,9}){0,3})(?![\w-])/g;
const IP = /(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\.?\d)/g;

/** Fewer digits are a date or a quantity; local numbers have seven. */
const TELEPHONE_DIGITS = 7;
const LONGEST_LOCAL_PART = 64;
const LONGEST_DOMAIN = 253;

/** Every e-mail address, web address, telephone number and IP address of a text, kind by kind. Linear. */
export function contactsIn(text: string): Contact[] {
  const found: Contact[] = emails(text);
  for (const pattern of [WEB, BARE_DOMAIN]) {
    for (const [match] of text.matchAll(pattern)) {
      const value = withoutPunctuation(
        match
          .toLowerCase()
          .replace(/^(?:https?|ftp):\/\//, '')
          .replace(/^www\./, ''),
      );
      if (value.includes('.')) found.push({ kind: 'web address', text: match, value });
    }
  }
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

function emails(text: string): Contact[] {
  const found: Contact[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const local = /[\p{L}\p{N}._%+-]+$/u.exec(text.slice(Math.max(0, at - LONGEST_LOCAL_PART), at))?.[0];
    const domain = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u.exec(text.slice(at + 1, at + 1 + LONGEST_DOMAIN))?.[0];
    if (local === undefined || domain === undefined) continue;
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
