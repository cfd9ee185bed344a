import type { NumberMention } from '../text/numbers.ts';
import { scaleAt } from './number-words.ts';
import { monthNamed, unitNamed } from './units.ts';

/** A number of a text with what belongs to it. */
export interface Quantity {
  /** The numeral's value as `numbersIn` has it. */
  readonly value: string;
  /** The value with its scale word: `4.7 million` is `4700000`. */
  readonly full: string;
  /** As written, with scale and unit. */
  readonly text: string;
  /** The scale word's factor, 1 without one. */
  readonly scale: number;
  readonly unit: string | undefined;
  /** 1 to 12 where the number is the day or the year of a month, else undefined. */
  readonly month: number | undefined;
}

/** Behind a number of these, the next one's unit counts for both: `20 to 25 percent`, `5, 10 and 20 km`. */
const GOES_ON = /^(?:\s?[-–—,/]\s?|,? (?:to|and|or|bis|und|oder|à|et|ou|a|y|o|e) |\s?\.\.\.?\s?)$/;
const LONGEST_LINK = 6;
const THIN = /^[ \u00a0\u202f]$/;
const LONGEST_BEHIND = 40;

interface Found {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Every number of a text, given as `numbersIn` has them, with scale, unit and month, in order. Linear. */
export function quantitiesIn(text: string, mentions: readonly NumberMention[]): readonly Quantity[] {
  const numbers = withSpacedThousands(text, mentions);
  const found: Quantity[] = [];
  // From the last to the first: a number without unit may share the next one's.
  for (let index = numbers.length - 1; index >= 0; index--) {
    const { value, start, end } = numbers[index] ?? { value: '', start: 0, end: 0 };
    const own = belongings(text, start, end);
    const next = numbers[index + 1];
    const link = next === undefined || next.start - end > LONGEST_LINK ? '' : text.slice(end, next.start);
    const shared =
      own.unit === undefined && own.scale === 1 && link !== '' && GOES_ON.test(link) ? found.at(-1) : undefined;
    const scale = shared?.scale ?? own.scale;
    found.push({
      value,
      full: scale === 1 ? value : String(Number((Number(value) * scale).toPrecision(12))),
      text: text.slice(own.from, own.to),
      scale,
      unit: own.unit ?? shared?.unit,
      month: own.month ?? (shared !== undefined && value.length <= 2 ? shared.month : undefined),
    });
  }
  return found.toReversed();
}

/** Digits of the longest number whose thousands blanks set apart: more groups in a row are a column of numbers. */
const MOST_DIGITS = 15;

/** The numbers of a text, `36 000` as one. */
function withSpacedThousands(text: string, mentions: readonly NumberMention[]): readonly Found[] {
  const merged: Found[] = [];
  for (const { value, text: numeral, start, end } of mentions) {
    const last = merged.at(-1);
    const continues =
      last !== undefined && start === last.end + 1 && /^\d{3}$/.test(numeral) && THIN.test(text.charAt(last.end));
    if (continues && last.value.length <= MOST_DIGITS - 3 && /^[1-9]\d{0,2}(?:000|\d{3})*$/.test(last.value)) {
      merged[merged.length - 1] = { value: last.value + numeral, start: last.start, end };
    } else merged.push({ value, start, end });
  }
  return merged;
}

const CURRENCY_BEFORE = /([$€£¥₹]) ?$/;
const NEXT_WORD = /^([\s\u00a0-]?)([%$€£¥₹]|°[CF]|\p{L}[\p{L}\p{M}]*)/u;
/** Stand between a number and its unit and change nothing. */
const FILLERS = new Set(['of', 'de', 'us', 'per', 'pour', 'por', 'full', 'whole', 'long', 'calendar', 'business']);
/** Words behind a number among which its unit is. */
const MOST_WORDS = 3;
const HUNDRED = new Set(['cent', 'ciento', 'cento']);
const DIMENSION = new Map([
  ['square', 2],
  ['quadratkilometer', 2],
  ['cubic', 3],
]);
const ORDINAL = /^(?:st|nd|rd|th|er|º|\.)?,?(?: (?:of|de))? ?(\p{L}{3,10})/u;
const WORD_BEFORE = /(\p{L}{3,10})\.?,?(?: (?:the|de|of))? $/u;

/** What something that belongs to a number begins with, behind it, and ends with, before it. */
const FOLLOWED = /^(?:[ \u00a0-]?[%$€£¥₹°\p{L}]|[.º,] ?\p{L})/u;
const PRECEDED = /[$€£¥₹] ?$|\p{L}[.,]? $/u;
/** What most numbers that stand alone have behind them, and no other: the rest is looked at closely. */
const NOTHING_FOLLOWS = '\n+*/=()[]{}<>:;!?|"\'&#@_';
/** The last character of what {@link PRECEDED} finds. */
const MAY_PRECEDE = ' $€£¥₹';
const PLAIN = { scale: 1, unit: undefined, month: undefined } as const;

function belongings(text: string, start: number, end: number) {
  const follows = !NOTHING_FOLLOWS.includes(text.charAt(end)) && FOLLOWED.test(text.slice(end, end + 3));
  const mayPrecede = start > 0 && MAY_PRECEDE.includes(text.charAt(start - 1));
  if (!follows && !(mayPrecede && PRECEDED.test(text.slice(Math.max(0, start - 3), start)))) {
    return { from: start, to: end, ...PLAIN };
  }
  const before = text.slice(Math.max(0, start - 16), start);
  let to = end;
  let scale = 1;
  let [from, unit] = [start, undefined as string | undefined];
  const sign = CURRENCY_BEFORE.exec(before);
  if (sign !== null) {
    from = start - sign[0].length;
    unit = unitNamed(sign[1] ?? '');
  }
  const behind = text.slice(end, end + LONGEST_BEHIND);
  const scaled = follows ? scaleAt(behind) : undefined;
  if (scaled !== undefined) {
    scale = scaled.factor;
    to += scaled.length;
  }
  let dimension = 1;
  for (let words = follows ? 0 : MOST_WORDS; unit === undefined && words < MOST_WORDS; words++) {
    const next = NEXT_WORD.exec(text.slice(to, to + LONGEST_BEHIND));
    const word = next?.[2]?.toLowerCase();
    if (next === null || word === undefined) break;
    // One letter right behind a number is no unit: `1990s`, `5m`.
    if (word.length === 1 && /\p{L}/u.test(word) && next[1] === '') break;
    const passed = text.slice(to, to + next[0].length);
    to += next[0].length;
    if (HUNDRED.has(word) && words > 0) unit = 'percent';
    else if (DIMENSION.has(word)) dimension = DIMENSION.get(word) ?? 1;
    else if (!FILLERS.has(word)) {
      unit = unitNamed(word);
      if (unit === undefined) to -= passed.length;
      break;
    }
  }
  if (unit !== undefined && dimension > 1) unit = `${unit}^${dimension}`;
  if (unit === undefined) to = end + (scaled?.length ?? 0);
  const month = monthNear(before, behind);
  return { from, to, scale, unit, month };
}

/** The month beside a number; names of months that are words, too, count with a capital letter only. */
function monthNear(before: string, behind: string): number | undefined {
  for (const word of [ORDINAL.exec(behind)?.[1], WORD_BEFORE.exec(before)?.[1]]) {
    const month = word === undefined ? undefined : monthNamed(word);
    if (month !== undefined && !/^(?:may|march|mar|mars|august|mai|sep|dec|a)$/.test(word ?? '')) return month;
    if (month !== undefined && word === 'mars' && /\d/.test(before + behind)) return month;
  }
  return undefined;
}
