import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../src/cli/main.ts';
import { sftReport } from '../../src/cli/build-sft-report.ts';
import { temporaryFolder } from '../run/harness.ts';

const call = async (flags: readonly string[]) => {
  const argv = ['node', 'rewrite', 'prox', 'build-sft', ...flags];
  return (await commandLine(argv, () => {})).parseAsync(argv);
};

describe('rewrite prox build-sft', () => {
  it.each([
    [['--out', 'OUT'], '--input names no documents'],
    [['--input', 'DOCS'], '--out is missing'],
    [['--input', 'DOCS', '--out', 'OUT', '--heldout', '0.9'], '--heldout must be at most 0.5, got `0.9`'],
    [['--input', 'DOCS', '--out', 'OUT', '--max-removed', 'half'], '--max-removed'],
    [['--input', 'DOCS', '--out', 'OUT'], 'Give --endpoint http://host:port/v1'],
  ])('refuses %j: %s, and writes nothing', async (flags, message) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'docs.jsonl'), '{"text": "The tide turns."}\n');
    const paths: Readonly<Record<string, string>> = { DOCS: join(folder, 'docs.jsonl'), OUT: join(folder, 'out') };
    await expect(call(flags.map((flag) => paths[flag] ?? flag))).rejects.toThrow(message);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});

describe('its report on the terminal', () => {
  it('names every step, what did not come through and why, and files that no trainer reads', () => {
    const noise = { unanswered: {}, refused: {} };
    const text = sftReport(
      {
        tool_version: '1',
        models: { scores: 'big', programs: 'big' },
        options: { heldout: 0.05, max_removed: 0.5, untouched: 0.5, document_tokens: 1_750, seed: 0 },
        documents: { read: 1_200, skipped: { 'length.document_long': 200 }, kept: 600, dropped: 390, unlabelled: 10 },
        ratings: {
          education: { scores: { 1: 390, 3: 600 }, unreadable: { 'format.score': 7, 'finish.length': 3 } },
          format: { scores: { 4: 1_000 }, unreadable: {} },
        },
        document_examples: {
          too_long: 90,
          duplicates: 10,
          examples: { train: { keep: 500, drop: 390 }, heldout: { keep: 0, drop: 0 } },
        },
        windows: {
          made: 900,
          blank: 5,
          too_long: 5,
          unanswered: 12,
          nothing_left: 3,
          unverified: 0,
          removed_too_much: 20,
          duplicates: 15,
          untouched_left_out: 100,
          examples: { train: { edited: 400, untouched: 300 }, heldout: { edited: 30, untouched: 10 } },
        },
        programs: {
          'prox-sft-navigation': noise,
          'prox-sft-links': { unanswered: { 'program.unparsable': 12 }, refused: { 'not a call': 40 } },
          'prox-sft-footers': noise,
        },
        tokens: {
          scores: { prompt: 2_900_000, completion: 100_000 },
          programs: { prompt: 5_400_000, completion: 60_000 },
        },
      },
      'out/sft',
    );
    expect(text).toBe(
      `documents  1,200 read, 1,000 rated; skipped: 200 length.document_long
labels     600 keep (60.0%), 390 drop, 10 none
           education 0: 0  1: 390  2: 0  3: 600  4: 0  5: 0; unreadable: 7 format.score, 3 finish.length
           format    0: 0  1: 0  2: 0  3: 0  4: 1,000  5: 0
windows    900 of kept documents, 890 asked about, 5 blank, 5 of one line that is too long
programs   878 windows with an answer for each kind of noise, 12 without, 3 where no call fits
           prox-sft-links, no answer: 12 program.unparsable
           prox-sft-links, calls left out: 40 not a call
left out   20 windows of documents that lose more than 50.0%, 100 clean ones beyond 50.0% of the examples
           duplicates: 10 documents, 15 windows; 90 documents of more than 1,750 tokens make no document example
tokens     8.30M read and 160k written by the model: 3,000 to rate a document, 9,100 for the programs of one that is kept

  examples              train  held out
  doc: keep_doc()         500         0
  doc: drop_doc()         390         0
  chunk: a program        400        30
  chunk: untouch_doc()    300        10

examples   out/sft (report.json has every count)
warning    doc.heldout.jsonl is empty: no trainer reads it; take more documents`,
    );
  });
});
