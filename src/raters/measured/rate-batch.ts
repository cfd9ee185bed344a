import type { JsonObject } from '../../vocabulary/json.ts';
import type { MeasuredOptions, Rate } from './measured-rater.ts';
import { MEASURED_RATERS } from './registry.ts';

/** Texts for a worker thread, and by which rater they are rated. */
export interface RateRequest {
  readonly rater: string;
  readonly options: MeasuredOptions;
  readonly texts: readonly string[];
}

/** The rating of a text, or what its rater threw, for a person. */
export type Rated = { readonly rating: JsonObject } | { readonly thrown: string };

/** What this thread has opened, by rater and options. */
const opened = new Map<string, Promise<Rate>>();

/**
 * Rates texts, in their order. Of plain values, so that it can run in a worker thread; a text on which the rater throws
 * costs its own rating only. Rejects with what opening the rater throws.
 */
export async function rateBatch({ rater, options, texts }: RateRequest): Promise<Rated[]> {
  const rate = await openOnce(rater, options);
  return texts.map((text) => {
    try {
      return { rating: rate({ text }) };
    } catch (error) {
      return { thrown: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  });
}

function openOnce(rater: string, options: MeasuredOptions): Promise<Rate> {
  const key = JSON.stringify([rater, options]);
  const known = opened.get(key);
  if (known !== undefined) return known;
  const measured = MEASURED_RATERS[rater];
  if (measured === undefined) throw new Error(`No measured rater is named ${rater}.`);
  const rate = measured.open(options);
  opened.set(key, rate);
  return rate;
}
