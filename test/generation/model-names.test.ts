import { describe, expect, it } from 'vitest';
import { mayMean, namesOf } from '../../src/generation/model-names.ts';
import type { ServedModel } from '../../src/generation/served-models.ts';

const served = (id: string, root?: string, parent?: string): ServedModel => ({
  id,
  engine: 'vllm',
  contextLength: undefined,
  root,
  parent,
});

describe('namesOf', () => {
  it('has the other names of the same root, and the root', () => {
    const list = [served('a', 'org/model'), served('b', 'org/model'), served('c', 'org/other')];
    expect([...namesOf('b', list)].toSorted()).toEqual(['a', 'b', 'org/model']);
  });

  it('has the model that an adapter is built on, but not its other adapters', () => {
    const list = [
      served('base', 'org/base'),
      served('one', '/adapters/one', 'base'),
      served('two', '/adapters/two', 'base'),
    ];
    expect([...namesOf('one', list)].toSorted()).toEqual(['/adapters/one', 'base', 'one']);
    expect([...namesOf('base', list)].toSorted()).toEqual(['base', 'org/base']);
  });

  it('has the name itself where nothing is listed', () => expect([...namesOf('a', [])]).toEqual(['a']));
});

describe('mayMean', () => {
  const list = [served('a', 'org/a'), served('b', 'org/b'), served('dated'), served('lora', '/lora', 'a')];
  it.each([
    ['its own name', 'a', 'a', true],
    ['a name that is not listed', 'a', 'a-2026-01-01', true],
    ['a path that is not listed', 'a', '/models/a.gguf', true],
    ['a listed name without a root', 'a', 'dated', true],
    ['another model', 'a', 'b', false],
    ["another model's root", 'a', 'org/b', false],
    ['an adapter, for its model', 'a', 'lora', false],
    ['the model of an adapter', 'lora', 'a', true],
    ['any name, of a model that is gone', 'gone', 'gone', false],
  ])('knows %s', (_what, id, name, expected) => expect(mayMean(id, name, list)).toBe(expected));
});
