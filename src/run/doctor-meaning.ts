import { CHECK_NAMES } from '../meaning/reasons.ts';
import { profileDocument } from '../selection/profile.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { MeaningCheck } from '../vocabulary/meaning.ts';
import { onlyCheck, type MeaningJob } from './meaning-job.ts';
import { type MeaningConnection, openMeaning } from './open-meaning.ts';

/** What one check of meaning said of a trial. */
export interface Trial {
  /** Served models and base URLs, without credentials. */
  readonly served: string;
  /** Undefined: no verdict was to be had. */
  readonly score: number | undefined;
  /** What was found, or why there is no verdict. */
  readonly detail: string;
}

/**
 * Connects to the model of one check, as a run would, and has it look at a text as if it were its own rewrite. Throws a
 * RewriteError (`usage`, `outage`) where it cannot be asked.
 */
export async function tryCheck(
  name: MeaningCheck,
  meaning: MeaningJob,
  options: MeaningConnection,
  text: string,
): Promise<Trial> {
  const signal = AbortSignal.timeout(TRIAL_MS);
  const open = await openMeaning(
    onlyCheck(meaning, name),
    options,
    () => {},
    () => {},
    signal,
  );
  try {
    const row = { id: 'doctor', text, metadata: {}, position: { file: 0, row: 0 } };
    const document = { ...row, profile: profileDocument(row) };
    const task = { recordId: 'doctor', document, source: text, sourceTokens: estimateTokens(text), firstLine: 0 };
    const { scores, details } = await open.checks.check({ task, text }, [name], signal);
    const served = `${Object.values(open.modelNames).join(', ')} at ${open.endpoints.join(', ')}`;
    return { served, score: scores[CHECK_NAMES[name]], detail: details[CHECK_NAMES[name]] ?? '' };
  } finally {
    await open.close();
  }
}

/** For a trial with everything that it waits for. */
const TRIAL_MS = 60_000;
