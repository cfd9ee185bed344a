import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ConceptPass, type Concepts } from '../../src/concepts/concepts.ts';
import { createTermVectors } from '../../src/concepts/term-vectors.ts';
import { unitInterval } from '../../src/text/hash.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

interface Row {
  readonly id: string;
  readonly text: string;
  readonly value?: number;
  /** Where it is another than what follows from the id. */
  readonly title?: string;
}

async function conceptsOf(rows: readonly Row[], keep: number, clusters?: number): Promise<Concepts> {
  const folder = mkdtempSync(join(tmpdir(), 'concepts-'));
  folders.push(folder);
  const pass = new ConceptPass({
    folder,
    vectorizer: createTermVectors(folder),
    keep,
    clusters,
    seed: 3,
    signal: new AbortController().signal,
  });
  try {
    for (const { id, text, value, title = `About ${id}` } of rows) {
      await pass.add({ id, text, metadata: { title }, value });
    }
    return await pass.finish();
  } finally {
    pass.close();
  }
}

/** Words drawn from a vocabulary of a topic of its own. */
function drawn(topic: string, vocabulary: number, count: number, seed: number): string {
  return Array.from(
    { length: count },
    (_, at) => `${topic}${Math.floor(unitInterval(seed, topic, at) * vocabulary)}`,
  ).join(' ');
}

/** Elephants: all say nearly the same, in other orders. Dogs: of many breeds. */
const ELEPHANTS = Array.from({ length: 100 }, (_, n) => ({ id: `elephant-${n}`, text: drawn('elephant', 40, 120, n) }));
const DOGS = Array.from({ length: 100 }, (_, n) => ({
  id: `dog-${n}`,
  text: `${drawn('dog', 30, 60, n)} ${drawn(`breed${n}x`, 60, 60, n)}`,
}));

test('of a topic that repeats itself fewer documents stay than of a varied one', async () => {
  const rows = [...ELEPHANTS, ...DOGS];
  const { fateOf, clusters } = await conceptsOf(rows, 0.5, 2);
  const stay = (kind: string) =>
    rows.filter(({ id }, number) => id.startsWith(kind) && fateOf(number) === 'kept').length;
  expect(stay('elephant') + stay('dog')).toBe(100);
  expect(stay('dog')).toBeGreaterThan(2 * stay('elephant'));
  expect(clusters).toHaveLength(2);
  const [elephants, dogs] = ['elephant', 'dog'].map((kind) =>
    clusters.find(({ examples }) => examples[0]?.includes(kind)),
  );
  expect(elephants?.documents).toBe(100);
  expect(dogs?.documents).toBe(100);
  expect(dogs?.spread).toBeGreaterThan(elephants?.spread ?? 1);
});

test('equal and nearly equal documents collapse first, into the one of the highest value', async () => {
  const text = drawn('planted', 5000, 300, 1);
  const rows: Row[] = [
    ...DOGS,
    { id: 'first', text, value: 1 },
    { id: 'best', text: `${text} almost`, value: 2 },
    { id: 'last', text, value: 1 },
  ];
  const { fateOf, duplicates, redundant } = await conceptsOf(rows, 1);
  expect([100, 101, 102].map((number) => fateOf(number))).toEqual(['duplicate', 'kept', 'duplicate']);
  expect(duplicates).toBe(2);
  expect(redundant).toBe(0);
});

test('a document without a title is shown by its beginning', async () => {
  const rows = ['\n  It rained for a week, and the river rose.', 'Then it fell again, to the day.'];
  const { clusters } = await conceptsOf(
    rows.map((text, n) => ({ id: `${n}`, text, title: '' })),
    1,
    1,
  );
  expect(clusters.flatMap(({ examples }) => examples).toSorted()).toEqual(rows.map((text) => text.trim()));
});

test('where documents compete, those of higher value stay', async () => {
  const rows = ELEPHANTS.map((row, number) => ({ ...row, value: number }));
  const { fateOf } = await conceptsOf(rows, 0.2, 1);
  expect(rows.flatMap((_, number) => (fateOf(number) === 'kept' ? [number] : []))).toEqual(
    Array.from({ length: 20 }, (_, at) => 80 + at),
  );
});

test('the same documents have the same fate every time', async () => {
  const rows = [...ELEPHANTS, ...DOGS];
  const fates = async () => {
    const { fateOf } = await conceptsOf(rows, 0.3);
    return rows.map((_, number) => fateOf(number));
  };
  expect(await fates()).toEqual(await fates());
});

test('no documents, documents without words and more clusters than documents are nothing special', async () => {
  expect(await conceptsOf([], 0.5)).toMatchObject({ documents: 0, clusters: [] });
  const rows = ['', '!', 'one word', 'two words here'].map((text, n) => ({ id: `${n}`, text }));
  const { fateOf, documents } = await conceptsOf(rows, 1, 10);
  expect(documents).toBe(4);
  expect(fateOf(2)).toBe('kept');
  expect(fateOf(3)).toBe('kept');
});
