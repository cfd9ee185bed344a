/*
 * Recall and precision of near duplicate detection against exact Jaccard similarity. Passages of 300 words are cut from
 * real documents, and of each a copy is made in which words here and there are replaced by words of other documents,
 * so that the exact similarity of the pair, over sets of 5-word shingles, falls into a wanted band. Then every pair goes
 * through what `rewrite dedup` does: signature, bands, and with --min-similarity the comparison of sketches.
 *
 *   npx tsx eval/dedup/recall.ts [FILE.jsonl.gz …]
 *
 * Without files: the seeds (data/seeds).
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { unitInterval } from '../../src/text/hash.ts';
import {
  BAND_KEY_WORDS,
  BAND_ROWS,
  BANDS,
  bandKeys,
  minHash,
  SHINGLE_WORDS,
  SIGNATURE_LENGTH,
  sketchSimilarity,
  writeSketch,
} from '../../src/text/min-hash.ts';
import { words } from '../../src/text/words.ts';
import { printTable, seedTexts } from '../bench/measure.ts';

const PASSAGE_WORDS = 300;
/** Lower bounds of the bands of similarity that the table has. */
const STEP = 0.05;
const LEAST = 0.4;
const PAIRS_PER_BAND = 2_000;
const MIN_SIMILARITY = 0.7;

function textsOf(path: string): string[] {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n');
  return lines.flatMap((line) => (line === '' ? [] : [String((JSON.parse(line) as { text: unknown }).text)]));
}

const files = process.argv.slice(2);
const texts = files.length === 0 ? seedTexts() : files.flatMap(textsOf);
const vocabulary = texts.flatMap((text) => words(text).slice(0, 50));
const passages = texts.flatMap((text) => {
  const all = words(text);
  const count = Math.floor(all.length / PASSAGE_WORDS);
  return Array.from({ length: count }, (_, at) => all.slice(at * PASSAGE_WORDS, (at + 1) * PASSAGE_WORDS));
});

/** The passage with `changes` words replaced, at places that `draw` decides. */
function altered(passage: readonly string[], changes: number, draw: number): string[] {
  const copy = [...passage];
  for (let change = 0; change < changes; change++) {
    const at = Math.floor(unitInterval(draw, 'at', change) * copy.length);
    copy[at] = vocabulary[Math.floor(unitInterval(draw, 'word', change) * vocabulary.length)] ?? '';
  }
  return copy;
}

function shingles(list: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at + SHINGLE_WORDS <= list.length; at++) found.add(list.slice(at, at + SHINGLE_WORDS).join(' '));
  return found;
}

function jaccard(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  let both = 0;
  for (const shingle of left) if (right.has(shingle)) both += 1;
  return both / (left.size + right.size - both);
}

function signed(list: readonly string[]): { readonly keys: Uint32Array; readonly sketch: Uint8Array } {
  const signature = new Int32Array(SIGNATURE_LENGTH);
  const keys = new Uint32Array(BANDS * BAND_KEY_WORDS);
  const sketch = new Uint8Array(SIGNATURE_LENGTH);
  minHash(list.join(' '), signature);
  bandKeys(signature, keys, 0);
  writeSketch(signature, sketch, 0);
  return { keys, sketch };
}

interface Band {
  pairs: number;
  found: number;
  verified: number;
  expected: number;
  error: number;
}

const bands = new Map<number, Band>();
const bandOf = (similarity: number): number => Math.floor(similarity / STEP + 1e-9);
for (let draw = 0; draw < 40 * PAIRS_PER_BAND; draw++) {
  const passage = passages[draw % passages.length];
  if (passage === undefined) throw new Error('There is no text of 300 words.');
  // 48 changed words of 300 leave about 0.3.
  const copy = altered(passage, Math.floor(unitInterval(draw, 'changes') * 48), draw);
  const similarity = jaccard(shingles(passage), shingles(copy));
  if (similarity < LEAST || similarity === 1) continue;
  const band = bands.get(bandOf(similarity)) ?? { pairs: 0, found: 0, verified: 0, expected: 0, error: 0 };
  bands.set(bandOf(similarity), band);
  if (band.pairs === PAIRS_PER_BAND) continue;
  const [left, right] = [signed(passage), signed(copy)];
  const shares = left.keys.some(
    (key, at) => at % 2 === 0 && key === right.keys[at] && left.keys[at + 1] === right.keys[at + 1],
  );
  const told = sketchSimilarity(left.sketch, right.sketch);
  band.pairs += 1;
  band.found += shares ? 1 : 0;
  band.verified += shares && told >= MIN_SIMILARITY ? 1 : 0;
  band.expected += 1 - (1 - similarity ** BAND_ROWS) ** BANDS;
  band.error += Math.abs(told - similarity);
}

const figure = (value: number): string => value.toFixed(3);
process.stdout.write(`${passages.length} passages of ${PASSAGE_WORDS} words\n\n`);
printTable([
  ['exact Jaccard', 'pairs', 'found', 'expected', `and ≥ ${MIN_SIMILARITY} by sketch`, 'error of the sketch'],
  ...[...bands]
    .toSorted(([left], [right]) => left - right)
    .map(([at, { pairs, found, verified, expected, error }]) => [
      `${(at * STEP).toFixed(2)}–${((at + 1) * STEP).toFixed(2)}`,
      String(pairs),
      figure(found / pairs),
      figure(expected / pairs),
      figure(verified / pairs),
      figure(error / pairs),
    ]),
]);

/** Precision and recall at a bound, as if pairs were spread evenly over similarities from 0.4 to 1. */
function scores(bound: number, what: (band: Band) => number): string[] {
  let found = 0;
  let right = 0;
  let duplicates = 0;
  for (const [at, band] of bands) {
    const rate = what(band) / band.pairs;
    found += rate;
    if (at * STEP < bound - 1e-9) continue;
    right += rate;
    duplicates += 1;
  }
  return [bound.toFixed(2), figure(right / duplicates), figure(right / found)];
}

process.stdout.write('\n');
printTable([
  ['duplicates are pairs from', 'recall', 'precision', 'recall, verified', 'precision, verified'],
  ...[0.6, 0.7, 0.8].map((bound) => [
    ...scores(bound, ({ found }) => found),
    ...scores(bound, ({ verified }) => verified).slice(1),
  ]),
]);
