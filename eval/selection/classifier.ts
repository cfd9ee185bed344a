/*
 * Does a classifier find edited text among web pages, in documents that it has not seen? Documents are cut into pieces of
 * as many words; in three rounds a third of the documents, whole, is kept away from training.
 *
 *   npx tsx eval/selection/classifier.ts --positives GLOB --negatives GLOB [--words 100] [--pieces 10] [--keep 0.1] [--grouped]
 *
 * Printed are the AUC that training itself tells, of pieces held out at random (with --grouped: of documents), and the AUC on pieces of the documents
 * that were kept away: what pages of one site teach about each other is in the first figure only. Then what of both
 * classes is kept, by score and by chance, and the n-grams that told most. `--pieces`: at most so many of a document.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findInputFiles } from '../../src/corpus/input-files.ts';
import { readFile } from '../../src/corpus/read-file.ts';
import type { HeldOut } from '../../src/raters/classifier/calibration.ts';
import { evaluate } from '../../src/raters/classifier/evaluation.ts';
import { logOddsOf } from '../../src/raters/classifier/linear-model.ts';
import type { ClassifierHeader } from '../../src/raters/classifier/model-file.ts';
import { BITS, EPOCHS, HELD_OUT, trainClassifier } from '../../src/raters/classifier/train.ts';
import { unitInterval } from '../../src/text/hash.ts';
import { printTable } from '../bench/measure.ts';
import { inTemporaryFolder } from '../bench/temporary-folder.ts';

const { values } = parseArgs({
  options: {
    positives: { type: 'string', multiple: true, default: [] },
    negatives: { type: 'string', multiple: true, default: [] },
    words: { type: 'string', default: '100' },
    pieces: { type: 'string', default: '10' },
    keep: { type: 'string', default: '0.1' },
    grouped: { type: 'boolean', default: false },
  },
});
const ROUNDS = 3;
const keep = Number(values.keep);

interface Piece {
  readonly text: string;
  readonly document: string;
  readonly positive: boolean;
  readonly round: number;
}

/** Pieces of the documents, drawn where a document has more than are wanted. */
async function piecesOf(patterns: readonly string[], positive: boolean): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const [index, file] of (await findInputFiles(patterns, process.cwd())).entries()) {
    const options = { textColumn: 'text', idColumn: 'id', metadata: 'drop', fromRow: 0 } as const;
    for await (const row of readFile(file, index, options)) {
      if (row.kind === 'bad') continue;
      const { id, text } = row.document;
      const round = Math.floor(unitInterval(1, id) * ROUNDS);
      const own = text.match(new RegExp(`(?:\\S+\\s+){${values.words}}`, 'g')) ?? [];
      const drawn = own.map((piece, place) => ({ piece, key: unitInterval(2, id, place) }));
      drawn.sort((left, right) => left.key - right.key);
      for (const { piece } of drawn.slice(0, Number(values.pieces)))
        pieces.push({ text: piece, document: id, positive, round });
    }
  }
  return pieces;
}

const jsonLines = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, document }) => `${JSON.stringify({ text, document })}\n`).join('');

const pieces = [...(await piecesOf(values.positives, true)), ...(await piecesOf(values.negatives, false))];
const positives = pieces.filter(({ positive }) => positive).length;
const says = (text: string): void => void process.stdout.write(`${text}\n`);
says(`${positives} pieces of positives, ${pieces.length - positives} of negatives, ${values.words} words each\n`);

const seen: HeldOut[] = [];
const itself: number[] = [];
const last: { header: ClassifierHeader | undefined } = { header: undefined };
for (let round = 0; round < ROUNDS; round++) {
  await inTemporaryFolder(async (folder) => {
    const write = async (name: string, positive: boolean) => {
      const path = join(folder, `${name}.jsonl`);
      await writeFile(path, jsonLines(pieces.filter((piece) => piece.round !== round && piece.positive === positive)));
      return await findInputFiles([path], folder);
    };
    const trained = await trainClassifier(
      {
        positives: await write('positives', true),
        negatives: await write('negatives', false),
        textColumn: 'text',
        groupColumn: values.grouped ? 'document' : undefined,
        bits: BITS,
        epochs: EPOCHS,
        heldOut: HELD_OUT,
        keep,
        seed: 0,
      },
      { signal: new AbortController().signal, onStep: () => {} },
    );
    const { header, model } = trained;
    itself.push(header.evaluation.auc);
    last.header = header;
    for (const { text, positive, round: own } of pieces) {
      if (own === round) seen.push({ margin: logOddsOf(model, header.calibration, text), positive });
    }
  });
}
const { auc, log_loss, ece, kept } = evaluate(seen, keep);
const three = itself.map((value) => value.toFixed(4)).join(', ');
says(`AUC by training itself: ${three}; on documents kept away: ${auc.toFixed(4)}, log loss ${log_loss.toFixed(3)}`);
says(
  `calibration error on documents kept away: ${ece.toFixed(3)}; positives of all: ${share(positives / pieces.length)}\n`,
);
printTable([
  ['kept', 'positives of what is kept', 'of the positives', 'of the negatives'],
  ...kept.map(({ fraction, precision, recall, negatives_kept }) => [
    share(fraction),
    share(precision),
    share(recall),
    share(negatives_kept),
  ]),
]);
for (const side of ['positives', 'negatives'] as const) {
  says(
    `\ntells ${side}: ${(last.header?.[side].telling ?? [])
      .slice(0, 15)
      .map(({ ngram }) => JSON.stringify(ngram))
      .join(' ')}`,
  );
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)}%`;
}
