import { resolveOptions } from '../config/resolve.ts';
import { createSampler } from '../meaning/sampler.ts';
import type { OnEvent } from '../generation/events.ts';
import { modelTargets, type Surroundings } from '../run/job.ts';
import { prepareMeaning, samplingPlan } from '../run/meaning-job.ts';
import { type OpenMeaning, openMeaning } from '../run/open-meaning.ts';
import { profileDocument } from '../selection/profile.ts';
import { estimateTokens } from '../text/tokens.ts';
import { usageError } from '../vocabulary/error.ts';
import type { ForeignCandidate } from './candidate.ts';
import { apart, type ForeignVerdict, NOWHERE } from './judge-candidate.ts';
import type { Standard } from './standard.ts';

/** Whoever checks the meaning of candidates that every rule lets pass. */
export interface ForeignMeaning {
  /**
   * The verdict with what models said, for a candidate whose turn it is: candidates are sampled in the order in which
   * they come. Undefined where it is put to no check.
   */
  next(candidate: ForeignCandidate, verdict: ForeignVerdict, standard: Standard): Promise<ForeignVerdict> | undefined;
  close(): Promise<void>;
}

/**
 * Opens the checks that the `meaning` block of a configuration file names, as a run would. Throws a RewriteError (`usage`,
 * `outage`) where they cannot be asked, or where the file names none.
 */
export async function openForeignMeaning(
  config: string,
  { cwd, env }: Pick<Surroundings, 'cwd' | 'env'>,
  tell: { readonly onEvent: OnEvent; readonly onTrouble: (sentence: string) => void },
  signal: AbortSignal,
): Promise<ForeignMeaning> {
  const { options } = await resolveOptions({}, config, cwd);
  const job = await prepareMeaning(options.meaning, modelTargets(options, env), cwd);
  if (job === undefined)
    throw usageError(`--config ${config}: no \`meaning\` block stands there, and nothing else is read.`);
  const sampler = createSampler(samplingPlan(job, options.seed), 0);
  const open: OpenMeaning = await openMeaning(job, options, tell.onEvent, tell.onTrouble, signal);
  return {
    next({ id, source, text: given }, verdict, standard) {
      if (!verdict.accepted || standard.kind !== 'text') return undefined;
      const [, text] = apart({ source, text: verdict.text ?? given }, standard);
      const sourceTokens = estimateTokens(source);
      const recordId = String(id);
      const checks = sampler.next({ recordId, sourceTokens, expectedTokens: estimateTokens(text) });
      if (checks.length === 0) return undefined;
      const row = { id: recordId, text: source, metadata: {}, position: NOWHERE };
      const task = {
        recordId,
        document: { ...row, profile: profileDocument(row) },
        source,
        sourceTokens,
        firstLine: 0,
      };
      return open.checks.check({ task, text }, checks, signal).then(({ scores, against }) => ({
        ...verdict,
        scores: { ...verdict.scores, ...scores },
        ...(against === undefined ? {} : { accepted: false, reasons: [against.reason] }),
        details: against === undefined ? verdict.details : [against.detail],
      }));
    },
    close: () => open.close(),
  };
}
