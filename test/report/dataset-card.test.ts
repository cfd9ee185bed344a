import { glob } from 'tinyglobby';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { datasetCard } from '../../src/report/dataset-card.ts';
import type { Manifest } from '../../src/run/manifest.ts';
import { completed, documents, scriptedModel, workspace } from '../run/harness.ts';

const COUNTS = { planned: 2, accepted: 2, rejected: 0, failed: 0 };
const TOKENS = { prompt: 90, completion: 40, accepted: 40, wasted: 0, unbilled_attempts: 0, source: 60 };
const MANIFEST: Manifest = {
  tool_version: '0.1.0',
  config_sha256: '',
  started_at: '2026-01-31T20:00:00.000Z',
  finished_at: '2026-01-31T20:01:00.000Z',
  backend: 'openai',
  models: { default: 'a-model' },
  endpoints: [],
  input: { files: [], documents: 2, used: 2, skipped: {} },
  tasks: COUNTS,
  reasons: {},
  tokens: { ...TOKENS, over_budget: 0 },
  strategies: { summary: { tasks: COUNTS, tokens: TOKENS, share: 1 } },
  collapse: {},
  meaning: null,
  cost: null,
  flops: null,
  shards: [{ path: 'shards/part-00000.jsonl.gz', records: 2, bytes: 9, sha256: '' }],
  rejects: [],
};

/** The header as the Hub reads it: from the first line to the next that is `---`. */
function headerOf(card: string): unknown {
  const [, header = ''] = /^---\n([\s\S]*?\n)---\n/.exec(card) ?? [];
  return parse(header);
}

it.each([
  [0, 'n<1K'],
  [999, 'n<1K'],
  [1_000, '1K<n<10K'],
  [9_999, '1K<n<10K'],
  [10_000, '10K<n<100K'],
  [1e6 - 1, '100K<n<1M'],
  [1e6, '1M<n<10M'],
  [1e8, '100M<n<1B'],
  [1e10 - 1, '1B<n<10B'],
  [1e10, '10B<n<100B'],
  [1e11, '100B<n<1T'],
  [1e12, 'n>1T'],
])('a dataset of %d texts is of the size %s', (accepted, size) => {
  const card = datasetCard({ manifest: { ...MANIFEST, tasks: { ...COUNTS, accepted } } });
  expect(headerOf(card)).toHaveProperty('size_categories', [size]);
});

it.each(['jsonl', 'jsonl.gz', 'jsonl.zst', 'parquet'])(
  'the data files of a card are exactly the shards of a run in %s',
  async (format) => {
    const place = await workspace({ input: { 'x.jsonl': documents(9) }, strategies: { a: '' } });
    const script = ({ requestId }: { readonly requestId: string }) => (requestId.startsWith('d7') ? '' : requestId);
    await place.run({ out: place.out('run'), format, shard_records: 3 }, scriptedModel({ script }));
    const manifest = await completed(place.out('run'));
    const card = datasetCard({ manifest });
    const header = headerOf(card) as {
      configs: [{ config_name: string; data_files: [{ split: string; path: string[] }] }];
    };
    const [{ config_name: name, data_files: files }] = header.configs;
    expect(name).toBe('default');
    expect(files.map(({ split }) => split)).toEqual(['train']);
    const found = await glob(files[0].path, { cwd: place.out('run') });
    expect(manifest.shards.length).toBeGreaterThan(1);
    expect(manifest.rejects).toHaveLength(1);
    expect(found.sort()).toEqual(manifest.shards.map(({ path }) => path).sort());
    expect(card).toContain(format === 'parquet' ? 'One row a text' : 'One JSON object a line');
  },
);

it('a card of a run that accepted nothing names no data files', () => {
  const manifest = { ...MANIFEST, tasks: { ...COUNTS, accepted: 0, rejected: 2 }, shards: [] };
  expect(headerOf(datasetCard({ manifest }))).not.toHaveProperty('configs');
});

it('hostile names change neither the header nor the tables', () => {
  const hostile = '---\nlicense: mit\n---\n| x | <script>alert(1)</script> `a` \u001B[31m"\'';
  const own = { tasks: COUNTS, tokens: TOKENS, share: 1 };
  const manifest: Manifest = {
    ...MANIFEST,
    models: { default: hostile },
    strategies: { [hostile]: own, plain: own },
    reasons: { [hostile]: 1, 'length.too_short': 1 },
  };
  const card = datasetCard({ manifest });
  expect(headerOf(card)).toEqual(headerOf(datasetCard({ manifest: MANIFEST })));
  const rows = card.split('\n').filter((line) => line.startsWith('|'));
  const cells = (row: string) => row.split(/(?<!\\)\|/).length - 2;
  expect(rows.map(cells)).toEqual([4, 4, 4, 4, 2, 2, 2, 2]);
  expect(card).not.toMatch(/(?<!\\)<script/);
  expect(card).not.toContain('\u001B');
  expect(card).toContain('| length.too_short | 1 |');
});
