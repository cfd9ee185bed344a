import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExternalSort } from '../../src/external/external-sort.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rewrite-sort-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sorted(rows: readonly (readonly number[])[], width: number, rowsInMemory?: number): number[][] {
  const sort = new ExternalSort({
    folder,
    name: 'rows',
    width,
    ...(rowsInMemory === undefined ? {} : { rowsInMemory }),
  });
  try {
    for (const [first = 0, second = 0, third = 0] of rows) sort.add(first, second, third);
    const result: number[][] = [];
    for (const page of sort.sorted()) {
      for (let at = 0; at < page.length; at += width) result.push([...page.subarray(at, at + width)]);
    }
    return result;
  } finally {
    sort.close();
  }
}

function inMemory(rows: readonly (readonly number[])[], width: number): number[][] {
  return rows
    .map((row) => row.slice(0, width))
    .sort((left, right) => {
      const at = left.findIndex((word, index) => word !== right[index]);
      return at === -1 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
    });
}

// Words of few values too, so that whole rows, and digits of all rows, are equal.
const word = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 0xffffffff }), fc.constant(0xffffffff));

describe('ExternalSort', () => {
  it('gives the rows that went in, in order, however many fit into memory', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, word, word), { maxLength: 200 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 50 }),
        (rows, width, rowsInMemory) => {
          expect(sorted(rows, width, rowsInMemory)).toEqual(inMemory(rows, width));
        },
      ),
    );
  });

  it('merges runs longer than a page', () => {
    // A step that is prime to the size: each number once, in no order.
    const rows = Array.from({ length: 150_000 }, (_, index) => [(index * 70_001) % 150_000, index]);
    const result = sorted(rows, 2, 40_000);
    expect(result).toHaveLength(150_000);
    expect(result.findIndex(([number], index) => number !== index)).toBe(-1);
  });

  it('grows up to what fits into memory without writing a file', () => {
    const before = readdirSync(folder).length;
    const rows = Array.from({ length: 100_000 }, (_, index) => [100_000 - index]);
    expect(sorted(rows, 1).map(([number]) => number)).toEqual(rows.map(([number]) => number).toReversed());
    expect(readdirSync(folder)).toHaveLength(before);
  });

  it('gives nothing for nothing', () => {
    expect(sorted([], 3)).toEqual([]);
  });
});
