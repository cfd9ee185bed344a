import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadMix } from '../../src/config/mix-file.ts';
import { loadStrategy } from '../../src/config/strategy-file.ts';
import type { Mix, Strategy } from '../../src/vocabulary/strategy.ts';
import { type RecipeFolder, recipeFolder } from './recipe-files.ts';

let folder: RecipeFolder;
beforeAll(async () => {
  folder = await recipeFolder();
  await folder.strategy('a', 'chunk: {max_tokens: 300}');
  await folder.strategy('b', 'output: {join: lines}');
  await folder.strategy('c');
  await folder.strategy('cut', 'chunk: {max_tokens: 1000}\noutput: {kind: program, join: program}');
  await folder.write('prompts/raw.md', '---\nendpoint: completions\n---\n{{ document }}');
  await folder.write('strategies/raw.yaml', 'name: raw\nprompt: ../prompts/raw.md');
});
afterAll(() => folder.remove());

const strategyOf = (name: string): Promise<Strategy> => loadStrategy(`${folder.path}/strategies/${name}.yaml`);

async function mix(source: string, rewritesPerDocument?: number): Promise<Mix> {
  const path = await folder.write('strategies/my-mix.yaml', `name: my-mix\n${source}`);
  return loadMix(path, strategyOf, { rewritesPerDocument });
}

async function messageOf(source: string, rewritesPerDocument?: number): Promise<string> {
  const error: unknown = await mix(source, rewritesPerDocument).catch((reason: unknown) => reason);
  expect(error).toHaveProperty('code', 'usage');
  return error instanceof Error ? error.message.replaceAll(folder.path, '') : '';
}

function shares(of: Mix): [string, number][] {
  return of.entries.map(({ strategy, share }) => [strategy.name, share]);
}

describe('loadMix', () => {
  it('reads shares in the order of the file, with defaults for the rest', async () => {
    const loaded = await mix('strategies: {b: 0.7, a: 0.3}');
    expect(shares(loaded)).toEqual([
      ['b', 0.7],
      ['a', 0.3],
    ]);
    expect(loaded).toMatchObject({ name: 'my-mix', summary: '', balance: 'tokens', rewritesPerDocument: 1 });
  });

  it('routes by columns in place of quality, beside the condition of the strategy itself', async () => {
    await folder.strategy('high', 'accepts: {quality: high, min_tokens: 5}');
    await folder.strategy('own', 'accepts: {where: a > 1}');
    const { entries } = await mix(
      'strategies:\n  high: {share: 0.5, where: b > 2}\n  own: {share: 0.3, where: c or d}\n  a: 0.2',
    );
    expect(
      entries.map(({ share, strategy: { accepts } }) => [share, accepts.quality, accepts.minTokens, accepts.where]),
    ).toEqual([
      [0.5, 'any', 5, 'b > 2'],
      [0.3, 'any', 0, '(a > 1) and (c or d)'],
      [0.2, 'any', 0, undefined],
    ]);
  });

  it('refuses a condition that cannot be read, with the line', async () => {
    expect(await messageOf('strategies:\n  a: 0.5\n  b: {share: 0.5, where: "x >"}')).toMatch(
      /my-mix\.yaml:4: where: column 4: expected a column, a number or a text in quotes, found the end\n {2}x >\n {5}\^/,
    );
    expect(await messageOf('strategies:\n  a: {share: 0.5, were: x}')).toContain('unknown key `were`');
  });

  it('gives its chunk to the text strategies, and leaves a program’s windows alone', async () => {
    const { entries } = await mix('strategies: {a: 0.4, b: 0.3, cut: 0.3}\nchunk: {max_tokens: 1500}');
    expect(entries.map(({ strategy }) => strategy.chunk)).toEqual([
      { maxTokens: 1500 },
      { maxTokens: 1500 },
      { maxTokens: 1000 },
    ]);
  });

  it('gives its system prompt to every chat strategy', async () => {
    const { entries } = await mix('strategies: {a: 0.4, cut: 0.3, raw: 0.3}\nsystem: You rewrite documents.');
    expect(entries.map(({ strategy }) => strategy.prompt.system)).toEqual([
      'You rewrite documents.',
      'You rewrite documents.',
      undefined,
    ]);
  });

  it('scales shares that miss 1 by a rounding', async () => {
    const loaded = await mix('strategies: {a: 0.333, b: 0.333, c: 0.333}');
    for (const [, share] of shares(loaded)) expect(share).toBeCloseTo(1 / 3, 12);
  });

  it('refuses shares that sum to something else than 1', async () => {
    expect(await messageOf('strategies: {a: 0.5, b: 0.4}')).toBe(
      '/strategies/my-mix.yaml:2: the shares of a mix must sum to 1, not 0.9: a 0.5, b 0.4',
    );
    expect(await messageOf('strategies: {a: 0.5, b: 0.502}')).toContain('must sum to 1, not 1.002');
  });

  it('refuses a share above 1/K', async () => {
    expect(await messageOf('strategies:\n  a: 0.6\n  b: 0.4\nrewrites_per_document: 2')).toBe(
      '/strategies/my-mix.yaml:2: the share of `a` is 0.6, but no share may exceed 1/2 = 0.5: a document gets 2 rewrites, each by another strategy; lower the share or rewrites_per_document',
    );
  });

  it('allows a share of exactly 1/K, also where 1/K is no decimal', async () => {
    const loaded = await mix('strategies: {a: 0.3333, b: 0.3333, c: 0.3334}\nrewrites_per_document: 2');
    expect(loaded.rewritesPerDocument).toBe(2);
    expect((await mix('strategies: {a: 0.5, b: 0.5}\nrewrites_per_document: 2')).rewritesPerDocument).toBe(2);
  });

  it('checks shares against the number of rewrites that a flag gives', async () => {
    expect((await mix('strategies: {a: 0.6, b: 0.4}\nrewrites_per_document: 2', 1)).rewritesPerDocument).toBe(1);
    expect(await messageOf('strategies: {a: 0.5, b: 0.5}', 3)).toContain('no share may exceed 1/3 = 0.3333');
  });

  it.each([
    ['strategies: {a: 0, b: 1}', '/strategies/my-mix.yaml:2: `strategies.a` must be more than 0, got `0`'],
    [
      'strategies: {a: half}',
      '/strategies/my-mix.yaml:2: `strategies.a` must be a number or a mapping (key: value), got `half`',
    ],
    ['strategies: {}', '/strategies/my-mix.yaml:2: `strategies`: names no strategy'],
    ['summary: x', '/strategies/my-mix.yaml:1: `strategies` is missing'],
    [
      'strategies: {a: 1}\nbalance: token',
      '/strategies/my-mix.yaml:3: `balance` must be one of tokens, requests, got `token`; did you mean `tokens`?',
    ],
    [
      'strategies: {a: 1}\nrewrites_per_documents: 2',
      '/strategies/my-mix.yaml:3: unknown key `rewrites_per_documents`; did you mean `rewrites_per_document`?',
    ],
    [
      'strategies: {a: 1}\nchunk: {tokens: 2}',
      '/strategies/my-mix.yaml:3: `max_tokens` is missing in chunk\n/strategies/my-mix.yaml:3: unknown key `tokens` in chunk; known are max_tokens',
    ],
  ])('refuses %j', async (source, message) => {
    expect(await messageOf(source)).toBe(message);
  });
});
