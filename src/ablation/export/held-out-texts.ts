import { join } from 'node:path';
import { hash64 } from '../../text/hash.ts';
import type { SourceDocument } from '../../vocabulary/document.ts';
import { documentsOf } from '../controls.ts';

/**
 * The documents that are held out in the ablation of a folder, each text once: arms of different documents may hold out
 * the same.
 */
export async function* heldOutTexts(directory: string): AsyncGenerator<SourceDocument> {
  const seen = new Set<bigint>();
  for await (const document of documentsOf([join(directory, 'sources', '*', 'held-out', '*.jsonl.gz')])) {
    const hash = hash64(document.text);
    if (seen.has(hash)) continue;
    seen.add(hash);
    yield document;
  }
}
