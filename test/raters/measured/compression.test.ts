import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compression } from '../../../src/raters/measured/compression.ts';
import { unitInterval } from '../../../src/text/hash.ts';

const rate = await compression.open({});

describe('the rater compression', () => {
  it('divides the bytes in UTF-8 by the bytes of gzip -6', () => {
    const text = 'Übung macht den Meister, und Übung macht müde. '.repeat(30);
    const packed = gzipSync(Buffer.from(text), { level: 6 });
    expect(gunzipSync(packed).toString()).toBe(text);
    const bytes = Buffer.byteLength(text);
    expect(bytes).toBeGreaterThan(text.length);
    expect(rate({ text })).toEqual({
      ratio: Number((bytes / packed.length).toFixed(4)),
      bytes,
      gzip_bytes: packed.length,
    });
  });

  it('is greater for a loop than for prose, and about 1 for what is random', () => {
    const prose =
      'Long before the bridge was built, people crossed by boat; in winter, when the ice was thick, they walked. ' +
      'A keeper lived on the island and rang a bell in fog. Nobody remembers who paid him, or with what.';
    const random = Array.from({ length: 2_000 }, (_, at) =>
      String.fromCharCode(0x20 + Math.floor(unitInterval(1, at) * 95)),
    ).join('');
    const ratio = (text: string): number => Number(rate({ text })['ratio']);
    expect(ratio('And so on and so on. '.repeat(100))).toBeGreaterThan(10 * ratio(prose));
    expect(ratio(prose)).toBeGreaterThan(1.1);
    expect(ratio(random)).toBeLessThan(1.25);
    expect(ratio('Hi')).toBeLessThan(0.2);
  });
});
