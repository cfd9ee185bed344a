import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Ledger } from '../../src/ledger/ledger.ts';
import {
  accountFlops,
  breakEvenParameters,
  inferenceFlops,
  type StrategyTokens,
  trainingFlops,
} from '../../src/run/flops.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { completed, records, type Script, scriptedModel, shout, workspace } from './harness.ts';

/** ProX, arXiv 2409.17115: RedPajama-V2 through a document and a chunk model of 354M parameters each. */
const PAPER = { refiner: 354e6, raw: 62.5e9, afterDocuments: 19.0e9, kept: 16.0e9, trained: 0.7e9, trainedOn: 26e9 };

describe('the account of compute', () => {
  it('comes to the figures of the ProX paper', () => {
    const refining = inferenceFlops(PAPER.refiner, PAPER.raw + PAPER.afterDocuments);
    expect(refining).toBeCloseTo(5.7702e19, -16);
    expect(trainingFlops(PAPER.trained, PAPER.trainedOn)).toBeCloseTo(1.092e20, -16);
    // 5.7702e19 / (6 × 46.5e9): training anything from 207M parameters on all of it would take more.
    expect(breakEvenParameters(refining, PAPER.raw, PAPER.kept)).toBeCloseTo(206_817_204, 0);
  });

  it('never pays by saved compute where nothing is taken away', () => {
    expect(breakEvenParameters(1e12, 100, 100)).toBeNull();
    expect(breakEvenParameters(1e12, 100, 120)).toBeNull();
  });

  const tokens = (prompt: number, completion: number, accepted: number, source: number | null): StrategyTokens => ({
    prompt,
    completion,
    accepted,
    source,
  });

  it('is of each strategy by the size of its model, and of training by each size that is asked for', () => {
    const account = accountFlops(
      { 'prox-chunk': tokens(900, 100, 600, 800), summary: tokens(2_000, 500, 400, 1_800), qa: tokens(10, 5, 5, 10) },
      {
        'prox-chunk': { parameters: 3, keepsText: true },
        summary: { parameters: 10, keepsText: false },
        qa: { parameters: undefined, keepsText: false },
      },
      [50],
    );
    expect(account).toEqual({
      refining: 6_000 + 50_000,
      strategies: {
        'prox-chunk': {
          parameters: 3,
          processed_tokens: 1_000,
          refining: 6_000,
          saved: { source_tokens: 800, kept_tokens: 600, pays_from_parameters: 5 },
        },
        summary: { parameters: 10, processed_tokens: 2_500, refining: 50_000, saved: null },
      },
      unsized: ['qa'],
      training: [
        {
          parameters: 50,
          on_accepted: 6 * 50 * 1_005,
          equivalent_tokens: 187,
          saved: { 'prox-chunk': 6 * 50 * 200 },
        },
      ],
    });
  });

  it('is none without a size, and knows no savings where sources were not counted', () => {
    const sizes = { a: { parameters: undefined, keepsText: true } };
    expect(accountFlops({ a: tokens(1, 1, 1, 1) }, sizes, [7e9])).toBeNull();
    const account = accountFlops({ a: tokens(1, 1, 1, null) }, { a: { parameters: 1, keepsText: true } }, [7]);
    expect(account?.strategies['a']?.saved).toEqual({
      source_tokens: null,
      kept_tokens: 1,
      pays_from_parameters: null,
    });
    expect(account?.training[0]?.saved).toEqual({});
  });
});

