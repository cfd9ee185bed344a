import { expect, test } from 'vitest';
import { hash64, sha256Hex, unitInterval } from '../../src/text/hash.ts';

test('hash64 is the published xxHash64 with seed 0', () => {
  expect(hash64('')).toBe(0xef46db3751d8e999n);
  expect(hash64('abc')).toBe(0x44bc2cf5ad770999n);
});

test('sha256Hex hashes a string as its UTF-8 bytes', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256Hex('é')).toBe(sha256Hex(new Uint8Array([0xc3, 0xa9])));
});

test('unitInterval is a function of the seed and the keys, by type and place', () => {
  expect(unitInterval(7, 'doc-1', 2)).toBe(unitInterval(7, 'doc-1', 2));
  const drawn = [
    unitInterval(7, 'doc-1', 2),
    unitInterval(8, 'doc-1', 2),
    unitInterval(7, 'doc-1', '2'),
    unitInterval(7, 'doc-12'),
    unitInterval(7, 'doc-', 12),
    unitInterval(7, 2, 'doc-1'),
  ];
  expect(new Set(drawn).size).toBe(drawn.length);
});

test('unitInterval fills [0, 1) evenly over neighbouring keys', () => {
  const bins = Array.from({ length: 10 }, () => 0);
  for (let key = 0; key < 10_000; key++) {
    const drawn = unitInterval(0, key);
    expect(drawn).toBeGreaterThanOrEqual(0);
    expect(drawn).toBeLessThan(1);
    const bin = Math.floor(drawn * 10);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  // Five standard deviations of a fair bin: 5 · √(10,000 · 0.1 · 0.9) = 150.
  for (const count of bins) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
