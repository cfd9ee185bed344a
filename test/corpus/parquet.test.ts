import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { type ColumnSource, parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';

import type { InputFile } from '../../src/corpus/input-files.ts';
import { badRowsOf, described, documentsOf, outline, rowsOf, temporaryDirectory } from './fixtures.ts';

const directory = temporaryDirectory();

function parquetFile(columnData: ColumnSource[], rowGroupSize = 1_000, schema?: SchemaElement[]): InputFile {
  const path = join(directory, 'rows.parquet');
  const options = { columnData, rowGroupSize, ...(schema === undefined ? {} : { schema }) };
  writeFileSync(path, new Uint8Array(parquetWriteBuffer(options)));
  return described(path, 'none');
}

const lines = (count: number): string[] => Array.from({ length: count }, (_, at) => `Text ${at} 中文`);
const texts = (count: number): ColumnSource => ({ name: 'text', data: lines(count), type: 'STRING' });
const untyped = (count: number): ColumnSource => ({ name: 'text', data: lines(count) });
const metadataOf = async (column: ColumnSource) => {
  const documents = await documentsOf(parquetFile([{ ...texts(column.data.length) }, column]));
  return documents.map((document) => document.metadata[column.name]);
};
const optional = { repetition_type: 'OPTIONAL' } as const;
const textElement: SchemaElement = { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', ...optional };

describe('reading Parquet', () => {
  it('yields every row of every row group, in order', async () => {
    const file = parquetFile([texts(2_500)], 1_000);
    expect(await documentsOf(file)).toEqual(
      lines(2_500).map((text, row) => ({
        id: `rows.parquet#${row}`,
        text,
        position: { file: 3, row },
        metadata: {},
      })),
    );
  });

  it('takes ids that are integers of 64 bits, strings or missing', async () => {
    const ids = await documentsOf(
      parquetFile([texts(3), { name: 'id', data: [9007199254740993n, -1n, null], type: 'INT64' }]),
    );
    expect(ids.map(({ id }) => id)).toEqual(['9007199254740993', '-1', 'rows.parquet#2']);
    const strings = await documentsOf(parquetFile([texts(2), { name: 'id', data: ['a', ''], type: 'STRING' }]));
    expect(strings.map(({ id }) => id)).toEqual(['a', 'rows.parquet#1']);
  });

  it('takes text and ids that an old writer left as plain bytes', async () => {
    const bytes = (name: string, text: string): ColumnSource => ({
      name,
      data: [Buffer.from(text)],
      type: 'BYTE_ARRAY',
    });
    expect(await documentsOf(parquetFile([bytes('text', 'Größe'), bytes('id', 'é')]))).toMatchObject([
      { id: 'é', text: 'Größe' },
    ]);
  });

  it('turns values into JSON: large integers, times, bytes, and what is not a number', async () => {
    const integers = [1n, 9007199254740991n, 9007199254740992n, -9223372036854775808n, null];
    expect(await metadataOf({ name: 'n', data: integers, type: 'INT64' })).toEqual([
      1,
      9007199254740991,
      '9007199254740992',
      '-9223372036854775808',
      null,
    ]);
    const date = new Date('2024-02-29T12:34:56.789Z');
    expect(await metadataOf({ name: 'time', data: [date, null], type: 'TIMESTAMP' })).toEqual([
      date.toISOString(),
      null,
    ]);
    expect(await metadataOf({ name: 'bytes', data: [Buffer.from([0, 255])], type: 'BYTE_ARRAY' })).toEqual(['AP8=']);
    const numbers = [1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(await metadataOf({ name: 'd', data: numbers, type: 'DOUBLE' })).toEqual([1.5, null, null, null]);
    expect(await metadataOf({ name: 'b', data: [true, false, null], type: 'BOOLEAN' })).toEqual([true, false, null]);
    expect(await metadataOf({ name: 'j', data: [{ a: [1] }, 'x'], type: 'JSON' })).toEqual([{ a: [1] }, 'x']);
  });

  it('keeps microseconds and days as they are', async () => {
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 3 },
      textElement,
      { name: 'at', type: 'INT64', converted_type: 'TIMESTAMP_MICROS', ...optional },
      { name: 'day', type: 'INT32', converted_type: 'DATE', ...optional },
    ];
    const file = parquetFile(
      [
        untyped(3),
        { name: 'at', data: [new Date(1), new Date(0), null] },
        { name: 'day', data: [new Date('2024-02-29'), new Date('1969-12-31'), null] },
      ],
      1_000,
      schema,
    );
    expect((await documentsOf(file)).map(({ metadata }) => metadata)).toEqual([
      { at: '1970-01-01T00:00:00.001Z', day: '2024-02-29' },
      { at: '1970-01-01T00:00:00.000Z', day: '1969-12-31' },
      { at: null, day: null },
    ]);
  });

  it('turns structs and lists into JSON, with large integers inside', async () => {
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 3 },
      textElement,
      { name: 'struct', num_children: 2, ...optional },
      { name: 'n', type: 'INT64', ...optional },
      { name: 's', type: 'BYTE_ARRAY', converted_type: 'UTF8', ...optional },
      { name: 'list', converted_type: 'LIST', num_children: 1, ...optional },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      { name: 'element', type: 'INT64', ...optional },
    ];
    const file = parquetFile(
      [
        untyped(2),
        {
          name: 'struct',
          data: [
            { n: 9007199254740993n, s: 'a' },
            { n: 2n, s: null },
          ],
        },
        { name: 'list', data: [[1n, -9007199254740993n], []] },
      ],
      1_000,
      schema,
    );
    expect((await documentsOf(file)).map(({ metadata }) => JSON.stringify(metadata))).toEqual([
      '{"struct":{"n":"9007199254740993","s":"a"},"list":[1,"-9007199254740993"]}',
      '{"struct":{"n":2,"s":null},"list":[]}',
    ]);
  });

  it('keeps the digits of decimals, times of day, and the bytes of BSON and intervals', async () => {
    const fixed = { type: 'FIXED_LEN_BYTE_ARRAY', ...optional } as const;
    const decimal = { converted_type: 'DECIMAL', precision: 18, ...optional } as const;
    const leaves: [SchemaElement, readonly [stored: unknown, expected: unknown][]][] = [
      [
        { name: 'd32', type: 'INT32', ...decimal, scale: 2 },
        [
          [-5n, '-0.05'],
          [12_345n, '123.45'],
          [null, null],
        ],
      ],
      [
        { name: 'd64', type: 'INT64', ...decimal, scale: 3 },
        [
          [9007199254740993n, '9007199254740.993'],
          [0n, '0.000'],
        ],
      ],
      [
        { name: 'whole', type: 'INT64', ...decimal, scale: 0 },
        [
          [9007199254740993n, '9007199254740993'],
          [-1n, '-1'],
        ],
      ],
      [
        {
          name: 'logical',
          type: 'BYTE_ARRAY',
          logical_type: { type: 'DECIMAL', precision: 20, scale: 1 },
          ...optional,
        },
        [
          [Uint8Array.of(0xff, 0x85), '-12.3'],
          [Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1), '1844674407370955161.7'],
        ],
      ],
      [
        { name: 'ms', type: 'INT32', converted_type: 'TIME_MILLIS', ...optional },
        [
          [45_296_789, '12:34:56.789000'],
          [-1, '-1'],
        ],
      ],
      [
        { name: 'us', type: 'INT64', converted_type: 'TIME_MICROS', ...optional },
        [
          [1n, '00:00:00.000001'],
          [86_399_999_999n, '23:59:59.999999'],
        ],
      ],
      [
        {
          name: 'ns',
          type: 'INT64',
          logical_type: { type: 'TIME', isAdjustedToUTC: true, unit: 'NANOS' },
          ...optional,
        },
        [
          [1_001n, '00:00:00.000001001'],
          [86_400_000_000_000n, '86400000000000'],
        ],
      ],
      [{ name: 'bson', type: 'BYTE_ARRAY', converted_type: 'BSON', ...optional }, [[Uint8Array.of(0, 255), 'AP8=']]],
      [
        { name: 'interval', ...fixed, type_length: 12, converted_type: 'INTERVAL' },
        [[new Uint8Array(12), 'AAAAAAAAAAAAAAAA']],
      ],
    ];
    for (const [element, values] of leaves) {
      const data = values.map(([stored]) => stored);
      const file = parquetFile([untyped(data.length), { name: element.name, data }], 1_000, [
        { name: 'root', num_children: 2 },
        textElement,
        element,
      ]);
      const documents = await documentsOf(file);
      expect(documents.map(({ metadata }) => metadata[element.name])).toEqual(values.map(([, expected]) => expected));
    }
  });

  it('keeps the digits of decimals inside lists and structs', async () => {
    const decimal = { type: 'INT64', converted_type: 'DECIMAL', precision: 18, ...optional } as const;
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 3 },
      textElement,
      { name: 'struct', num_children: 2, ...optional },
      { name: 'price', ...decimal, scale: 2 },
      { name: 'n', type: 'INT64', ...optional },
      { name: 'list', converted_type: 'LIST', num_children: 1, ...optional },
      { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
      { name: 'element', ...decimal, scale: 1 },
    ];
    const columns = [
      { name: 'struct', data: [{ price: 12_345n, n: 1n }, null] },
      { name: 'list', data: [[1n, null, -25n], []] },
    ];
    const documents = await documentsOf(parquetFile([untyped(2), ...columns], 1_000, schema));
    expect(documents.map(({ metadata }) => metadata)).toEqual([
      { struct: { price: '123.45', n: 1 }, list: ['0.1', null, '-2.5'] },
      { struct: null, list: [] },
    ]);
  });

  it('takes decimals for ids, with all their digits, but neither them nor times for texts', async () => {
    const column = (name: string, element: Partial<SchemaElement>, data: unknown[]): InputFile => {
      const schema = [{ name: 'root', num_children: 2 }, textElement, { name, ...element, ...optional }];
      return parquetFile([untyped(1), { name, data }], 1_000, schema);
    };
    const decimal = { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 0 } as const;
    const [document] = await documentsOf(column('id', decimal, [9007199254740993n]));
    expect(document?.id).toBe('9007199254740993');
    for (const [element, value] of [
      [decimal, 5n],
      [{ type: 'INT32', converted_type: 'TIME_MILLIS' }, 5],
      [{ type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }, 5n],
      [{ type: 'INT32', converted_type: 'DATE' }, 5],
    ] as const) {
      const bad = await badRowsOf(column('odd', element, [value]), { textColumn: 'odd' });
      expect(bad.map(({ reason }) => reason)).toEqual(['input.text_type']);
    }
  });

  it('reads neither the row groups before the first wanted row nor those without a kept one', async () => {
    const file = parquetFile([texts(3_000)], 1_000);
    damage(file, 0);
    expect(outline(await rowsOf(file, { fromRow: 2_998 }))).toEqual([
      '2998 rows.parquet#2998',
      '2999 rows.parquet#2999',
    ]);
    const kept = await rowsOf(file, { keepRow: (row) => row === 1_500 });
    expect(outline(kept)).toEqual(['1500 rows.parquet#1500']);
  });

  it('reads the same with metadata dropped', async () => {
    const file = parquetFile([texts(2), { name: 'id', data: ['a', 'b'] }, { name: 'more', data: [1, 2] }]);
    const documents = await documentsOf(file, { metadata: 'drop' });
    expect(documents.map(({ id, metadata }) => [id, metadata])).toEqual([
      ['a', {}],
      ['b', {}],
    ]);
  });
});

