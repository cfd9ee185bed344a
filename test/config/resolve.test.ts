import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flagOf, resolveOptions } from '../../src/config/resolve.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-options-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

describe('resolveOptions', () => {
  it('takes flags before the file before the defaults', async () => {
    await writeFile(join(cwd, 'rewrite.yaml'), 'seed: 3\nlimit: 9\nwait: 2m\nbudget_tokens: 1.5k\n');
    const { options, given, file } = await resolveOptions({ seed: 4 }, undefined, cwd);
    expect(options).toMatchObject({ seed: 4, limit: 9, wait: 120_000, budget_tokens: 1_500, format: 'jsonl.gz' });
    expect([...given].sort()).toEqual(['budget_tokens', 'limit', 'seed', 'wait']);
    expect(file).toBe(join(cwd, 'rewrite.yaml'));
  });

  it('needs no file, and reads the one that is named in place of rewrite.yaml', async () => {
    expect((await resolveOptions({}, undefined, cwd)).file).toBeUndefined();
    await writeFile(join(cwd, 'rewrite.yaml'), 'seed: 3\n');
    await writeFile(join(cwd, 'other.yaml'), 'limit: 2\n');
    expect((await resolveOptions({}, 'other.yaml', cwd)).options).toMatchObject({ seed: 0, limit: 2 });
  });

  it('takes an empty file for no options', async () => {
    await writeFile(join(cwd, 'rewrite.yaml'), '# nothing yet\n');
    expect((await resolveOptions({}, undefined, cwd)).options.seed).toBe(0);
  });

  it('reads further models from the file', async () => {
    await writeFile(
      join(cwd, 'rewrite.yaml'),
      'models:\n  refiner: {endpoints: ["http://gpu:8000/v1"], model: prox, api: completions, parameters: 354M}\n',
    );
    expect((await resolveOptions({}, undefined, cwd)).options.models).toEqual({
      refiner: { endpoints: ['http://gpu:8000/v1'], model: 'prox', api: 'completions', parameters: 354_000_000 },
    });
  });

  it.each([
    ['seed: 3\nshards: 4', ':2: unknown key `shards`; did you mean `shard`?'],
    ['wait: 5', ':1: `wait`'],
    ['models:\n  a: {endpoint: [x]}', ':2: '],
    ['quiet: maybe', ':1: `quiet` must be true or false, got `maybe`'],
    ['seed: [', ':1'],
  ])('refuses the file %j with its line', async (source, message) => {
    await writeFile(join(cwd, 'rewrite.yaml'), source);
    await expect(resolveOptions({}, undefined, cwd)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`rewrite.yaml${message}`),
    });
  });

  it.each([
    [{ limit: 'abc' }, '--limit must be a number, got `abc`'],
    [{ endpoint: ['http://a/v1', 'nonsense'] }, '--endpoint: The endpoint "nonsense" is no URL'],
    [{ shard: '3' }, '--shard: "3" is no part'],
    [{ drain_timeout: 'soon' }, '--drain-timeout: "soon" is no duration'],
    [{ price_in: -1 }, '--price-in must be at least 0, got `-1`'],
  ])('refuses the flags %j naming the flag', async (flags, message) => {
    await expect(resolveOptions(flags, undefined, cwd)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)),
    });
  });
});

describe('flagOf', () => {
  it.each([
    ['seed', '--seed'],
    ['budget_tokens', '--budget-tokens'],
    ['latencyMs', '--latency-ms'],
    ['faults.resetRate', '--reset-rate'],
    ['status429Rate', '--status429-rate'],
  ])('of %s is %s', (option, flag) => {
    expect(flagOf(option)).toBe(flag);
  });
});
