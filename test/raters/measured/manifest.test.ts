import { expect, it } from 'vitest';
import { compression } from '../../../src/raters/measured/compression.ts';
import { composeMeasuredManifest } from '../../../src/raters/measured/manifest.ts';

it('counts every document written as accepted, also one without a rating, whose reject is another record', () => {
  const file = (path: string, records: number) => ({ path, records, bytes: 1, sha256: '' });
  const { tasks, input, reasons } = composeMeasuredManifest({
    startedAt: '',
    finishedAt: '',
    rater: compression,
    options: {},
    files: [{ path: 'x.jsonl', bytes: 1, documents: 4 }],
    skipped: { 'input.no_text': 1 },
    documents: 3,
    failed: 1,
    columns: {},
    shards: [file('shards/part-00000.jsonl', 3)],
    rejects: [file('rejects/part-00000.jsonl', 1)],
  });
  expect(tasks).toEqual({ planned: 4, accepted: 3, rejected: 0, failed: 1 });
  expect([input.documents, input.used, reasons]).toEqual([4, 3, { 'input.unprocessable': 1 }]);
});
