import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repair } from '../../src/run/repair.ts';
import { verify } from '../../src/run/verify.ts';
import { unitInterval } from '../../src/text/hash.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import { completed, documents, records, type Script, scriptedModel, shout, workspace } from '../run/harness.ts';

/** Random runs that are played; more with `RANDOM_RUNS=200 npx vitest run test/faults`. */
const RUNS = Number(process.env['RANDOM_RUNS'] ?? 12);
/** Processes after which a run is let come to its end. */
const TURBULENT = 12;
/** Documents of the largest corpus. */
const MOST_DOCUMENTS = 340;

/** A stream of numbers in [0, 1) that follows from a seed. */
function dice(seed: number): () => number {
  let throws = 0;
  return () => unitInterval(seed, throws++);
}

function below(roll: () => number, bound: number): number {
  return Math.floor(roll() * bound);
}

/** A corpus of two files with bad rows and repeated ids, and a mix of strategies that reject, chunk and refuse. */
async function randomPlace(seed: number, roll: () => number) {
  const rows = documents(40 + below(roll, MOST_DOCUMENTS - 40));
  const lines = rows.flatMap((row, n) => [
    JSON.stringify(row),
    ...(unitInterval(seed, 'bad', n) < 0.05 ? ['not json'] : []),
    ...(unitInterval(seed, 'twice', n) < 0.05 ? [JSON.stringify(row)] : []),
  ]);
  const cut = below(roll, lines.length);
  const place = await workspace({
    input: { 'x.jsonl': lines.slice(0, cut).join('\n'), 'y.jsonl': lines.slice(cut).join('\n') },
    strategies: {
      a: '',
      b: 'validation: [{length: {min_tokens: 30}}]',
      c: 'chunk: {max_tokens: 20}',
      d: 'accepts: {min_tokens: 30}',
    },
    mix: `name: mix\nstrategies: {a: 0.4, b: 0.2, c: 0.2, d: 0.2}\nbalance: ${roll() < 0.5 ? 'tokens' : 'requests'}\nrewrites_per_document: ${1 + below(roll, 2)}\n`,
  });
  return { place, total: rows.length };
}

/** Estimated tokens of every document that there may be. */
const SOURCE_TOKENS = new Map(
  documents(MOST_DOCUMENTS).map(({ id, text }) => [id, estimateTokens(typeof text === 'string' ? text : '')]),
);

/** A model on which some requests fail for good, some always for want of a server, some at their first try only. */
function moodyScript(seed: number): Script {
  const tries = new Map<string, number>();
  return (prompt) => {
    const tried = (tries.get(prompt.requestId) ?? 0) + 1;
    tries.set(prompt.requestId, tried);
    const mood = unitInterval(seed, 'mood', prompt.requestId);
    if (mood < 0.03) return { reason: 'endpoint.context_length', ofDocument: true };
    if (mood < 0.06) return { reason: 'endpoint.timeout' };
    if (mood < 0.12 && tried === 1) return { reason: 'endpoint.server_error' };
    return shout(prompt);
  };
}

async function checkBooks(out: string, history: string): Promise<void> {
  expect((await verify([out])).mismatches, history).toEqual([]);
  const { tokens, tasks, reasons, strategies } = await completed(out);
  const accepted = await records(out);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(tokens.accepted, history).toBe(sum(accepted.map(({ generated_tokens: n }) => Number(n))));
  expect(sum(Object.values(reasons)), history).toBe(tasks.rejected + tasks.failed);
  for (const kind of ['prompt', 'completion', 'accepted', 'wasted', 'unbilled_attempts', 'source'] as const) {
    expect(sum(Object.values(strategies).map((own) => own.tokens[kind] ?? Number.NaN)), history).toBe(tokens[kind]);
  }
  const judged = [...accepted, ...(await records(out, 'rejects')).filter(({ status }) => status === 'rejected')];
  // `c` works on chunks, whose texts stand in no record.
  for (const name of ['a', 'b', 'd']) {
    const sources = judged.flatMap(({ strategy, source_id: id }) => (strategy === name ? [SOURCE_TOKENS.get(id)] : []));
    expect(strategies[name]?.tokens.source, history).toBe(sum(sources.map(Number)));
  }
}

async function allIds(out: string): Promise<string[]> {
  const all = [...(await records(out)), ...(await records(out, 'rejects'))];
  return all.map(({ id }) => JSON.stringify(id)).sort();
}

describe('a run in a bad night', () => {
  it.each(Array.from({ length: RUNS }, (_, seed) => seed))(
    'stopped, killed, bounded, grown and robbed of its ledger at random (%i) ends with every task once and right books',
    async (seed) => {
      const roll = dice(seed);
      const { place, total } = await randomPlace(seed, roll);
      const script = moodyScript(seed);
      let out = place.out('run');
      let limit = roll() < 0.6 ? 1 + below(roll, total) : undefined;
      let budget = roll() < 0.5 ? 50 + below(roll, total * 40) : undefined;
      const history: string[] = [];
      for (let turn = 0; turn < 80; turn++) {
        const fate = turn > TURBULENT ? 'run' : (['stop', 'kill', 'run', 'drain'] as const)[below(roll, 4)];
        const at = 1 + below(roll, 150);
        const stop = new AbortController();
        const copy = place.out(`copy-${turn}`);
        let asked = 0;
        let killed = false;
        const model = scriptedModel({
          script,
          concurrency: 1 + below(roll, 40),
          delay: ({ requestId }: Prompt) => below(() => unitInterval(turn, requestId), 3),
          onPrompt: () => {
            asked += 1;
            if (asked !== at || fate === 'run') return;
            // A copy of the directory at this moment is what a killed process would have left behind.
            killed = fate === 'kill';
            if (killed) cpSync(out, copy, { recursive: true });
            stop.abort(new Error('stopped by the test'));
          },
        });
        const flags = {
          out,
          shard_records: 3 + below(roll, 60),
          drain_timeout: fate === 'drain' ? '1ms' : '20s',
          retry_failed: roll() < 0.15,
          ...(limit === undefined ? {} : { limit }),
          ...(budget === undefined ? {} : { budget_tokens: budget }),
        };
        history.push(`${fate}@${at} limit ${limit} budget ${budget}${flags.retry_failed ? ' retry' : ''}`);
        if (existsSync(join(out, 'config.json')) && roll() < 0.15) {
          history.push('repair');
          for (const suffix of ['', '-wal']) rmSync(join(out, `ledger.sqlite${suffix}`), { force: true });
          await repair(out, turn);
        }
        const { end } = await place.run(flags, model, stop.signal);
        if (killed) out = copy;
        if (killed || end === 'stopped') continue;
        await checkBooks(out, history.join(' | '));
        if (limit !== undefined) limit = roll() < 0.3 ? undefined : limit + 1 + below(roll, 200);
        else if (budget !== undefined) budget = roll() < 0.5 ? undefined : budget + 1 + below(roll, 3000);
        else {
          await place.run({ out: place.out('whole') }, scriptedModel({ script: moodyScript(seed) }));
          expect(await allIds(out), history.join(' | ')).toEqual(await allIds(place.out('whole')));
          return;
        }
      }
      throw new Error(`The run does not come to its end: ${history.join(' | ')}`);
    },
  );
});
