/** What an index holds: hashes of n-grams in ascending order, and of each the text collection that it stands in. */
export interface NgramIndexData {
  /** Words of an n-gram. */
  readonly size: number;
  readonly names: readonly string[];
  /** The hashes' high and low words. */
  readonly highs: Uint32Array;
  readonly lows: Uint32Array;
  /** Index into `names`. */
  readonly owners: Uint16Array;
}

/** N-grams to look up. */
export interface NgramIndex {
  readonly size: number;
  readonly count: number;
  /** The name of the collection that the n-gram with this hash stands in, or undefined. */
  find(high: number, low: number): string | undefined;
}

const FORMAT = 'rewrite-n-grams-1';
/** The header is filled up to a multiple of this, so that what follows is aligned. */
const ALIGNMENT = 8;

/** The bytes of a file: a line of JSON, then the three lists, little-endian. In pieces. */
export function* encodeNgramIndex({ size, names, highs, lows, owners }: NgramIndexData): Generator<Uint8Array> {
  const header = JSON.stringify({ format: FORMAT, size, names, count: highs.length });
  const bytes = Buffer.byteLength(header) + 1;
  yield Buffer.from(`${header}${' '.repeat((ALIGNMENT - (bytes % ALIGNMENT)) % ALIGNMENT)}\n`);
  for (const list of [highs, lows, owners]) yield new Uint8Array(list.buffer, list.byteOffset, list.byteLength);
}

/** What a file's bytes say, without copying them; undefined when they are no such file, or not a whole one. */
export function decodeNgramIndex(file: Uint8Array): NgramIndexData | undefined {
  const headerBytes = file.indexOf(0x0a) + 1;
  const header = headerOf(Buffer.from(file.subarray(0, headerBytes)).toString('utf8'));
  if (header === undefined) return undefined;
  const { size, names, count } = header;
  if (file.length !== headerBytes + 10 * count) return undefined;
  // In memory of its own where it would not be aligned.
  const body = file.byteOffset % 4 === 0 ? file : file.slice();
  const at = body.byteOffset + headerBytes;
  return {
    size,
    names,
    highs: new Uint32Array(body.buffer, at, count),
    lows: new Uint32Array(body.buffer, at + 4 * count, count),
    owners: new Uint16Array(body.buffer, at + 8 * count, count),
  };
}

function headerOf(line: string): { size: number; names: string[]; count: number } | undefined {
  let header: unknown;
  try {
    header = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof header !== 'object' || header === null) return undefined;
  const { format, size, names, count } = header as Readonly<Record<string, unknown>>;
  if (format !== FORMAT || typeof size !== 'number' || typeof count !== 'number' || !Array.isArray(names)) {
    return undefined;
  }
  return { size, names: names.map(String), count };
}

/**
 * An index that can be asked: a table of where the hashes begin that share their first bits, about half as many hashes
 * as places in it, so that most of what is not there costs one look. 4 to 16 bytes a hash beside the data.
 */
export function openNgramIndex({ size, names, highs, lows, owners }: NgramIndexData): NgramIndex {
  const count = highs.length;
  const bits = Math.min(30, Math.max(1, 33 - Math.clz32(count)));
  const shift = 32 - bits;
  const starts = new Uint32Array(2 ** bits + 1);
  let bucket = 0;
  for (let at = 0; at < count; at++) {
    const own = (highs[at] ?? 0) >>> shift;
    while (bucket <= own) starts[bucket++] = at;
  }
  starts.fill(count, bucket);
  return {
    size,
    count,
    find(high, low) {
      const first = high >>> shift;
      const end = starts[first + 1] ?? 0;
      for (let at = starts[first] ?? 0; at < end; at++) {
        if (highs[at] === high && lows[at] === low) return names[owners[at] ?? 0];
      }
      return undefined;
    },
  };
}
