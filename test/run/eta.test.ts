import { describe, expect, it } from 'vitest';
import type { InputFile } from '../../src/corpus/input-files.ts';
import { ReadShare } from '../../src/run/eta.ts';

const file = (bytes: number): InputFile => ({
  path: 'x.jsonl',
  label: 'x.jsonl',
  bytes,
  format: 'jsonl',
  compression: 'none',
});

/** Reads documents of 90 characters: 100 bytes each, by the first guess. */
function read(share: ReadShare, documents: number): void {
  for (let n = 0; n < documents; n += 1) share.document(90);
}

describe('the share of the input that was read', () => {
  it('is unknown before the first document, and for an input without a size', () => {
    expect(new ReadShare([file(100)], 0).share()).toBeUndefined();
    const unsized = new ReadShare([file(0)], 0);
    read(unsized, 1);
    expect(unsized.share()).toBeUndefined();
  });

  it('grows with the text, file by file, and never comes to the whole', () => {
    const share = new ReadShare([file(1_000), file(3_000)], 0);
    read(share, 5);
    expect(share.share()).toBeCloseTo(0.125);
    read(share, 5);
    share.fileEnd(0, true);
    expect(share.share()).toBeCloseTo(0.25);
    read(share, 300);
    expect(share.share()).toBe(0.99);
  });

  it('after a resume is of what was left, in the middle of a file too', () => {
    const share = new ReadShare([file(500), file(10_000), file(2_000)], 1, 80);
    read(share, 10);
    expect(share.share()).toBeCloseTo(10 / 40);
    read(share, 10);
    share.fileEnd(1, false);
    expect(share.share()).toBeCloseTo(20 / 40);
    read(share, 10);
    expect(share.share()).toBeCloseTo(30 / 40);
  });

  it('is unknown where the rows behind are longer than they can be', () => {
    const share = new ReadShare([file(1_000)], 0, 500);
    read(share, 2);
    expect(share.share()).toBeUndefined();
  });
});
