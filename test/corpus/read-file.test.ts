import { Readable } from 'node:stream';

import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { InputFile } from '../../src/corpus/input-files.ts';
import { readFile } from '../../src/corpus/read-file.ts';
import { RewriteError } from '../../src/vocabulary/error.ts';
import { documentsOf, inputFile, OPTIONS, outline, rowsOf, temporaryDirectory } from './fixtures.ts';

const directory = temporaryDirectory();
const line = (value: object): string => `${JSON.stringify(value)}\n`;

describe('reading JSON lines', () => {
  it.each(['jsonl', 'jsonl.gz', 'jsonl.zst'])('yields what stands in a .%s file, in order', async (extension) => {
    const source = Array.from({ length: 5_000 }, (_, at) => ({
      id: `d${at}`,
      text: `Text ${at}\n\u2028 中文 😀`,
      n: at,
    }));
    const documents = await documentsOf(inputFile(directory, `plain.${extension}`, source.map(line).join('')));
    expect(documents).toEqual(
      source.map(({ id, text, n }, row) => ({ id, text, position: { file: 3, row }, metadata: { n } })),
    );
  });

  it('drops a byte order mark at the beginning of the file', async () => {
    const documents = await documentsOf(inputFile(directory, 'bom.jsonl', `\ufeff${line({ text: '\ufefftext' })}`));
    expect(documents.map(({ text }) => text)).toEqual(['\ufefftext']);
  });

  it('takes CRLF, passes over blank lines and needs no line feed at the end', async () => {
    const content = `\r\n{"text": "a"}\r\n \t\r\n\n{"text": "b"}\n\r\n{"text": "c"}`;
    const documents = await documentsOf(inputFile(directory, 'crlf.jsonl', content));
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ['crlf.jsonl#0', 'a'],
      ['crlf.jsonl#1', 'b'],
      ['crlf.jsonl#2', 'c'],
    ]);
  });

  it('reads a line of 60 MB', async () => {
    const text = 'x'.repeat(60_000_000);
    const [document] = await documentsOf(inputFile(directory, 'long.jsonl', line({ id: 'long', text })));
    expect(document?.text.length).toBe(text.length);
  });

  it('reads other columns for text and id', async () => {
    const file = inputFile(directory, 'columns.jsonl', line({ url: 'u', content: 'c', text: 't', id: 9 }));
    const documents = await documentsOf(file, { textColumn: 'content', idColumn: 'url' });
    expect(documents).toMatchObject([{ id: 'u', text: 'c', metadata: { text: 't', id: 9 } }]);
  });

  it('starts at a row and keeps its number', async () => {
    const file = inputFile(directory, 'from.jsonl', `not JSON\n\n${line({ text: 'b' })}${line({ text: 'c' })}`);
    expect(outline(await rowsOf(file, { fromRow: 1 }))).toEqual(['1 from.jsonl#1', '2 from.jsonl#2']);
    expect(outline(await rowsOf(file, { fromRow: 3 }))).toEqual([]);
  });

  it('yields only the rows that are kept, and parts together make the whole', async () => {
    const file = inputFile(
      directory,
      'keep.jsonl',
      Array.from({ length: 20 }, (_, n) => line({ text: `${n}` })).join(''),
    );
    const parts = await Promise.all(
      [0, 1, 2].map((part) => rowsOf(file, { fromRow: 4, keepRow: (row) => row % 3 === part })),
    );
    const numbers = parts.flat().flatMap((row) => (row.kind === 'document' ? [row.document.position.row] : []));
    expect(numbers.toSorted((left, right) => left - right)).toEqual(Array.from({ length: 16 }, (_, at) => at + 4));
  });

  it('gives the same rows from any row on as when read from the start', async () => {
    const cell = fc.oneof(fc.constantFrom('', ' ', '\r', '[1]', '{"text":1}', 'x', '{"text":"ok"}'), fc.json());
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 12 }), fc.nat(12), async (lines, fromRow) => {
        const file = inputFile(directory, 'any.json', lines.join('\n'));
        const all = await rowsOf(file);
        const place = (row: (typeof all)[number]) => (row.kind === 'bad' ? row.bad : row.document).position.row;
        expect(all.map(place)).toEqual(all.map((_, at) => at));
        expect(await rowsOf(file, { fromRow })).toEqual(all.slice(fromRow));
      }),
      { numRuns: 50 },
    );
  });

  it('lets go of a file that is not read to the end', async () => {
    for (const extension of ['jsonl', 'jsonl.gz', 'jsonl.zst']) {
      const file = inputFile(directory, `left.${extension}`, line({ text: 'x'.repeat(100) }).repeat(20_000));
      let seen = 0;
      for await (const row of readFile(file, 0, OPTIONS)) {
        expect(row.kind).toBe('document');
        seen += 1;
        if (seen === 2) break;
      }
      expect(seen).toBe(2);
    }
  });

  it('throws a usage error that names a file which has gone', async () => {
    const file: InputFile = {
      path: `${directory}/gone.jsonl`,
      label: 'x',
      bytes: 1,
      format: 'jsonl',
      compression: 'gzip',
    };
    const error: unknown = await rowsOf(file).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RewriteError);
    expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining('gone.jsonl') });
  });
});

