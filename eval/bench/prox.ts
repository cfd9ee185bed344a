/*
 * Programs carried out per second on one core, in both modes, reading the program included; and windows cut, in MB/s
 * (UTF-8 bytes). Documents are 2 kB from the seed corpus (data/seeds), one from each place; a program has four calls that
 * fit its document: two ranges of lines, a string deleted, a string replaced. Windows are those of the whole seed corpus
 * with estimated tokens, 1,500 a window.
 *
 *   npx tsx eval/bench/prox.ts
 */
import { executeProgram, PROGRAM_LIMITS } from '../../src/prox/execute.ts';
import { parseProgram } from '../../src/prox/parse.ts';
import { printProgram } from '../../src/prox/print.ts';
import { executeChunkReference, REFERENCE_OPTIONS } from '../../src/prox/reference/execute.ts';
import { windowsOf } from '../../src/prox/windows.ts';
import { millisecondsOf, printTable, seedTexts } from './measure.ts';

const DOCUMENT_BYTES = 2000;

interface Pair {
  readonly text: string;
  readonly program: string;
}

/** Every 2 kB of the text that begin a line. */
function documentsOf(text: string): string[] {
  const documents: string[] = [];
  for (let from = 0; from + DOCUMENT_BYTES <= text.length; ) {
    documents.push(text.slice(from, from + DOCUMENT_BYTES));
    from = text.indexOf('\n', from + DOCUMENT_BYTES) + 1;
    if (from === 0) break;
  }
  return documents;
}

function pairOf(text: string): Pair {
  const last = text.split('\n').length - 1;
  const middle = text.slice(text.length / 4, (3 * text.length) / 4);
  const [deleted = 'the', replaced = 'of'] = (middle.match(/[a-z]{3,} [a-z]{3,} [a-z]{3,}/g) ?? []).slice(1);
  const program = printProgram([
    { kind: 'remove_lines', start: 0, end: Math.min(1, last), line: 1 },
    { kind: 'normalize', source: deleted, target: '', line: 2 },
    { kind: 'normalize', source: replaced, target: 'something else', line: 3 },
    { kind: 'remove_lines', start: last, end: last, line: 4 },
  ]);
  return { text, program };
}

const seeds = seedTexts();
// Through JSON, as cases and answers come: a slice of a larger string is slower to read.
const pairs = JSON.parse(JSON.stringify(seeds.flatMap(documentsOf).map(pairOf))) as Pair[];
const bytes = seeds.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const lines = pairs.reduce((sum, { text }) => sum + text.split('\n').length, 0) / pairs.length;
process.stdout.write(`${pairs.length} documents of 2 kB, ${lines.toFixed(0)} lines on average, four calls each\n\n`);

const MODES: Readonly<Record<string, (pair: Pair) => unknown>> = {
  reference: ({ text, program }) => executeChunkReference(text, program, REFERENCE_OPTIONS),
  safe: ({ text, program }) => executeProgram(text, parseProgram(program), PROGRAM_LIMITS),
};
const rows = Object.entries(MODES).map(([mode, carryOut]) => {
  const ms = millisecondsOf(() => pairs.forEach(carryOut)) / pairs.length;
  return [mode, Math.round(1000 / ms).toLocaleString('en'), (1000 * ms).toFixed(1)];
});
printTable([['', 'programs/s', 'µs each'], ...rows]);

const ms = millisecondsOf(() => seeds.forEach((text) => windowsOf(text)));
process.stdout.write('\n');
printTable([
  ['', 'MB/s'],
  ['windows', (bytes / 1000 / ms).toFixed(0)],
]);
