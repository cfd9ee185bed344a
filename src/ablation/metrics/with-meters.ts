import { join } from 'node:path';
import type { Surroundings } from '../../run/job.ts';
import type { EmbeddingServers } from '../../run/open-embedder.ts';
import type { RunHooks } from '../../run/run.ts';
import { makeFolder } from '../../text/make-folder.ts';
import type { Ablation } from '../ablation-file.ts';
import { KeptEmbeddings } from '../kept-embeddings.ts';
import { SharedAnswers } from '../shared-answers.ts';
import { embeddingMeter } from './embedding-metrics.ts';
import { ratingMeter } from './ratings.ts';
import type { SampleMeter, SampleOf } from './sample-metric.ts';
import { SOURCE_OVERLAP, sourceOverlap } from './source-overlap.ts';

/** How those who measure samples speak with whoever started it. */
export interface MeterHooks {
  readonly stop: AbortSignal;
  /** Hooks for the run of one arm, or of a rater. */
  readonly runHooks: (name: string, seed: number) => RunHooks;
  /** A rater has rated the sample of an arm and seed: of so many questions, `sent` were not answered before. */
  readonly onRated: (rater: string, of: SampleOf, questions: number, sent: number) => void;
}

/**
 * Does some work with whoever measures samples, and closes what they keep in `out`. Throws a usage error for a rater that
 * cannot rate, and for what is kept and cannot be read.
 */
export async function withMeters<T>(
  { metrics, embeddings, raters }: Ablation,
  out: string,
  surroundings: Surroundings,
  { stop, runHooks, onRated }: MeterHooks,
  work: (meters: readonly SampleMeter[]) => Promise<T>,
): Promise<T> {
  const opened: { close(): void }[] = [];
  const open = <Kept extends { close(): void }>(kept: Kept): Kept => {
    opened.push(kept);
    return kept;
  };
  try {
    const meters: SampleMeter[] = [];
    if (metrics.includes(SOURCE_OVERLAP.name)) meters.push(sourceOverlap);
    if (embeddings !== undefined) {
      const kept = open(new KeptEmbeddings(join(out, 'embeddings.sqlite')));
      meters.push(embeddingMeter(serversOf(embeddings, surroundings), kept, stop));
    }
    if (raters.length > 0) {
      const folder = join(out, 'ratings');
      await makeFolder(folder);
      // The answers of models that rate lie apart: their time is none of the arms'.
      const answers = open(new SharedAnswers(join(folder, 'answers.sqlite')));
      for (const rater of raters) {
        const hooks = runHooks(rater.name, 0);
        meters.push(await ratingMeter(rater, { folder, surroundings, hooks, answers, onRated }));
      }
    }
    return await work(meters);
  } finally {
    for (const kept of opened) kept.close();
  }
}

function serversOf(
  { endpoint, model, api_key_env: variable }: NonNullable<Ablation['embeddings']>,
  { env }: Surroundings,
): EmbeddingServers {
  return { endpoints: endpoint, model, apiKey: env[variable] || undefined };
}
