import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FastTextPackage, isFastText, openFastText } from '../../../src/raters/classifier/fasttext.ts';
import { classifier } from '../../../src/raters/measured/classifier.ts';

let cwd: string;
let model: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-fasttext-'));
  model = join(cwd, 'hq.bin');
  // The magic number of a fastText file, and nothing of a model.
  await writeFile(model, Buffer.from([0xba, 0x16, 0x4f, 0x2f, 12, 0, 0, 0]));
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});

/** Stands in for the package: says how many of a line's words are long. */
function packageOf(heard: string[] = [], loaded: Uint8Array[] = []): FastTextPackage {
  return {
    FastText: {
      create: async () => ({
        loadModel: (bytes) => void loaded.push(bytes),
        predict(text, most, least) {
          heard.push(text);
          expect([most, least]).toEqual([-1, 0]);
          const words = text.split(' ').filter((word) => word !== '');
          if (words.length === 0) return new Map();
          const long = words.filter((word) => word.length > 4).length / words.length;
          // As the real one: a little above 1 in float32.
          return new Map([
            ['__label__hq', long * 1.00001],
            ['__label__cc', 1 - long],
          ]);
        },
      }),
    },
  };
}

describe('openFastText', () => {
  it('gives the probability of the label for the text on one line, as DCLM does', async () => {
    const heard: string[] = [];
    const loaded: Uint8Array[] = [];
    const scoreOf = await openFastText(model, undefined, async () => packageOf(heard, loaded));
    expect(loaded.map(({ length }) => length)).toEqual([8]);
    expect(scoreOf('\n Longer words\r\nare here\u2028now \n')).toBeCloseTo(0.4, 4);
    expect(heard.at(-1)).toBe('Longer words are here now');
    // Python's strip leaves the byte order mark, and takes the separators of files.
    scoreOf('\ufeffLonger words\x1f\x85');
    expect(heard.at(-1)).toBe('\ufeffLonger words');
    expect(scoreOf('Longer words')).toBe(1);
    expect(scoreOf('a b')).toBe(0);
    expect(scoreOf('  ')).toBeNull();
    const other = await openFastText(model, '__label__cc', async () => packageOf());
    expect(other('Longer words are here now')).toBeCloseTo(0.6, 4);
  });

  it('names the labels that there are where the wanted one is none of them', async () => {
    await expect(openFastText(model, 'wiki', async () => packageOf())).rejects.toThrow(
      /hq.bin knows no label wiki: name one with --label, of cc, hq$/,
    );
  });

  /** The package with a model that fails to load. */
  const refusing = (thrown: unknown) => async (): Promise<FastTextPackage> => ({
    FastText: {
      create: async () => ({
        ...(await packageOf().FastText.create()),
        loadModel: () => {
          throw thrown;
        },
      }),
    },
  });

  it('says that the file is no model where the package refuses it, with what it says in words', async () => {
    await expect(openFastText(model, 'hq', refusing(new Error('has wrong file format')))).rejects.toThrow(
      'hq.bin cannot be loaded by fasttext.wasm (has wrong file format): is it a whole fastText model?',
    );
    // A pointer to what C++ threw.
    await expect(openFastText(model, 'hq', refusing(5_247_648))).rejects.toThrow(
      'hq.bin cannot be loaded by fasttext.wasm: is it a whole fastText model?',
    );
  });

  it('says that a model is larger than the package has memory for', async () => {
    const large = join(cwd, 'large.bin');
    await writeFile(large, Buffer.from([0xba, 0x16, 0x4f, 0x2f]));
    // Of nothing but a hole.
    await truncate(large, 2.5 * 2 ** 30);
    await expect(openFastText(large, 'hq', async () => packageOf())).rejects.toThrow(
      /large\.bin has 2\.5 GB; fasttext\.wasm has 2 GB of memory.*fasttext quantize/,
    );
  });
});

describe('the rater classifier', () => {
  it('knows a fastText model by its first bytes, and says what to install for it', async () => {
    expect(await isFastText(model)).toBe(true);
    await expect(classifier.open({ model })).rejects.toThrow(
      /hq\.bin is a fastText model, which the package fasttext\.wasm reads; it cannot be loaded \(it is not installed\).*npm install fasttext.wasm/,
    );
    const empty = join(cwd, 'empty.bin');
    await writeFile(empty, '');
    expect(await isFastText(empty)).toBe(false);
    await expect(classifier.open({ model: empty })).rejects.toThrow('empty.bin is no classifier');
    await expect(classifier.open({ model: empty, label: 'hq' })).rejects.toThrow('--label hq is for fastText models');
    await expect(classifier.open({})).rejects.toThrow('needs a model');
  });
});