describe('ids', () => {
  it.each([
    ['"a/b"', 'a/b'],
    ['17', '17'],
    ['-3', '-3'],
    ['9007199254740991', '9007199254740991'],
    ['9007199254740993', '9007199254740993'],
    ['-123456789012345678901234567890', '-123456789012345678901234567890'],
    ['null', 'ids.jsonl#0'],
    ['""', 'ids.jsonl#0'],
  ])('%s becomes %s', async (id, expected) => {
    const documents = await documentsOf(inputFile(directory, 'ids.jsonl', `{"id": ${id}, "text": "t"}\n`));
    expect(documents[0]?.id).toBe(expected);
  });
});

describe('metadata', () => {
  const metadataOf = async (columns: string) => {
    const documents = await documentsOf(inputFile(directory, 'metadata.jsonl', `{"text": "t", ${columns}}\n`));
    return documents[0]?.metadata;
  };

  it('is every other column, nested ones with all they hold', async () => {
    expect(await metadataOf('"id": 1, "a": null, "b": [1, {"c": "d"}], "e": {"f": [true, 1.5]}')).toEqual({
      a: null,
      b: [1, { c: 'd' }],
      e: { f: [true, 1.5] },
    });
  });

  it('has integers beyond 2^53 as strings with all their digits, also inside lists and objects', async () => {
    const columns =
      '"n": 9007199254740993, "deep": [{"m": -12345678901234567890}], "f": 1e300, "s": "12345678901234567890"';
    expect(await metadataOf(columns)).toEqual({
      n: '9007199254740993',
      deep: [{ m: '-12345678901234567890' }],
      f: 1e300,
      s: '12345678901234567890',
    });
  });

  it('has null where a number is too large for any type', async () => {
    expect(await metadataOf('"n": 1e999')).toEqual({ n: null });
  });

  it('has replacement characters for lone surrogates', async () => {
    expect(await metadataOf('"k\\ud800": "v\\udc00"')).toEqual({ 'k\ufffd': 'v\ufffd' });
  });

  it('keeps a column called __proto__ a column', async () => {
    expect(JSON.stringify(await metadataOf('"__proto__": {"x": {"__proto__": 1}}, "n": 9007199254740993'))).toBe(
      '{"__proto__":{"x":{"__proto__":1}},"n":"9007199254740993"}',
    );
  });

  it('is empty when dropped', async () => {
    const file = inputFile(directory, 'drop.jsonl', line({ text: 't', other: 1 }));
    expect((await documentsOf(file, { metadata: 'drop' }))[0]?.metadata).toEqual({});
  });
});

describe('standard input', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is read as JSON lines under the label stdin', async () => {
    const chunks = ['\ufeff{"text": "a"}\n{"te', 'xt": "b"}'].map((chunk) => Buffer.from(chunk));
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from(chunks) as typeof process.stdin);
    const file: InputFile = { path: '-', label: 'stdin', bytes: 0, format: 'jsonl', compression: 'none' };
    expect(outline(await rowsOf(file))).toEqual(['0 stdin#0', '1 stdin#1']);
  });
});
