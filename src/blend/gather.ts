import { stringInLine } from '../corpus/string-in-line.ts';
import { readSource, type SourceRecord } from '../external/read-source.ts';
import type { Expression } from '../selection/expression/expression.ts';
import { unitInterval } from '../text/hash.ts';
import { RewriteError } from '../vocabulary/error.ts';
import { headOf } from './blended-record.ts';
import { type Drawn, drawFrom } from './draw.ts';
import { encodePiece, encodeRecord } from './entry.ts';
import type { PackingShape } from './packing-shape.ts';
import type { BlendPhase } from './phases.ts';
import type { Quotas } from './quotas.ts';
import type { BlendRecipe } from './recipe.ts';
import type { RecordSort } from './record-sort.ts';
import { sourceDocument } from './source-document.ts';
import type { SourceSurvey } from './survey.ts';

/** Records between two calls of `onRecords`. */
const TOLD = 4_096;

export interface GatherOptions {
  readonly recipe: Pick<BlendRecipe, 'order' | 'seed' | 'metadata'>;
  /** What a curriculum orders by. */
  readonly by: Expression | undefined;
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
  const { drawn, documents } = drawFrom(survey, quotas, phases.length);
  const textInLine = stringInLine(settings.text_column);
  // Copied where it can be: to write a string anew takes several times as long.
  const textInJson = ({ line, text }: SourceRecord): string | Uint8Array =>
    (line === undefined ? undefined : textInLine(line)) ?? JSON.stringify(text);
  let read = 0;
  for (const file of source.files) {
    for await (const row of readSource(file, { textColumn: settings.text_column, idColumn: settings.id_column })) {
      signal.throwIfAborted();
      read += 1;
      if (read % TOLD === 0) onRecords(read);
      if (row.kind === 'skipped') continue;
      const next = documents.next();
      if (next.done === true) throw changed(name);
      const { tokens, copies } = next.value;
      for (const { phase, epoch } of copies) addCopy(row, tokens, phase, epoch);
    }
  }
  if (documents.next().done !== true) throw changed(name);
  return drawn;

  function addCopy(row: SourceRecord, tokens: number, phase: number, epoch: number): void {
    const head = headOf(row, source, { phase: phases[phase]?.name ?? '', epoch, tokens }, recipe.metadata);
    const sort = options.sorts[phase];
    const random = unitInterval(recipe.seed, 'order', head.id);
    const value = orderOf(row, options.by, recipe.order);
    const pieces = options.packing?.pieces(row.text, tokens, () => textInJson(row));
    if (pieces === undefined) sort?.add(value, random, encodeRecord(head, textInJson(row)));
    else for (const piece of pieces) sort?.add(value, random, encodePiece(head, piece));
  }
}

/** The first key of the order: the same for all where they are shuffled; documents without a number come last. */
function orderOf(row: SourceRecord, by: Expression | undefined, order: BlendRecipe['order']): number {
  if (order === 'shuffled' || by === undefined) return 0;
  const value = by.score(sourceDocument(row));
  if (typeof value !== 'number') return Number.POSITIVE_INFINITY;
  return order.direction === 'ascending' ? value : -value;
}

function changed(source: string): RewriteError {
  return new RewriteError(
    'mismatch',
    `The files of \`${source}\` changed while they were read: run the same command again when nobody writes to them.`,
  );
}
