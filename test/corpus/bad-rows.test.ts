import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { INPUT_REASONS } from '../../src/corpus/input-reasons.ts';
import { badRowsOf, described, inputFile, outline, rowsOf, temporaryDirectory, zstd } from './fixtures.ts';

const directory = temporaryDirectory();
const good = JSON.stringify({ id: 'good', text: 'A text.' });

let files = 0;
/** The one bad row of a line that stands between two good ones. */
async function badLine(line: string | Uint8Array, extension = 'jsonl') {
  files += 1;
  const content = Buffer.concat([`${good}\n`, line, `\n${good}\n`].map((part) => Buffer.from(part)));
  const rows = await rowsOf(inputFile(directory, `${files}.${extension}`, content));
  expect(rows.map((row) => row.kind)).toEqual(['document', 'bad', 'document']);
  const bad = rows.flatMap((row) => (row.kind === 'bad' ? [row.bad] : []))[0];
  expect(bad?.position).toEqual({ file: 3, row: 1 });
  expect(Object.keys(INPUT_REASONS)).toContain(bad?.reason);
  expect(bad?.detail.length).toBeLessThan(300);
  return { reason: bad?.reason, detail: bad?.detail ?? '' };
}

describe('a bad row', () => {
  it('is malformed when it is not JSON', async () => {
    const bad = await badLine(`{"id": "x", "text": "${'long '.repeat(100)}",}`);
    expect(bad.reason).toBe('input.malformed');
    expect(bad.detail).toContain('"{\\"id\\": \\"x\\", \\"text\\": \\"long long');
    expect(bad.detail).toContain('…');
  });

  it('is malformed when it is the last line and cut off', async () => {
    const rows = await rowsOf(inputFile(directory, 'cut.jsonl', `${good}\n{"id": "b", "text": "half a te`));
    expect(outline(rows)).toEqual(['0 good', '1 input.malformed']);
  });

  it('is malformed when its metadata is nested too deep to be written', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const bad = await badLine(`{"text": "A text.", "tree": ${deep}}`);
    expect(bad).toMatchObject({ reason: 'input.malformed', detail: expect.stringContaining('"tree"') });
  });

  it.each(['[1, 2]', '"text"', '17', 'null', 'true'])('is no object when it is %s', async (line) => {
    const bad = await badLine(line);
    expect(bad.reason).toBe('input.not_object');
    expect(bad.detail).toContain(JSON.stringify(line));
  });

  it.each([
    ['on one line', JSON.stringify([{ text: 'a' }, { text: 'b' }])],
    ['on many lines', JSON.stringify([{ text: 'a' }, { text: 'b' }], null, 2)],
  ])('is one for a whole .json file that is an array %s, and tells how to convert it', async (_, content) => {
    const file = inputFile(directory, 'array.json', content);
    const bad = await badRowsOf(file);
    expect(bad.map((row) => row.reason)).toEqual(['input.not_object']);
    expect(bad[0]?.detail).toBe("looks like a JSON array; convert with `jq -c '.[]'`");
    expect(await rowsOf(file, { fromRow: 1 })).toEqual([]);
  });

  it('is wrongly encoded when its bytes are not UTF-8', async () => {
    const bad = await badLine(Buffer.from('{"text": "caf\u00e9"}', 'latin1'));
    expect(bad).toMatchObject({ reason: 'input.encoding', detail: expect.stringContaining('not UTF-8') });
  });

  it('is wrongly encoded when the file is UTF-16', async () => {
    const file = inputFile(directory, 'utf16.jsonl', Buffer.from(`\ufeff${good}\n`, 'utf16le'));
    const bad = await badRowsOf(file);
    expect(bad[0]).toMatchObject({ reason: 'input.encoding', detail: expect.stringContaining('UTF-16') });
  });

  it('is wrongly encoded when its text holds a lone surrogate', async () => {
    const bad = await badLine('{"text": "broken \\ud83d emoji"}');
    expect(bad).toEqual({ reason: 'input.encoding', detail: 'column "text" holds a lone surrogate' });
  });

  it('is wrongly encoded when its text holds a NUL', async () => {
    const bad = await badLine('{"text": "a\\u0000b"}');
    expect(bad).toEqual({ reason: 'input.encoding', detail: 'column "text" holds a NUL at character 1' });
  });

  it('is wrongly encoded when its id holds a NUL or a lone surrogate', async () => {
    expect(await badLine('{"id": "a\\u0000", "text": "t"}')).toMatchObject({ reason: 'input.encoding' });
    expect(await badLine('{"id": "a\\udc00", "text": "t"}')).toMatchObject({ reason: 'input.encoding' });
  });

  it('has no text when the column is missing, and names the columns that there are', async () => {
    const bad = await badLine('{"id": 1, "body": "x", "content": "y"}');
    expect(bad.reason).toBe('input.no_text');
    expect(bad.detail).toContain('no column "text"; there are "id", "body", "content"');
    expect((await badLine('{}')).reason).toBe('input.no_text');
  });

  it('does not take an inherited property for a column', async () => {
    const file = inputFile(directory, 'inherited.jsonl', '{"id": 1}\n');
    expect(await badRowsOf(file, { textColumn: 'constructor' })).toMatchObject([{ reason: 'input.no_text' }]);
  });

  it.each([
    ['12', '12'],
    ['12345678901234567890', '12345678901234567000'],
    ['null', 'null'],
    ['["a"]', 'an array'],
    ['{"a": 1}', 'an object'],
  ])('has a text of the wrong type when it is %s', async (value, shown) => {
    const bad = await badLine(`{"text": ${value}}`);
    expect(bad).toEqual({ reason: 'input.text_type', detail: `column "text" holds ${shown}, not a string` });
  });

  it.each(['', ' ', '\\n\\t\u3000'])('has an empty text when it is "%s"', async (text) => {
    expect((await badLine(`{"text": "${text}"}`)).reason).toBe('input.empty_text');
  });

  it.each(['1.5', 'true', '["a"]', '{"$oid": "5f"}', '1e300'])(
    'has an id of the wrong type when it is %s',
    async (id) => {
      const bad = await badLine(`{"text": "A text.", "id": ${id}}`);
      expect(bad.reason).toBe('input.id_type');
      expect(bad.detail).toContain('ids are strings or whole numbers');
    },
  );

  it('is too long above the bound, and only then', async () => {
    const line = (bytes: number): string => {
      const frame = JSON.stringify({ text: '' });
      return JSON.stringify({ text: 'x'.repeat(bytes - frame.length) });
    };
    const file = inputFile(directory, 'long.jsonl', [line(1_000), line(1_001), line(700_000), good].join('\n'));
    const rows = await rowsOf(file, { maxLineBytes: 1_000 });
    expect(outline(rows)).toEqual(['0 long.jsonl#0', '1 input.too_long', '2 input.too_long', '3 good']);
  });

  it.each(['gz', 'zst'])('stands for the rest of a .%s file that is cut short', async (extension) => {
    const lines = Array.from({ length: 20_000 }, (_, at) => JSON.stringify({ id: `${at}`, text: `Text ${at * 7919}` }));
    const file = inputFile(directory, `cut.jsonl.${extension}`, `${lines.join('\n')}\n`);
    truncateSync(file.path, Math.floor(file.bytes / 2));
    const rows = await rowsOf(file);
    expect(rows.length).toBeGreaterThan(3_000);
    expect(outline(rows)).toEqual([
      ...lines.slice(0, rows.length - 1).map((_, at) => `${at} ${at}`),
      `${rows.length - 1} input.truncated`,
    ]);
    expect(await rowsOf(file, { fromRow: rows.length })).toEqual([]);
    expect(outline(await rowsOf(file))).toEqual(outline(rows));
  });

  it('stands for the rest of a .gz file with a flipped byte in its checksum, after all of its rows', async () => {
    const file = inputFile(directory, 'crc.jsonl.gz', `${good}\n`);
    const bytes = readFileSync(file.path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 8) ^ 0xff, bytes.length - 8);
    writeFileSync(file.path, bytes);
    expect(outline(await rowsOf(file))).toEqual(['0 good', '1 input.truncated']);
  });

  it.each(['gz', 'zst'])('stands for what follows the data in a .%s file', async (extension) => {
    const file = inputFile(directory, `trailing.jsonl.${extension}`, `${good}\n`);
    writeFileSync(file.path, Buffer.concat([readFileSync(file.path), Buffer.from('no member of the archive')]));
    expect(outline(await rowsOf(file))).toEqual(['0 good', '1 input.truncated']);
  });

  it.each(['gz', 'zst'])('stands for a .%s file that is not compressed', async (extension) => {
    const file = inputFile(directory, `plain.jsonl.${extension}`, '');
    writeFileSync(file.path, `${good}\n`);
    const bad = await badRowsOf(described(file.path, file.compression));
    expect(bad.map((row) => row.reason)).toEqual(['input.truncated']);
  });

  it.each(['jsonl', 'jsonl.gz', 'jsonl.zst'])('is none in an empty .%s file', async (extension) => {
    const file = inputFile(directory, `compressed-nothing.${extension}`, '');
    expect(await rowsOf(file)).toEqual([]);
    writeFileSync(file.path, '');
    expect(await rowsOf(described(file.path, file.compression))).toEqual([]);
  });

  it('is not made of intact members behind one another', async () => {
    for (const [name, pack] of [
      ['gz', gzipSync],
      ['zst', zstd],
    ] as const) {
      const file = inputFile(directory, `members.jsonl.${name}`, '');
      writeFileSync(file.path, Buffer.concat([pack(Buffer.from(`${good}\n`)), pack(Buffer.from(`${good}\n`))]));
      expect(outline(await rowsOf(described(file.path, file.compression)))).toEqual(['0 good', '1 good']);
    }
  });
});
