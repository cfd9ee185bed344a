import { openEmbedder, type EmbeddingServers } from '../../run/open-embedder.ts';
import { unitInterval } from '../../text/hash.ts';
import { cosine, type UnitVector } from '../../text/vectors.ts';
import type { KeptEmbeddings } from '../kept-embeddings.ts';
import { meanByDocument, type MetricInfo, type SampleMeter } from './sample-metric.ts';
import { vendiScore } from './vendi.ts';

/** Texts of a block: the score is at most this, and depends on it, so that it is the same for all arms. */
const BLOCK = 25;
/** Which text is in which block. */
const BLOCK_SEED = 7;

const SIMILARITY: MetricInfo = {
  name: 'source_similarity',
  title: 'similarity',
  description:
    'Cosine of the embeddings of a text and of its whole source document, in a sample of 1,000 texts, by the embedding model of the file.',
  unit: 'source document',
  better: undefined,
  digits: 3,
};

const VENDI: MetricInfo = {
  name: 'vendi',
  title: 'Vendi score',
  description:
    'How many kinds of text there are, of 25: exponential of the entropy of the eigenvalues of their cosines (Friedman and Dieng, 2023), in blocks of 25 of the 1,000 sampled texts, by the embedding model of the file.',
  unit: 'block of text',
  better: 'higher',
  digits: 1,
};

/** The metrics that need an embedding model. */
export const EMBEDDING_METRICS: readonly MetricInfo[] = [SIMILARITY, VENDI];

/** Measures them. Connects when there is something to ask; `signal` ends the asking. */
export function embeddingMeter(servers: EmbeddingServers, kept: KeptEmbeddings, signal: AbortSignal): SampleMeter {
  return {
    metrics: EMBEDDING_METRICS,
    async measure(sample) {
      const texts = sample.flatMap(({ text, source }) => (source === undefined ? [text] : [text, source]));
      const embedder = await openEmbedder(servers, 'ablation', 0, signal);
      try {
        const served = [embedder.model, ...servers.endpoints].join(' ');
        const directions = await kept.directions(texts, served, (some) => embedder.embed(some));
        const known = (text: string | undefined): UnitVector | undefined => {
          const found = text === undefined ? undefined : directions.get(text);
          return found === undefined || found.length === 0 ? undefined : found;
        };
        return new Map([
          [
            SIMILARITY.name,
            meanByDocument(sample, ({ text, source }) => {
              const [one, other] = [known(text), known(source)];
              return one === undefined || other === undefined ? undefined : cosine(one, other);
            }),
          ],
          [VENDI.name, vendiByBlock(mixed(sample).flatMap(({ text }) => known(text) ?? []))],
        ]);
      } finally {
        await embedder.close();
      }
    },
  };
}

/** Texts of one document stand beside each other in a sample: here they do not. */
function mixed<Text extends { readonly sourceId: string }>(sample: readonly Text[]): Text[] {
  return sample
    .map((text, place) => ({ text, rank: unitInterval(BLOCK_SEED, `${place} ${text.sourceId}`) }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ text }) => text);
}

/** What does not fill a block is left out. */
function vendiByBlock(vectors: readonly UnitVector[]): Map<string, number> {
  const values = new Map<string, number>();
  for (let start = 0; start + BLOCK <= vectors.length; start += BLOCK) {
    values.set(`block ${values.size}`, vendiScore(vectors.slice(start, start + BLOCK)));
  }
  return values;
}