/** Overwrites the data of a column of a row group, behind the page's header. */
function damage(file: InputFile, group: number, at = 0): void {
  const bytes = readFileSync(file.path);
  const column = parquetMetadata(new Uint8Array(bytes)).row_groups[group]?.columns[at]?.meta_data;
  if (column === undefined) throw new Error(`no row group ${group}`);
  const end = Number(column.data_page_offset) + Number(column.total_compressed_size);
  bytes.fill(0xff, end - 1_000, end);
  writeFileSync(file.path, bytes);
}

describe('bad Parquet', () => {
  it.each([
    ['empty', ''],
    ['short', 'PAR1'],
    ['text', '{"text": "JSON lines"}\n'.repeat(100)],
    ['of zeros', new Uint8Array(10_000)],
  ])('is one unreadable row when the file is %s', async (_, content) => {
    const path = join(directory, 'bad.parquet');
    writeFileSync(path, content);
    const bad = await badRowsOf(described(path, 'none'));
    expect(bad).toMatchObject([{ position: { file: 3, row: 0 }, reason: 'input.unreadable' }]);
    expect(await rowsOf(described(path, 'none'), { fromRow: 1 })).toEqual([]);
  });

  it('is one row without text when the column is missing, and names those that there are', async () => {
    const file = parquetFile([
      { name: 'id', data: ['a', 'b'] },
      { name: 'content', data: ['c', 'd'] },
    ]);
    expect(await badRowsOf(file)).toMatchObject([
      { reason: 'input.no_text', detail: expect.stringContaining('"id", "content"') },
    ]);
  });

  it('is one unreadable row for a damaged row group, and the next row groups are read', async () => {
    const file = parquetFile([texts(3_000)], 1_000);
    damage(file, 1);
    const rows = await rowsOf(file);
    expect(outline(rows.slice(999, 1_002))).toEqual([
      '999 rows.parquet#999',
      '1000 input.unreadable',
      '2000 rows.parquet#2000',
    ]);
    expect(rows.length).toBe(2_001);
    expect((await badRowsOf(file))[0]?.detail).toContain('row group 1 (rows 1000 to 1999)');
    expect(outline(await rowsOf(file, { fromRow: 1_001 }))[0]).toBe('2000 rows.parquet#2000');
  });

  it('has null for a column other than text and id that cannot be decoded', async () => {
    const file = parquetFile([texts(1_000), { name: 'more', data: lines(1_000), type: 'STRING' }]);
    damage(file, 0, 1);
    const documents = await documentsOf(file);
    expect(documents).toHaveLength(1_000);
    expect(documents.at(-1)).toMatchObject({ text: 'Text 999 中文', metadata: { more: null } });
    expect(await badRowsOf(file, { idColumn: 'more' })).toMatchObject([{ reason: 'input.unreadable' }]);
    expect(await documentsOf(file, { metadata: 'drop' })).toHaveLength(1_000);
  });

  it('throws a usage error that names a file which has gone', async () => {
    const file: InputFile = { ...parquetFile([texts(1)]), path: join(directory, 'gone.parquet') };
    await expect(rowsOf(file)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('gone.parquet'),
    });
  });

  it('has bad rows for null, wrong types and bytes that are not UTF-8', async () => {
    const file = (column: Omit<ColumnSource, 'name'>): InputFile => parquetFile([{ name: 'text', ...column }]);
    const reasons = async (input: InputFile) => (await badRowsOf(input)).map(({ reason }) => reason);
    expect(await reasons(file({ data: ['', null], type: 'STRING' }))).toEqual(['input.empty_text', 'input.text_type']);
    expect(await reasons(file({ data: [1n], type: 'INT64' }))).toEqual(['input.text_type']);
    const latin = Buffer.from('caf\u00e9', 'latin1');
    expect(await reasons(file({ data: [latin], type: 'BYTE_ARRAY' }))).toEqual(['input.encoding']);
  });

  it('is one unreadable row wherever the file is cut off', async () => {
    const file = parquetFile([texts(50)], 20);
    const intact = readFileSync(file.path);
    await fc.assert(
      fc.asyncProperty(fc.nat(intact.length - 1), async (length) => {
        writeFileSync(file.path, intact.subarray(0, length));
        expect(outline(await rowsOf(file))).toEqual(['0 input.unreadable']);
      }),
    );
  });

  it('is one unreadable row for a row group whose row count was damaged', async () => {
    const file = parquetFile([texts(100)]);
    const bytes = readFileSync(file.path);
    // The row count 100 as a zigzag varint, where the row group tells it after its size in bytes.
    const at = bytes.lastIndexOf(Buffer.from([0xc8, 0x01]));
    bytes.set([0xc8, 0x7f], at);
    writeFileSync(file.path, bytes);
    expect(outline(await rowsOf(file))).toEqual(['0 input.unreadable']);
  });

  it('is one unreadable row for rows that a damaged count leaves out', async () => {
    const file = parquetFile([texts(100)], 50);
    const bytes = readFileSync(file.path);
    // The row count 50 of the second row group as a zigzag varint, likewise.
    bytes.set([0x00], bytes.lastIndexOf(Buffer.from([0x16, 0x64])) + 1);
    writeFileSync(file.path, bytes);
    const rows = await rowsOf(file);
    expect(rows).toHaveLength(51);
    expect(rows.at(-1)).toMatchObject({ bad: { position: { row: 50 }, reason: 'input.unreadable' } });
    expect(await rowsOf(file, { fromRow: 51 })).toEqual([]);
  });

  it('is one unreadable row for a footer whose fields were damaged', async () => {
    const file = parquetFile([texts(100)]);
    const bytes = readFileSync(file.path);
    // The header of the field with the row count 100, which the list of row groups follows: now both are other fields.
    bytes.set([0x36], bytes.lastIndexOf(Buffer.from([0x16, 0xc8, 0x01, 0x19])));
    writeFileSync(file.path, bytes);
    expect(outline(await rowsOf(file))).toEqual(['0 input.unreadable']);
  });
});
