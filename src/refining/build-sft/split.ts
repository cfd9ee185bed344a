import { unitInterval } from '../../text/hash.ts';
import type { Split } from './report.ts';

/**
 * Where the examples of a document belong: a function of the seed and the document's id alone, so that all of them
 * stand on one side, and stay there when the corpus grows. `share`: of the documents, on average, that are held out.
 */
export function splitOf(document: string, seed: number, share: number): Split {
  return unitInterval(seed, 'prox-sft', document) < share ? 'heldout' : 'train';
}
