import { ConceptPass, type Concepts } from '../concepts/concepts.ts';
import { createEmbeddedVectors } from '../concepts/embedded-vectors.ts';
import { createTermVectors } from '../concepts/term-vectors.ts';
import type { InputFile } from '../corpus/input-files.ts';
import { usageError } from '../vocabulary/error.ts';
import { openDsirWeights } from './dsir-weights.ts';
import { openEmbedder } from '../run/open-embedder.ts';
import type { SelectionPlan } from './plan.ts';
import { type CorpusColumns, type ReadCandidates, readCandidates } from './read-candidates.ts';
import { type Sample, sample } from './sample.ts';
import { type BandLimits, screenBand } from './screen-band.ts';
import { screenConcepts } from './screen-concepts.ts';
import type { Screened } from './screened.ts';

/** What was chosen, and all that is to be told of it. */
export interface Choice {
  readonly read: Omit<ReadCandidates, 'table'>;
  readonly sample: Sample;
  /** Of the band, where there is one. */
  readonly limits: BandLimits | undefined;
  /** What the documents are about, where that was looked at. */
  readonly concepts: Concepts | undefined;
}

export interface ChooseOptions extends CorpusColumns {
  /** For scratch files; must be there. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onDocuments: (documents: number) => void;
  /** Told when the corpus is read and documents are put in their order. */
  readonly onChoosing: () => void;
  readonly onWarning: (sentence: string) => void;
}

/**
 * Reads the corpus once and chooses: conditions and scores while it is read, then the steps that look at all candidates
 * together, then the draw. Throws a usage error when nothing is left to choose from.
 */
export async function choose(
  files: readonly InputFile[],
  plan: SelectionPlan,
  { folder, signal, onChoosing, ...options }: ChooseOptions,
): Promise<Choice> {
  const { ranking } = plan;
  const { textColumn } = options;
  const weights =
    ranking.kind === 'dsir'
      ? await openDsirWeights({ target: ranking.target, name: plan.nameOf('target'), textColumn, folder, signal })
      : undefined;
  const embedder =
    plan.concepts?.embeddings === undefined
      ? undefined
      : await openEmbedder(plan.concepts.embeddings, 'concepts', plan.seed, signal);
  const concepts =
    plan.concepts === undefined
      ? undefined
      : new ConceptPass({
          ...plan.concepts,
          vectorizer:
            embedder === undefined ? createTermVectors(folder) : createEmbeddedVectors(folder, embedder.embed),
          folder,
          seed: plan.seed,
          signal,
        });
  try {
    const { table, ...read } = await readCandidates(files, { ...options, plan, weights, concepts, folder, signal });
    try {
      if (table.count === 0) throw nothingLeft(read);
      onChoosing();
      // Each screen takes out documents before any is chosen.
      const screens: Screened[] = [];
      const found = await concepts?.finish();
      if (found !== undefined) screens.push(...(await screenConcepts(table, found, { signal })));
      const band = plan.band === undefined ? undefined : await screenBand(table, plan.band, { folder, signal });
      if (band !== undefined) screens.push(band);
      const { dropped } = read;
      const sampled = await sample({ table, ...read }, { plan, weights, screens, dropped, folder, signal });
      if (sampled.domains.every(({ after }) => after.documents === 0)) throw nothingChosen(read, sampled);
      return { read, sample: sampled, limits: band?.limits, concepts: found };
    } finally {
      table.close();
    }
  } finally {
    concepts?.close();
    await embedder?.close();
    weights?.close();
  }
}

function nothingLeft({ documents, dropped }: Choice['read']): Error {
  if (documents === 0) return usageError('The input holds no document.');
  const reasons = [...dropped.counts].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `${reason} ${count}`);
  const first = [...dropped.first].map(([reason, what]) => `\n  first ${reason}: ${what}`);
  return usageError(
    `Nothing is left to choose from: of ${documents} documents read, ${reasons.join(', ')}.${first.join('')}`,
  );
}

function nothingChosen({ domains }: Choice['read'], { groups }: Sample): Error {
  const wanted = groups.filter(({ quota }) => quota.documents > 0 && quota.tokens > 0).map(({ name }) => name);
  return usageError(
    `Nothing was chosen: shares are set for ${wanted.slice(0, 10).join(', ')}, and the domains are ${domains.slice(0, 10).join(', ')}.`,
  );
}
