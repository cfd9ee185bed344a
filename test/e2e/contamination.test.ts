import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as Working from '../../src/text/worker-thread.ts';
import type * as Batch from '../../src/validation/validate-batch.ts';
import { temporaryFolder } from '../run/harness.ts';
import { candidate } from '../validation/candidates.ts';
import { succeed } from './harness.ts';

const DIST = new URL('../../dist/', import.meta.url);
// Made up here: no benchmark has it.
const ITEM = 'A gardener in Vellmark plants eleven rows of nine purple beans each and then pulls out seven of them.';

describe('an index of benchmarks', { timeout: 60_000 }, () => {
  it('is known on worker threads that validate, too', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'beans.jsonl'), `${JSON.stringify({ text: ITEM })}\n`);
    const index = join(cwd, 'beans.index');
    await succeed(['contamination', 'build', '--input', join(cwd, 'beans.jsonl'), '--out', index]);
    const module = new URL('validation/validate-batch.js', DIST);
    const { createWorkerThread } = (await import(new URL('text/worker-thread.js', DIST).href)) as typeof Working;
    const { validateBatch } = (await import(module.href)) as typeof Batch;
    const thread = createWorkerThread(module);
    try {
      const validated = await thread.run(validateBatch, {
        candidates: [candidate({ text: `So: ${ITEM}` }), candidate({ text: 'A text of its own.' })],
        stepsOf: [0, 0],
        steps: [[{ validator: 'contaminated', bounds: { indexes: [index], min_share: 0 } }]],
      });
      expect(validated.map(({ result }) => result?.reasons)).toEqual([['contaminated'], []]);
    } finally {
      await thread.close();
    }
  });
});
