import { characterClass, DIGIT } from './characters.ts';

/** A numeral with the value it has. */
export interface Numeral {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Where the ten digits of each script begin (Unicode general category Nd, in the basic plane). */
const ZEROS = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

const folded = new Map<number, string>();
for (const zero of ZEROS) {
  for (let digit = 0; digit < 10; digit++) folded.set(zero + digit, String(digit));
}

/** A separator between groups of digits, as `,`, `.` or a space that does not break; anything else is none. */
const SEPARATORS: Readonly<Record<string, string>> = {
  ',': ',',
  '.': '.',
  '\u066b': '.',
  '\u066c': ',',
  '\uff0c': ',',
  '\uff0e': '.',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
};

const COMMA = 0x2c;
const POINT = 0x2e;

interface Group {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the numeral that begins at `start` (a digit, or a point before one) and ends before `limit`. One value, except
 * where digits are joined by separators in no known way (`1,2,3`): then each group is a value. Empty where the digit is
 * no decimal digit (`½`, `²`).
 */
export function readDecimal(text: string, start: number, limit: number): Numeral[] {
  const plainEnd = plainIntegerEnd(text, start, limit);
  if (plainEnd > start) return [{ value: decimal(text.slice(start, plainEnd), ''), start, end: plainEnd }];
  const leadingPoint = characterClass(text, start) !== DIGIT;
  const { groups, separators } = readGroups(text, leadingPoint ? start + 1 : start, limit);
  const last = groups.at(-1);
  if (last === undefined) return [];
  const digits = groups.map((group) => group.digits);
  if (leadingPoint) {
    if (groups.length === 1) return [{ value: decimal('0', digits[0] ?? ''), start, end: last.end }];
  } else {
    const value = valueOf(digits, separators);
    if (value !== undefined) return [{ value, start, end: last.end }];
  }
  return groups.map((group) => ({ value: decimal(group.digits, ''), start: group.start, end: group.end }));
}

/** The end of an integer in ASCII digits with nothing of a numeral behind it, as most numbers are; `start` for others. */
function plainIntegerEnd(text: string, start: number, limit: number): number {
  let end = start;
  while (end < limit && isAsciiDigit(text.charCodeAt(end))) end += 1;
  if (end >= limit) return end;
  const next = text.charCodeAt(end);
  if (next >= 0x80) return start;
  if (next !== COMMA && next !== POINT) return end;
  if (end + 1 >= limit) return end;
  const behind = text.charCodeAt(end + 1);
  return behind < 0x80 && !isAsciiDigit(behind) ? end : start;
}

function isAsciiDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** More groups are a list of numbers, which is read in parts. */
const MOST_GROUPS = 40;

function readGroups(text: string, from: number, limit: number): { groups: Group[]; separators: string } {
  const groups: Group[] = [];
  let separators = '';
  let offset = from;
  for (;;) {
    const start = offset;
    let digits = '';
    for (;;) {
      const digit = offset < limit ? folded.get(text.charCodeAt(offset)) : undefined;
      if (digit === undefined) break;
      digits += digit;
      offset += 1;
    }
    if (digits === '') return { groups, separators: separators.slice(0, Math.max(0, groups.length - 1)) };
    groups.push({ digits, start, end: offset });
    const separator = SEPARATORS[text.charAt(offset)];
    if (separator === undefined || offset >= limit || groups.length === MOST_GROUPS) return { groups, separators };
    if (separator === ' ' && !isGroupOfThree(text, offset + 1, limit)) return { groups, separators };
    separators += separator;
    offset += 1;
  }
}

function isGroupOfThree(text: string, from: number, limit: number): boolean {
  if (from + 3 > limit) return false;
  for (let offset = from; offset < from + 3; offset++) {
    if (!folded.has(text.charCodeAt(offset))) return false;
  }
  return !folded.has(text.charCodeAt(from + 3));
}

/** The value of groups of digits joined by these separators, or undefined where the combination means nothing. */
function valueOf(groups: readonly string[], separators: string): string | undefined {
  const whole = groups[0] ?? '';
  if (separators === '') return decimal(whole, '');
  if (isOneOf(separators, '.')) {
    if (groups.length === 2) return decimal(whole, groups[1] ?? '');
    return areThousands(groups) ? decimal(groups.join(''), '') : groups.join('.');
  }
  if (isOneOf(separators, ',') || isOneOf(separators, ' ')) {
    if (areThousands(groups)) return decimal(groups.join(''), '');
    return separators === ',' ? decimal(whole, groups[1] ?? '') : undefined;
  }
  const point = separators.at(-1) ?? '';
  const grouping = separators.slice(0, -1);
  const thousands = groups.slice(0, -1);
  const mixed = point !== ' ' && !grouping.includes(point) && isOneOf(grouping, grouping.charAt(0));
  return mixed && areThousands(thousands) ? decimal(thousands.join(''), groups.at(-1) ?? '') : undefined;
}

function isOneOf(separators: string, separator: string): boolean {
  for (const each of separators) if (each !== separator) return false;
  return true;
}

/** One to three digits, then groups of three; or the Indian grouping, twos before a last three. */
function areThousands(groups: readonly string[]): boolean {
  const [first = '', ...rest] = groups;
  if (first.length > 3 || first === '0') return false;
  if (rest.every((group) => group.length === 3)) return true;
  return first.length < 3 && rest.at(-1)?.length === 3 && rest.slice(0, -1).every((group) => group.length === 2);
}

function decimal(whole: string, fraction: string): string {
  let start = 0;
  while (start < whole.length - 1 && whole.charCodeAt(start) === 0x30) start += 1;
  let end = fraction.length;
  while (end > 0 && fraction.charCodeAt(end - 1) === 0x30) end -= 1;
  return end === 0 ? whole.slice(start) : `${whole.slice(start)}.${fraction.slice(0, end)}`;
}
