import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { DIMENSIONS } from '../../src/concepts/document-vectors.ts';
import { createEmbeddedVectors, type Embed } from '../../src/concepts/embedded-vectors.ts';
import { unitInterval } from '../../src/text/hash.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The vectors of texts embedded by `embed`. */
async function vectorsOf(texts: readonly string[], embed: Embed): Promise<Float32Array[]> {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-'));
  folders.push(folder);
  const vectorizer = createEmbeddedVectors(folder, embed);
  try {
    for (const text of texts) await vectorizer.add(text);
    const vectors = await vectorizer.finish();
    return texts.map((_, number) => {
      const vector = new Float32Array(DIMENSIONS);
      vectors.read(number, vector);
      return vector;
    });
  } finally {
    vectorizer.close();
  }
}

const dot = (left: Float32Array, right: Float32Array) =>
  left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
const random = (text: string) => Float32Array.from({ length: 768 }, (_, at) => unitInterval(1, text, at) - 0.5);

test('vectors come in the order of the texts, however many are under way', async () => {
  const texts = Array.from({ length: 1000 }, (_, number) => `${number}`);
  let calls = 0;
  const slowFirst: Embed = async (batch) => {
    if (calls++ % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return batch.map((text) => Float32Array.of(Number(text) + 1, 1));
  };
  const vectors = await vectorsOf(texts, slowFirst);
  expect(vectors.map((vector) => Math.round((vector[0] ?? 0) / (vector[1] ?? 1)) - 1)).toEqual(texts.map(Number));
});

test('longer embeddings keep their cosines nearly, and have length 1', async () => {
  const [one, same, other] = await vectorsOf(['one', 'one', 'other'], (texts) => Promise.resolve(texts.map(random)));
  if (one === undefined || same === undefined || other === undefined) throw new Error('Three vectors were asked for.');
  expect(dot(one, same)).toBeCloseTo(1, 5);
  expect(Math.abs(dot(one, other))).toBeLessThan(0.3);
});

test('what the server refuses is what the caller hears', async () => {
  await expect(vectorsOf(['text'], () => Promise.reject(new Error('no model')))).rejects.toThrow('no model');
});
