import { stringInLine } from '../corpus/string-in-line.ts';
import { readSource, type SourceRecord } from '../dedup/read-source.ts';
import type { Expression } from '../selection/expression/expression.ts';
import { unitInterval } from '../text/hash.ts';
import { RewriteError } from '../vocabulary/error.ts';
import { headOf } from './blended-record.ts';
import { encodePiece, encodeRecord } from './entry.ts';
import type { PackingShape } from './packing-shape.ts';
import type { BlendPhase } from './phases.ts';
import type { Quotas } from './quotas.ts';
import type { BlendRecipe } from './recipe.ts';
import type { RecordSort } from './record-sort.ts';
import { sourceDocument } from './source-document.ts';
import { drawKey, type SourceSurvey } from './survey.ts';

/** Records between two calls of `onRecords`. */
const TOLD = 4_096;

/** What was drawn of a stratum. */
export interface Drawn {
  /** Documents taken at least once. */
  distinct: number;
  /** With repetitions. */
  documents: number;
  tokens: number;
  /** Tokens of each phase. */
  readonly byPhase: number[];
}

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
 * The second reading: draws the documents that the quotas ask for, makes their records and hands them to the sorts of
 * their phases. Returns what was drawn of each stratum, in the order of the quotas. Throws a mismatch where the input has
 * changed since the first reading.
 */
export async function gatherSources(
  surveys: readonly SourceSurvey[],
  quotas: Quotas,
  options: GatherOptions,
): Promise<Drawn[][]> {
  const drawn: Drawn[][] = [];
  let before = 0;
  for (const [index, survey] of surveys.entries()) {
    const onRecords = (records: number) => options.onRecords(before + records);
    drawn.push(await gatherSource(survey, quotas.sources[index] ?? [], { ...options, onRecords }));
    before += survey.files.reduce((sum, { documents }) => sum + documents, 0);
  }
  return drawn;
}

async function gatherSource(
  { source, strata, rows }: SourceSurvey,
  quotas: Quotas['sources'][number],
  options: GatherOptions,
): Promise<Drawn[]> {
  const { name, settings } = source;
  const { recipe, phases, signal, onRecords } = options;
  const drawn = strata.map((): Drawn => ({ distinct: 0, documents: 0, tokens: 0, byPhase: phases.map(() => 0) }));
  const found = rows[Symbol.iterator]();
  const textInLine = stringInLine(settings.text_column);
  // Copied where it can be: writing strings anew takes most of the time otherwise.
  const textInJson = ({ line, text }: SourceRecord): string | Uint8Array =>
    (line === undefined ? undefined : textInLine(line)) ?? JSON.stringify(text);
  let read = 0;
  for (const file of source.files) {
    for await (const row of readSource(file, { textColumn: settings.text_column, idColumn: settings.id_column })) {
      signal.throwIfAborted();
      read += 1;
      if (read % TOLD === 0) onRecords(read);
      if (row.kind === 'skipped') continue;
      const next = found.next();
      if (next.done === true) throw changed(name);
      const { stratum: index, tokens } = next.value;
      if (index === undefined) continue;
      const [stratum, quota, tally] = [strata[index], quotas[index], drawn[index]];
      if (stratum === undefined || quota === undefined || tally === undefined) throw changed(name);
      const at = stratum.place(drawKey(recipe.seed, name, row.id), tokens);
      const middle = at + tokens / 2;
      const last = quota.bounds.at(-1) ?? 0;
      for (let epoch = 0; middle + epoch * stratum.tokens < last; epoch++) {
        const phase = phaseAt(quota.bounds, middle + epoch * stratum.tokens);
        addCopy(row, tokens, phase, epoch);
        if (epoch === 0) tally.distinct += 1;
        tally.documents += 1;
        tally.tokens += tokens;
        tally.byPhase[phase] = (tally.byPhase[phase] ?? 0) + tokens;
      }
    }
  }
  if (found.next().done !== true) throw changed(name);
  return drawn;

  function addCopy(row: SourceRecord, tokens: number, phase: number, epoch: number): void {
    const head = headOf(row, source, { phase: phases[phase]?.name ?? '', epoch, tokens }, recipe.metadata);
    const sort = options.sorts[phase];
    const random = unitInterval(recipe.seed, 'order', head.id);
    const value = orderOf(row, options.by, recipe.order);
    const pieces = options.packing?.pieces(row.text, tokens);
    if (pieces === undefined) sort?.add(value, random, encodeRecord(head, textInJson(row)));
    else for (const piece of pieces) sort?.add(value, random, encodePiece(head, piece));
  }
}

/** The phase whose stretch of the line has this place. */
function phaseAt(bounds: readonly number[], place: number): number {
  return Math.max(0, bounds.findIndex((bound) => place < bound) - 1);
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
