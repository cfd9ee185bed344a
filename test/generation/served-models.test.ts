import { describe, expect, it } from 'vitest';
import { nameModels, nearestModel, readServedModels, type ServedModel } from '../../src/generation/served-models.ts';

const models = (...ids: string[]): ServedModel[] =>
  ids.map((id) => ({ id, engine: 'unknown', contextLength: undefined, root: undefined, parent: undefined }));

describe('readServedModels', () => {
  it.each([
    [{ id: 'm', owned_by: 'vllm', max_model_len: 4096 }, 'vllm', 4096],
    [{ id: 'm', owned_by: 'sglang', max_model_len: 8192 }, 'sglang', 8192],
    [{ id: 'm', owned_by: 'llamacpp', meta: { n_ctx: 2048, n_ctx_train: 32768 } }, 'llama.cpp', 2048],
    [{ id: 'm', owned_by: 'simulator', max_model_len: 512 }, 'simulator', 512],
    [{ id: 'm', owned_by: 'someone', meta: null, max_model_len: 'long' }, 'unknown', undefined],
    [{ id: 'm' }, 'unknown', undefined],
  ])('reads %j', (model, engine, contextLength) => {
    expect(readServedModels(JSON.stringify({ data: [model] }))).toEqual([{ id: 'm', engine, contextLength }]);
  });

  it('reads what a model was loaded from, and what an adapter is built on', () => {
    const data = [
      { id: 'base', root: 'org/base', parent: null },
      { id: 'lora', root: '/adapters/lora', parent: 'base' },
      { id: 'odd', root: 7, parent: '' },
    ];
    expect(readServedModels(JSON.stringify({ data }))).toMatchObject([
      { root: 'org/base', parent: undefined },
      { root: '/adapters/lora', parent: 'base' },
      { root: undefined, parent: undefined },
    ]);
  });

  it.each(['<html></html>', '{}', '[]', 'null', '{"data":[{}]}'])('has no models in %j', (body) =>
    expect(readServedModels(body)).toBeUndefined(),
  );
});

it('finds the name that was meant', () => {
  const served = models('Qwen/Qwen2.5-1.5B-Instruct', 'HuggingFaceTB/SmolLM2-1.7B-Instruct');
  expect(nearestModel('qwen2.5-1.5b-instruct', served)).toBe('Qwen/Qwen2.5-1.5B-Instruct');
  expect(nearestModel('SmolLM2-1.7B', served)).toBe('HuggingFaceTB/SmolLM2-1.7B-Instruct');
  expect(nearestModel('gpt-4o', served)).toBeUndefined();
});

it('names no more than ten models', () => {
  expect(nameModels(models(...Array.from('abcdefghijkl')))).toBe('a, b, c, d, e, f, g, h, i, j and 2 more');
  expect(nameModels(models('a', 'b'))).toBe('a, b');
});
