import type { TextView } from './candidate-view.ts';
import { UNITS_LOOKED_AT } from './looked-at.ts';

/** The months that a text dates something in, and the days it names of each. */
export interface Dates {
  readonly months: ReadonlySet<number>;
  /** Days and months as `month-day`: `3-17` is 17 March. */
  readonly days: ReadonlySet<string>;
  /** Decimal values of the numerals that numeric dates are made of, a month's own among them. */
  readonly numerals: ReadonlySet<string>;
}

const NUMERIC = /(?<![\d.,/-])(?:(\d{4})-(\d{2})(?:-(\d{2}))?|(\d{1,2})([./])(\d{1,2})\5(\d{4}|\d{2}))(?![\d/-])/g;
const DATE = new RegExp(NUMERIC.source);

/**
 * The dates of a text, written (`17 March`, `März 1987`) and numeric (`1987-03-17`, `17.03.1987`, `3/17/87`): where day
 * and month cannot be told apart, both readings. Linear.
 */
export function datesOf(view: TextView): Dates {
  const months = new Set<number>();
  const days = new Set<string>();
  const numerals = new Set<string>();
  const add = (month: number, day: number | undefined): void => {
    if (month < 1 || month > 12) return;
    months.add(month);
    if (day !== undefined && day >= 1 && day <= 31) days.add(`${month}-${day}`);
  };
  for (const { month, value } of view.quantities()) {
    if (month !== undefined) add(month, Number(value));
  }
  for (const date of new Set(view.text.slice(0, UNITS_LOOKED_AT).match(NUMERIC))) {
    const [written = '', year, isoMonth, isoDay, one, separator, other, lastYear] = DATE.exec(date) ?? [];
    const numbers = year === undefined ? [one, other, lastYear] : [year, isoMonth, isoDay];
    for (const number of numbers) if (number !== undefined) numerals.add(String(Number(number)));
    if (separator === '.') numerals.add(written);
    if (year !== undefined) add(Number(isoMonth), isoDay === undefined ? undefined : Number(isoDay));
    else {
      add(Number(one), Number(other));
      add(Number(other), Number(one));
    }
  }
  return { months, days, numerals };
}