describe('the account of a run', () => {
  const EDIT = { edit: 'output: {kind: program, join: program}' };
  /** Every third document is dropped, every third has a line removed, and of every sixth nothing can be read. */
  const script: Script = ({ requestId }) => {
    const n = Number(/\d+/.exec(requestId)?.[0]);
    if (n % 6 === 5) return 'no program';
    return n % 3 === 0 ? 'drop_doc()' : 'remove_lines(1, 1)';
  };
  const rows = Array.from({ length: 30 }, (_, n) => ({
    id: `d${n}`,
    text: `Document number ${n} tells of the river and the mill.\nShare this page\n${'It goes on. '.repeat(1 + (n % 4))}`,
  }));

  it('counts what programs judged and what they kept, by the sizes given', async () => {
    const place = await workspace({ input: { 'x.jsonl': rows }, strategies: EDIT });
    const out = place.out('run');
    await place.run({ out, model_parameters: '2M', train_parameters: ['1k'] }, scriptedModel({ script }));
    const { tokens, flops } = await completed(out);
    const judged = rows.filter((_, n) => n % 6 !== 5).reduce((sum, { text }) => sum + estimateTokens(text), 0);
    const kept = (await records(out)).reduce((sum, { generated_tokens: n }) => sum + Number(n), 0);
    expect(tokens.source).toBe(judged);
    const refining = 2 * 2e6 * (tokens.prompt + tokens.completion);
    expect(flops).toEqual({
      refining,
      strategies: {
        edit: {
          parameters: 2e6,
          processed_tokens: tokens.prompt + tokens.completion,
          refining,
          saved: {
            source_tokens: judged,
            kept_tokens: kept,
            pays_from_parameters: Math.round(refining / (6 * (judged - kept))),
          },
        },
      },
      unsized: [],
      training: [
        {
          parameters: 1_000,
          on_accepted: 6_000 * kept,
          equivalent_tokens: Math.round(refining / 6_000),
          saved: { edit: 6_000 * (judged - kept) },
        },
      ],
    });
  });

  it('is the same after interruptions and second tries, and sizes may come and go on resume', async () => {
    const place = await workspace({ input: { 'x.jsonl': rows }, strategies: { ...EDIT, say: '' } });
    const moody: Script = (prompt, attempt) => {
      if (prompt.requestId.startsWith('d7/') && attempt === 1) return { reason: 'endpoint.timeout' };
      if (prompt.requestId.startsWith('d8/')) return { reason: 'endpoint.context_length', ofDocument: true };
      return prompt.brief.strategy === 'say' ? shout(prompt) : script(prompt, attempt);
    };
    const out = place.out('run');
    let asked = 0;
    let stop = new AbortController();
    const onPrompt = () => {
      asked += 1;
      if (asked === 11 || asked === 25) stop.abort(new Error('stopped by the test'));
    };
    const model = scriptedModel({ script: moody, onPrompt, concurrency: 3 });
    for (const sizes of [{ model_parameters: 10 }, {}, { model_parameters: 10 }]) {
      stop = new AbortController();
      await place.run({ out, ...sizes }, model, stop.signal);
    }
    const whole = place.out('whole');
    await place.run({ out: whole, model_parameters: 10 }, scriptedModel({ script: moody, concurrency: 1 }));
    const [parts, one] = [await completed(out), await completed(whole)];
    expect(asked).toBeGreaterThan(60);
    expect(one.flops).not.toBeNull();
    expect(parts.strategies['edit']?.tokens.source).toBe(one.strategies['edit']?.tokens.source);
    expect(parts.tokens.source).toBe(one.tokens.source);
    expect(parts.flops?.strategies['edit']?.saved?.source_tokens).toBe(
      one.flops?.strategies['edit']?.saved?.source_tokens,
    );
  });

  it('goes by the stages that a model answers: rules have no size', async () => {
    const stages = { 'rules-c4': 'model: built-in\noutput: {kind: program}', ...EDIT };
    const place = await workspace({ input: { 'x.jsonl': rows }, strategies: stages });
    const both = 'name: both\nstages: [rules-c4.yaml, edit.yaml]\nvalidation: [finish]\n';
    await writeFile(join(place.cwd, 'strategies', 'both.yaml'), both);
    const out = place.out('run');
    await place.run({ out, strategy: 'both', model_parameters: 10 }, scriptedModel({ script }));
    const { tokens, flops } = await completed(out);
    expect(flops).toMatchObject({
      strategies: { both: { parameters: 10, refining: 20 * (tokens.prompt + tokens.completion) } },
      unsized: [],
    });
  });

  it('leaves savings open where an older version settled a part of the run', async () => {
    const place = await workspace({ input: { 'x.jsonl': rows }, strategies: EDIT });
    const out = place.out('run');
    await place.run({ out, limit: 10 }, scriptedModel({ script }));
    forgetSources(join(out, 'ledger.sqlite'));
    await place.run({ out, model_parameters: 10 }, scriptedModel({ script }));
    const { tasks, tokens, flops } = await completed(out);
    expect(tasks.planned).toBe(30);
    expect(tokens.source).toBeNull();
    expect(flops?.strategies['edit']).toMatchObject({ parameters: 10, saved: { source_tokens: null } });
  });
});

/** Makes a ledger look as one that was written before sources were counted. */
function forgetSources(path: string): void {
  const ledger = Ledger.open(path);
  const progress = ledger.checkpoints.state('progress') ?? '';
  const older = progress.replaceAll(/,"sourceTokens":\d+/g, '');
  expect(older).not.toBe(progress);
  ledger.transaction(() => ledger.checkpoints.setState('progress', older));
  ledger.close();
}
