import { characterClass, characterLength, DIGIT, LETTER, MARK, OTHER, SPACE } from './characters.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Stand before a name: a sentence never ends with one. */
const BEFORE_NAMES = set(
  'dr mr mrs ms mx prof st gen capt lt sgt cmdr adm gov sen rep hon rev pres supt messrs mme mlle e.g i.e eg ie cf vs ' +
    'viz mt dept univ incl excl z.b d.h u.a bzw vgl hrsg sog evtl ggf p.ej sra srta sres dott ing avv т.е т.к напр ул',
);

/** Stand before a number, and are words or names of their own where none follows. */
const BEFORE_NUMBERS = set(
  'no nos nr núm art fig figs eq eqs sec sect ch chap vol p pp pág pag op min max approx ca est ver v ' +
    'jan feb mar apr jun jul aug sep sept oct nov dec стр см г',
);

/** May end a sentence: it does where a word that commonly begins sentences follows. */
const SOMETIMES_LAST = set(
  'etc inc ltd co corp jr sr bros llc ave blvd rd a.m p.m al ph.d m.d b.a m.a usw ecc osv и.т.д т.д т.п',
);

/** Languages that write ordinals with a full stop (`am 3. Oktober`). */
const ORDINAL_STOPS = new Set([
  'cs',
  'da',
  'de',
  'et',
  'fi',
  'hr',
  'hu',
  'is',
  'lv',
  'no',
  'pl',
  'sk',
  'sl',
  'sr',
  'tr',
]);

const LONGEST = 12;

function set(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/**
 * Whether the full stop at `stop` ends an abbreviation, initial, ordinal or list numeral rather than a sentence.
 * `from` is where the sentence begins, `next` the first letter of what follows. Looks back at most a dozen characters.
 */
export function endsAbbreviated(text: string, from: number, stop: number, next: number, language: string): boolean {
  const start = tokenStart(text, from, stop);
  const token = text.slice(start, stop);
  if (token === '' || start === stop - LONGEST) return false;
  const first = text.slice(from, start).trim() === '';
  if (/^\d{1,3}$/.test(token)) return first || (token.length < 3 && ORDINAL_STOPS.has(language));
  const lower = token.toLowerCase();
  if (first && token.length === 1 && /^[a-z]$/.test(token)) return true;
  if (BEFORE_NAMES.has(lower)) return true;
  if (BEFORE_NUMBERS.has(lower)) return characterClass(text, next) === DIGIT;
  if (isInitial(token)) return true;
  if (SOMETIMES_LAST.has(lower) || isDotted(token)) return !beginsSentence(text, next);
  return false;
}

function tokenStart(text: string, from: number, stop: number): number {
  const least = Math.max(from, stop - LONGEST);
  let start = stop;
  while (start > least && isTokenCharacter(text, start - 1)) start -= 1;
  return start;
}

function isTokenCharacter(text: string, offset: number): boolean {
  const kind = characterClass(text, offset);
  return kind === LETTER || kind === MARK || kind === DIGIT || (kind === OTHER && '.-'.includes(text.charAt(offset)));
}

/** One capital letter, `I` excepted: it is a word. */
function isInitial(token: string): boolean {
  return token.length === 1 && token !== 'I' && token !== token.toLowerCase();
}

/** `U.S`, `a.k.a`: single letters with stops between. */
function isDotted(token: string): boolean {
  return /^\p{L}(?:\.\p{L}){1,5}$/u.test(token);
}

function beginsSentence(text: string, next: number): boolean {
  let end = next;
  while (end < text.length && end < next + LONGEST && characterClass(text, end) === LETTER) {
    end += characterLength(text, end);
  }
  if (end < text.length && characterClass(text, end) !== SPACE && text.charAt(end) !== ',') return false;
  return STOP_WORDS['en']?.has(text.slice(next, end).toLowerCase()) ?? false;
}
