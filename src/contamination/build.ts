import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ExternalSort } from '../external/external-sort.ts';
import { writeWholeFile } from '../emission/write-whole-file.ts';
import { encodeNgramIndex, type NgramIndexData } from '../text/n-gram-index.ts';
import { eachNgram } from '../text/n-grams.ts';
import { passingWords } from '../text/words.ts';
import { usageError } from '../vocabulary/error.ts';
import { type BenchmarkFile, readItems } from './read-items.ts';

/** Words of an n-gram: GPT-3's (Brown et al. 2020, appendix C). */
export const NGRAM_WORDS = 13;
/**
 * An n-gram of more items than these is a phrase of the benchmark's form, an instruction say, and left out; GPT-3 likewise
 * disregards what collides with more than 10 documents.
 */
export const MOST_ITEMS = 10;

/** Names are 16-bit numbers in the file. */
const MOST_NAMES = 65_536;

export interface BuildOptions {
  readonly files: readonly BenchmarkFile[];
  /** The benchmark that all files belong to; undefined: each file is one, by its name. */
  readonly name: string | undefined;
  /** Columns whose text is indexed, each on its own; the first must be in each row, the others in one at least. */
  readonly textColumns: readonly string[];
  readonly ngramWords: number;
  readonly mostItems: number;
  /** The file to write, absolute. */
  readonly out: string;
  readonly signal: AbortSignal;
}

/** What became of a benchmark. */
interface IndexedBenchmark {
  readonly name: string;
  items: number;
  /** Rows that could not be read. */
  skipped: number;
  /** Items none of whose texts has enough words. */
  tooShort: number;
  ngrams: number;
}

export interface BuildReport {
  readonly benchmarks: readonly IndexedBenchmark[];
  /** Different n-grams in the index, and those left out because too many items have them. */
  readonly ngrams: number;
  readonly common: number;
  /** The first row that could not be read, with its file and why; undefined where all could. */
  readonly firstUnreadable: string | undefined;
}

/**
 * Makes an index of the n-grams of benchmarks for the validator `contaminated`, and writes it whole, by rename. Words are
 * lower-cased, punctuation and white space are dropped. Items are sorted on disk; memory holds the index, 10 bytes an
 * n-gram. Throws a usage error when no item has enough words.
 */
export async function buildContaminationIndex(options: BuildOptions): Promise<BuildReport> {
  const { files, textColumns, ngramWords, mostItems, out, signal } = options;
  const benchmarks: IndexedBenchmark[] = [];
  /** By benchmark the first item. */
  const firstItems: number[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'rewrite-contamination-'));
  const rows = new ExternalSort({ folder, name: 'n-grams', width: 3 });
  /** Columns of which some item has text. */
  const filled = new Set<number>();
  let firstUnreadable: string | undefined;
  try {
    let item = 0;
    for (const [index, file] of files.entries()) {
      const name = options.name ?? benchmarkName(file.label);
      let benchmark = benchmarks.at(-1);
      if (benchmark?.name !== name) {
        benchmark = { name, items: 0, skipped: 0, tooShort: 0, ngrams: 0 };
        benchmarks.push(benchmark);
        firstItems.push(item);
      }
      for await (const read of readItems(file, index, textColumns)) {
        signal.throwIfAborted();
        if (read.kind === 'unreadable') {
          benchmark.skipped += 1;
          firstUnreadable ??= `${file.label}: ${read.detail}`;
          continue;
        }
        let found = 0;
        for (const [column, text] of read.texts.entries()) {
          if (text !== '') filled.add(column);
          eachNgram(passingWords(text), ngramWords, (high, low) => {
            found += 1;
            rows.add(high, low, item);
          });
        }
        benchmark.items += 1;
        if (found === 0) benchmark.tooShort += 1;
        item += 1;
      }
    }
    if (benchmarks.length > MOST_NAMES) throw usageError(`${benchmarks.length} benchmarks: at most ${MOST_NAMES} fit`);
    if (item === 0) {
      throw usageError(
        firstUnreadable === undefined
          ? '--input: the files hold no item: name files with a benchmark in them.'
          : `no item can be read; the first that cannot: ${firstUnreadable}`,
      );
    }
    const empty = textColumns.filter((_, column) => column > 0 && !filled.has(column));
    if (empty.length > 0) throw usageError(`--text-column ${empty.join(', ')}: no item has text there.`);
    const { data, common } = gather(rows, benchmarks, firstItems, ngramWords, mostItems);
    if (data.highs.length === 0) {
      const skipped = benchmarks.reduce((sum, benchmark) => sum + benchmark.skipped, 0);
      const unread =
        firstUnreadable === undefined
          ? ''
          : `, and ${skipped} row${skipped === 1 ? '' : 's'} cannot be read, the first: ${firstUnreadable}`;
      throw usageError(
        `no item has ${ngramWords} words in a row that at most ${mostItems} items share${unread}: is the text in --text-column ${textColumns.join(', ')}?`,
      );
    }
    await writeWholeFile(out, Readable.from(encodeNgramIndex(data)), signal);
    return { benchmarks, ngrams: data.highs.length, common, firstUnreadable };
  } finally {
    rows.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** `bench/mmlu-test.jsonl.gz` is `bench/mmlu-test`. */
function benchmarkName(label: string): string {
  return label.replace(/\.(?:jsonl|ndjson|json|parquet|txt)(?:\.gz|\.zst)?$/i, '');
}

/** Each n-gram once, with the first benchmark that has it, unless too many items have it. */
function gather(
  rows: ExternalSort,
  benchmarks: readonly IndexedBenchmark[],
  firstItems: readonly number[],
  size: number,
  mostItems: number,
): { readonly data: NgramIndexData; readonly common: number } {
  let lists = { highs: new Uint32Array(1024), lows: new Uint32Array(1024), owners: new Uint16Array(1024) };
  let count = 0;
  let common = 0;
  const close = (high: number, low: number, first: number, items: number): void => {
    if (items === 0) return;
    if (items > mostItems) {
      common += 1;
      return;
    }
    if (count === lists.highs.length) lists = grown(lists);
    const owner = firstItems.findLastIndex((item) => item <= first);
    lists.highs[count] = high;
    lists.lows[count] = low;
    lists.owners[count] = owner;
    const benchmark = benchmarks[owner];
    if (benchmark !== undefined) benchmark.ngrams += 1;
    count += 1;
  };
  let [high, low, first, last, items] = [-1, -1, -1, -1, 0];
  for (const page of rows.sorted()) {
    for (let at = 0; at < page.length; at += 3) {
      const item = page[at + 2] ?? 0;
      if (page[at] !== high || page[at + 1] !== low) {
        close(high, low, first, items);
        high = page[at] ?? 0;
        low = page[at + 1] ?? 0;
        first = item;
        last = -1;
        items = 0;
      }
      if (item !== last) items += 1;
      last = item;
    }
  }
  close(high, low, first, items);
  const { highs, lows, owners } = lists;
  const names = benchmarks.map(({ name }) => name);
  const data = {
    size,
    names,
    highs: highs.subarray(0, count),
    lows: lows.subarray(0, count),
    owners: owners.subarray(0, count),
  };
  return { data, common };
}

function grown(lists: { highs: Uint32Array; lows: Uint32Array; owners: Uint16Array }) {
  const length = 2 * lists.highs.length;
  const larger = { highs: new Uint32Array(length), lows: new Uint32Array(length), owners: new Uint16Array(length) };
  larger.highs.set(lists.highs);
  larger.lows.set(lists.lows);
  larger.owners.set(lists.owners);
  return larger;
}
