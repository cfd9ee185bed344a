import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll } from 'vitest';

import { readShard } from '../../src/emission/read-shard.ts';
import type { Json, JsonObject } from '../../src/vocabulary/json.ts';
import type { AcceptedRecord, RejectRecord } from '../../src/vocabulary/outcome.ts';

/** A directory for the tests of one file, removed after them. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'rewrite-emission-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function record(at: number, text = `Text ${at} of the shard, with a line.\n\u2028 中文 😀`): AcceptedRecord {
  return {
    id: `source-${at}/qa/0`,
    text,
    source_id: `source-${at}`,
    strategy: 'qa',
    prompt: 'qa@0123456789ab',
    model: 'extractive',
    task_sha: '0123456789abcdef',
    token_count: at,
    generated_tokens: at + 1,
    usage: { prompt_tokens: 10, completion_tokens: 20 },
    chunk: at % 2 === 0 ? null : at,
    variables: { tone: 'formal' },
    finish_reason: 'stop',
    attempts: 1,
    cleaned: ['lead_in'],
    program: null,
    validation: { copy: 0.25 },
    metadata: { title: 'A title', list: [1, null, { a: 'b' }] },
  };
}

export function reject(at: number): RejectRecord {
  return { ...record(at), status: 'rejected', reason: 'length.too_short', detail: '3 tokens, at least 50' };
}

/** Records in JSON, as the ledger hands them on. */
export async function* batches(records: readonly object[], size = 200): AsyncGenerator<readonly string[]> {
  for (let at = 0; at < records.length; at += size) {
    yield records.slice(at, at + size).map((entry) => JSON.stringify(entry));
  }
}

export async function recordsOf(path: string): Promise<JsonObject[]> {
  const records: JsonObject[] = [];
  for await (const entry of readShard(path)) records.push(entry);
  return records;
}

const text = fc.string({ unit: 'binary', maxLength: 40 });
const count = fc.nat(2 ** 31 - 1);
const names = text.filter((name) => name !== '__proto__');
// JSON writes -0 as 0: no record has it.
const score = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const metadata = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    text,
    score,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const accepted: fc.Arbitrary<AcceptedRecord> = fc.record(
  {
    id: text,
    text,
    source_id: text,
    strategy: text,
    prompt: text,
    model: text,
    task_sha: text,
    token_count: count,
    generated_tokens: count,
    usage: fc.record({ prompt_tokens: count, completion_tokens: count }, { noNullPrototype: true }),
    chunk: fc.option(count),
    variables: fc.dictionary(names, text, { maxKeys: 3, noNullPrototype: true }),
    finish_reason: text,
    attempts: count,
    cleaned: fc.array(text, { maxLength: 3 }),
    program: fc.option(text),
    validation: fc.dictionary(names, score, { maxKeys: 3, noNullPrototype: true }),
    metadata: fc.dictionary(names, metadata, { maxKeys: 3, noNullPrototype: true }),
  },
  { noNullPrototype: true },
);

const rejected: fc.Arbitrary<RejectRecord> = fc
  .tuple(accepted, fc.constantFrom('rejected' as const, 'failed' as const), text, text)
  .map(([fields, status, reason, detail]) => ({ ...fields, status, reason, detail }));

/** The records of one shard: all accepted, or all rejects. */
export const anyRecords: fc.Arbitrary<readonly (AcceptedRecord | RejectRecord)[]> = fc.oneof(
  fc.array(accepted, { maxLength: 30 }),
  fc.array(rejected, { maxLength: 30 }),
);
