import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordSort } from '../../src/blend/record-sort.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewrite-record-sort-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Row {
  readonly first: number;
  readonly second: number;
  readonly text: string;
}

let sorts = 0;
function sorted(rows: readonly Row[], bytesInMemory: number): string[] {
  const sort = new RecordSort({ folder, name: `sort-${sorts++}`, bytesInMemory });
  try {
    for (const { first, second, text } of rows) sort.add(first, second, [text, Buffer.from('!')]);
    return Array.from(sort.sorted(), (bytes) => bytes.toString('utf8'));
  } finally {
    sort.close();
  }
}

describe('RecordSort', () => {
  it('sorts by both keys, equal ones as they came, in memory and over many runs alike', () => {
    const row = fc.record({
      first: fc.constantFrom(Number.NEGATIVE_INFINITY, -1, 0, 0.5, Number.POSITIVE_INFINITY),
      second: fc.constantFrom(0, 0.25, 0.75),
      text: fc.string({ unit: 'grapheme', maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const expected = rows
          .toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : a.second - b.second))
          .map(({ text }) => `${text}!`);
        expect(sorted(rows, 1_000_000)).toEqual(expected);
        expect(sorted(rows, 64)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('takes records that are longer than a block and than a page', () => {
    const long = 'é'.repeat(3_000_000);
    const rows = [
      { first: 2, second: 0, text: long },
      { first: 1, second: 0, text: 'short' },
    ];
    expect(sorted(rows, 100).map(({ length }) => length)).toEqual([6, long.length + 1]);
  });
});
