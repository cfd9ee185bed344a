import { lazy } from '../text/lazy.ts';
import { findAsWritten } from './as-written.ts';
import type { CandidateView, TextView } from './candidate-view.ts';
import { type Dates, datesOf } from './dates.ts';
import { numbersInWords, scaleAt } from './number-words.ts';
import type { Quantity } from './quantities.ts';
import { monthNamed, unitNamed } from './units.ts';

/** A number that stands in the source, but not of that scale, that unit or that date. */
export interface Misstatement {
  readonly reason: 'ungrounded.number' | 'ungrounded.quantity' | 'ungrounded.date';
  /** For a person. */
  readonly detail: string;
}

/** Every misstatement of a text, in its order. */
export function misstatements(candidate: CandidateView): Misstatement[] {
  const { text } = candidate.original;
  const all = candidate.output.quantities();
  const find = findAsWritten(text, all.length);
  const stated = all.filter((quantity) => {
    const end = quantity.month === undefined ? find(quantity.text) : -1;
    return end < 0 || (quantity.scale === 1 && scaleAt(text.slice(end, end + 16)) !== undefined);
  });
  if (stated.length === 0) return [];
  const source = sourceOf(candidate);
  const found: Misstatement[] = [];
  for (const quantity of stated) {
    const misstated = scaleProblem(quantity, source) ?? unitProblem(quantity, source) ?? dateProblem(quantity, source);
    if (misstated !== undefined) found.push(misstated);
  }
  return found;
}

interface Source {
  readonly byFull: ReadonlyMap<string, readonly Quantity[]>;
  readonly byValue: ReadonlyMap<string, readonly Quantity[]>;
  readonly scales: ReadonlySet<number>;
  words(): ReadonlySet<string>;
  units(): ReadonlySet<string>;
  /** Months that it names, with a number beside them or not. */
  months(): ReadonlySet<number>;
  dates(): Dates;
}

function sourceOf({ original, language }: CandidateView): Source {
  const quantities = original.quantities();
  return {
    byFull: groupedBy(quantities, ({ full }) => full),
    byValue: groupedBy(quantities, ({ value }) => value),
    scales: new Set(quantities.map(({ scale }) => scale)),
    words: lazy(() => numbersInWords(original, language === 'und' ? 'en' : language)),
    units: lazy(() => unitsIn(original)),
    months: lazy(() => new Set(original.words().flatMap((word) => monthNamed(word) ?? []))),
    dates: lazy(() => datesOf(original)),
  };
}

function groupedBy(list: readonly Quantity[], key: (one: Quantity) => string): Map<string, readonly Quantity[]> {
  const groups = new Map<string, Quantity[]>();
  for (const one of list) {
    const group = groups.get(key(one));
    if (group === undefined) groups.set(key(one), [one]);
    else group.push(one);
  }
  return groups;
}

/** Every unit that a word or sign of a text names, be there a number or not: a table's head has those of its rows. */
function unitsIn(view: TextView): ReadonlySet<string> {
  const found = new Set<string>();
  for (const word of view.words()) {
    const unit = unitNamed(word);
    if (unit !== undefined) found.add(unit);
  }
  for (const sign of '%$€£¥₹') if (view.text.includes(sign)) found.add(unitNamed(sign) ?? sign);
  return found;
}

function scaleProblem(said: Quantity, source: Source): Misstatement | undefined {
  if (source.byFull.has(said.full)) return undefined;
  const own = source.byValue.get(said.value);
  // Not a number of the source at all: that is for whoever compares numbers.
  if (own === undefined || source.words().has(said.full)) return undefined;
  if (
    said.scale !== 1 &&
    source.scales.has(said.scale) &&
    own.some(({ scale, unit }) => scale === 1 && unit === undefined)
  ) {
    return undefined;
  }
  return { reason: 'ungrounded.number', detail: `"${said.text}" where the source has "${own[0]?.text ?? ''}"` };
}

function unitProblem(said: Quantity, source: Source): Misstatement | undefined {
  if (said.unit === undefined) return undefined;
  const own = source.byFull.get(said.full);
  if (own === undefined || own.some(({ unit }) => unit === said.unit)) return undefined;
  const unit = said.unit.replace(/\^\d$/, '');
  if (own.some((quantity) => quantity.unit === undefined) && source.units().has(unit)) return undefined;
  if (source.words().has(said.full)) return undefined;
  return { reason: 'ungrounded.quantity', detail: `"${said.text}" where the source has "${own[0]?.text ?? ''}"` };
}

function dateProblem({ month, value, text }: Quantity, source: Source): Misstatement | undefined {
  if (month === undefined) return undefined;
  const { months, days } = source.dates();
  if (!months.has(month) && !source.months().has(month))
    return { reason: 'ungrounded.date', detail: `month ${month} beside "${text}" is not in the source` };
  if (Number(value) > 31 || days.has(`${month}-${value}`)) return undefined;
  const others = [...days].some((day) => day.startsWith(`${month}-`));
  return others
    ? { reason: 'ungrounded.date', detail: `day ${value} of month ${month} is not in the source` }
    : undefined;
}
