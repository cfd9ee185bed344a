import { describe, expect, it } from 'vitest';
import { unitInterval } from '../../src/text/hash.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import { completed, documents, files, scriptedModel, workspace } from './harness.ts';

const shares = { a: 0.25, b: 0.2, c: 0.15, d: 0.15, e: 0.1, f: 0.15 };
const mix = `name: mix\nstrategies: ${JSON.stringify(shares)}\nbalance: tokens\nrewrites_per_document: 2\n`;
const strategies = Object.fromEntries(
  Object.keys(shares).map((name) => [name, 'expected_ratio: 0.5\nvalidation: [{length: {min_tokens: 12}}]']),
);

/** Words of an answer by strategy; what is under the length bound is rejected. */
const WORDS: Readonly<Record<string, number>> = { a: 20, b: 60, c: 90, d: 30, e: 15, f: 120 };
const REJECTED: Readonly<Record<string, number>> = { a: 0.1, b: 0.4, c: 0.2, d: 0, e: 0.05, f: 0.5 };

function script({ brief, requestId }: Prompt): string {
  const rejected = unitInterval(1, requestId) < (REJECTED[brief.strategy] ?? 0);
  const words = rejected ? 2 : Math.round((WORDS[brief.strategy] ?? 0) * (0.5 + unitInterval(2, requestId)));
  return 'river '.repeat(words);
}

describe('a mix balanced by tokens', () => {
  it('ends within 2 points of its shares although lengths and rejections differ by strategy', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(8000) }, strategies, mix });
    await place.run({ out: place.out('run'), duplicates: 'keep' }, scriptedModel({ script, concurrency: 64 }));
    const manifest = await completed(place.out('run'));
    for (const [name, share] of Object.entries(shares)) {
      expect(Math.abs((manifest.strategies[name]?.share ?? 0) - share)).toBeLessThan(0.02);
    }
  });

  it('plans the same when it is stopped and resumed across epochs', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(2600) }, strategies, mix });
    await place.run({ out: place.out('whole'), duplicates: 'keep' }, scriptedModel({ script, concurrency: 64 }));
    for (let end = '', turn = 0; end !== 'complete'; turn++) {
      const stop = new AbortController();
      const most = 400 + Math.floor(unitInterval(3, turn) * 1500);
      let asked = 0;
      const onPrompt = () => {
        asked += 1;
        if (asked === most) stop.abort(new Error('stopped by the test'));
      };
      const model = scriptedModel({ script, concurrency: 1 + (turn % 50), onPrompt });
      ({ end } = await place.run({ out: place.out('stopped'), duplicates: 'keep' }, model, stop.signal));
    }
    expect(await files(place.out('stopped'))).toEqual(await files(place.out('whole')));
  });
});
