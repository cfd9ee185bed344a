import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ExportOptions, exportAblation } from '../../../src/ablation/export/export-ablation.ts';
import { parametersOf } from '../../../src/ablation/export/model-parameters.ts';
import { warmupSteps } from '../../../src/ablation/export/warmup.ts';
import type { Tokenizer } from '../../../src/blend/tokenizer.ts';
import { temporaryFolder } from '../../run/harness.ts';
import { type AblationFolder, writeFinishedAblation } from './finished-ablation.ts';

/** A token a word, as the trainer's tokenizer. */
const WORDS: Tokenizer = { name: 'words', path: undefined, count: (text) => text.split(' ').length, ids: undefined };

const words = (count: number) => Array.from({ length: count }, () => 'ab').join(' ');

const ABLATION: AblationFolder = {
  budgetTokens: 100,
  seeds: [0],
  arms: { one: [words(60), words(60)], two: [words(30), words(30), words(30), words(30)] },
  heldOut: [words(25)],
};

async function exported(ablation: Partial<AblationFolder> = {}, options: Partial<ExportOptions> = {}) {
  const folder = await temporaryFolder();
  const directory = join(folder, 'ablation');
  await writeFinishedAblation(directory, { ...ABLATION, ...ablation });
  const out = join(folder, 'train');
  const record = await exportAblation({
    directory,
    out,
    arms: [],
    trainingSeeds: [],
    tokenizer: WORDS,
    training: { model: 'a/b', continued: false, sequenceLength: 10, batch: 2, accumulation: 1, gpus: 1 },
    parameters: 4,
    tasks: 'piqa',
    signal: new AbortController().signal,
    ...options,
  });
  const text = (path: string) => readFile(join(out, path), 'utf8');
  return { record, text, config: async (name: string) => parse(await text(`configs/${name}.yaml`)) as object };
}

test('every model sees the tokens that the arm with the fewest sequences fills', async () => {
  const { record, text } = await exported();
  // 100 of each arm, an end-of-text token for each of 2 and of 4 texts.
  expect(
    record.data.map(({ generated_tokens, trainer_tokens, blocks }) => [generated_tokens, trainer_tokens, blocks]),
  ).toEqual([
    [100, 102, 10],
    [100, 104, 10],
  ]);
  expect(record.training).toMatchObject({ steps: 5, tokens_per_step: 20, tokens: 100 });
  const lines = (await text('data/one-seed-0.jsonl')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { readonly text: string }).text.split(' ').length)).toEqual([60, 40]);
});

test('asks for a loss on held-out documents, unless they fill no sequence, for which the trainer would end', async () => {
  const filled = await exported();
  expect(await filled.config('one-seed-0')).toMatchObject({ do_eval: true, eval_dataset: 'held-out' });
  const empty = await exported({ heldOut: [words(8)] });
  const config = await empty.config('one-seed-0');
  expect(config).not.toHaveProperty('eval_dataset');
  expect(config).not.toHaveProperty('do_eval');
  expect(empty.record.advice.join()).toContain('held-out documents do not fill one sequence of 10 tokens');
});

test('a text that is held out of the documents of several arms is asked once', async () => {
  const { record, text } = await exported({ heldOut: [words(25), words(24)], inputs: ['a', 'b'] });
  expect(record.held_out.texts).toBe(2);
  expect((await text('data/held-out.jsonl')).trimEnd().split('\n')).toHaveLength(2);
});

test('a text that the budget cuts within a character is still text that any JSON reader takes', async () => {
  // 4 of 6 tokens are 10 of 15 units: the middle of the fourth pair.
  const { text } = await exported(
    {
      budgetTokens: 4,
      arms: { one: ['😀 😀 😀 😀 😀 '] },
      heldOut: [],
    },
    { training: { model: 'a/b', continued: false, sequenceLength: 2, batch: 1, accumulation: 1, gpus: 1 } },
  );
  const [line = ''] = (await text('data/one-seed-0.jsonl')).split('\n');
  expect(line).not.toMatch(/\\ud[89a-f]/i);
  expect((JSON.parse(line) as { readonly text: string }).text.isWellFormed()).toBe(true);
});

test('several training seeds make a model each of the same texts, told apart by name', async () => {
  const { record, config } = await exported({ seeds: [0, 1] }, { trainingSeeds: [7, 8], arms: ['two'] });
  expect(record.data.map(({ name }) => name)).toEqual(['two-seed-0', 'two-seed-1']);
  expect(record.models.map(({ name, data, training_seed: seed }) => [name, data, seed])).toEqual([
    ['two-seed-0-training-7', 'two-seed-0', 7],
    ['two-seed-0-training-8', 'two-seed-0', 8],
    ['two-seed-1-training-7', 'two-seed-1', 7],
    ['two-seed-1-training-8', 'two-seed-1', 8],
  ]);
  expect(await config('two-seed-1-training-8')).toMatchObject({
    dataset: 'two-seed-1',
    seed: 8,
    output_dir: 'models/two-seed-1-training-8',
  });
});

test('says what so few tokens, steps or models cannot tell, and nothing of what is enough', async () => {
  const { record, text } = await exported({}, { parameters: 1_000_000 });
  const said = record.advice.join('\n');
  expect(said).toContain('100 tokens are 0.0001 for each of the 1M parameters of a/b');
  expect(said).toContain('20.0M tokens here');
  expect(said).toContain('5 steps are few');
  expect(said).toContain('one model for each arm');
  for (const sentence of record.advice) expect(await text('README.md')).toContain(sentence);

  const unknown = await exported({}, { parameters: undefined });
  expect(unknown.record.advice.join()).toContain('The parameters of a/b are not known');
  expect(unknown.record.model_parameters).toBeNull();

  const large = { budgetTokens: 2_000, arms: { one: [words(2_000)] } };
  const enough = await exported(large, { trainingSeeds: [0, 1], training: { ...record.training, batch: 1 } });
  expect(enough.record.training.steps).toBe(200);
  expect(enough.record.advice).toEqual([]);
  expect(await enough.text('README.md')).not.toContain('Read this first');
});

test('what goes on from weights is not measured by tokens for each parameter', async () => {
  const { record } = await exported(
    {},
    {
      parameters: 1_000_000,
      training: { model: 'a/b', continued: true, sequenceLength: 10, batch: 2, accumulation: 1, gpus: 1 },
    },
  );
  expect(record.advice.join()).not.toContain('Chinchilla');
});

test('the rate rises over 5% of the steps, over 40 at least, and never for more than half of them', () => {
  expect([10, 60, 100, 800, 2_000, 20_000].map((steps) => warmupSteps(steps, 0.95))).toEqual([
    5, 30, 40, 40, 100, 1_000,
  ]);
});

test('parameters follow from a name that is known or from a config.json, and are not guessed otherwise', async () => {
  // As the model's page on the Hub has it.
  expect(await parametersOf('HuggingFaceTB/SmolLM2-135M')).toBe(134_515_008);
  expect(await parametersOf('HuggingFaceTB/SmolLM2-1.7B')).toBe(1_711_376_384);
  expect(await parametersOf('somebody/else')).toBeUndefined();
  const folder = await temporaryFolder();
  const shape = {
    model_type: 'llama',
    vocab_size: 10,
    hidden_size: 4,
    intermediate_size: 8,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    num_key_value_heads: 1,
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(shape));
  // Embeddings twice 40, two layers of 48 + 96 + 8, a last norm.
  expect(await parametersOf(folder)).toBe(2 * 40 + 2 * (48 + 96 + 8) + 4);
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...shape, model_type: 'mixtral' }));
  expect(await parametersOf(folder)).toBeUndefined();
});
