import { stat } from 'node:fs/promises';
import { rereadSource, type RowAgain } from '../external/reread-source.ts';
import { unitInterval } from '../text/hash.ts';
import { RewriteError } from '../vocabulary/error.ts';
import { headOf } from './blended-record.ts';
import { type Draw, type Drawn, drawFrom } from './draw.ts';
import { encodePiece, encodeRecord } from './entry.ts';
import type { PackingShape } from './packing-shape.ts';
import type { BlendPhase } from './phases.ts';
import type { Quotas } from './quotas.ts';
import type { BlendRecipe } from './recipe.ts';
import type { RecordSort } from './record-sort.ts';
import type { SourceSurvey } from './survey.ts';

/** Records between two calls of `onRecords`. */
const TOLD = 4_096;

export interface GatherOptions {
  readonly recipe: Pick<BlendRecipe, 'seed' | 'metadata'>;
  readonly phases: readonly BlendPhase[];
  readonly packing: PackingShape | undefined;
  /** One for each phase. */
  readonly sorts: readonly RecordSort[];
  readonly signal: AbortSignal;
  readonly onRecords: (records: number) => void;
}

/**
 * The second reading: makes the records of the documents that the quotas draw, and hands them to the sorts of
 * their phases. Returns what was drawn of each stratum, in the order of the quotas. Throws a mismatch where the input has
 * changed since the first reading.
 */
export async function gatherSources(
  surveys: readonly SourceSurvey[],
  quotas: Quotas,
  options: GatherOptions,
): Promise<(readonly Drawn[])[]> {
  const drawn: (readonly Drawn[])[] = [];
  let before = 0;
  for (const [index, survey] of surveys.entries()) {
    const onRecords = (records: number) => options.onRecords(before + records);
    drawn.push(await gatherSource(survey, quotas.sources[index] ?? [], { ...options, onRecords }));
    before += survey.files.reduce((sum, { documents }) => sum + documents, 0);
  }
  return drawn;
}

async function gatherSource(
  survey: SourceSurvey,
  quotas: Quotas['sources'][number],
  options: GatherOptions,
): Promise<readonly Drawn[]> {
  const { source } = survey;
  const { name, settings } = source;
  const { recipe, phases, signal, onRecords } = options;
  const { drawn, rows } = drawFrom(survey, quotas, phases.length);
  const columns = { textColumn: settings.text_column, idColumn: settings.id_column };
  let read = 0;
  for (const [index, file] of source.files.entries()) {
    const { size, mtimeMs } = await stat(file.path);
    if (size !== survey.files[index]?.bytes || mtimeMs !== survey.changed[index]) throw changed(name);
    for await (const batch of rereadSource(file, columns)) {
      signal.throwIfAborted();
      for (const row of batch) {
        read += 1;
        if (read % TOLD === 0) onRecords(read);
        const draw = rows.next();
        if (draw.done === true) throw changed(name);
        if (draw.value.copies.length > 0) addCopies(row, draw.value);
      }
    }
  }
  if (rows.next().done !== true) throw changed(name);
  return drawn;

  function addCopies(row: RowAgain, { tokens, order, copies }: Draw): void {
    const record = row();
    if (record === undefined) throw changed(name);
    for (const { phase, epoch } of copies) {
      const head = headOf(record, source, { phase: phases[phase]?.name ?? '', epoch, tokens }, recipe.metadata);
      const sort = options.sorts[phase];
      const random = unitInterval(recipe.seed, 'order', head.id);
      const pieces = options.packing?.pieces(record, tokens);
      if (pieces === undefined) sort?.add(order, random, encodeRecord(head, record.textInJson()));
      else for (const piece of pieces) sort?.add(order, random, encodePiece(head, piece));
    }
  }
}

function changed(source: string): RewriteError {
  return new RewriteError(
    'mismatch',
    `The files of \`${source}\` changed while they were read: run the same command again when nobody writes to them.`,
  );
}
