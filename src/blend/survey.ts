import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readSource } from '../external/read-source.ts';
import { watchColumns } from '../select/columns-met.ts';
import type { Expression } from '../selection/expression/expression.ts';
import { unitInterval } from '../text/hash.ts';
import type { SourceDocument } from '../vocabulary/document.ts';
import { usageError } from '../vocabulary/error.ts';
import type { PackingShape } from './packing-shape.ts';
import type { BlendRecipe } from './recipe.ts';
import { sourceDocument } from './source-document.ts';
import type { BlendSource } from './sources.ts';
import { binOf, createStratum, type Stratum } from './stratum.ts';
import { LEFT_OUT, SurveyRows } from './survey-rows.ts';
import type { Tokenizer } from './tokenizer.ts';

/** The domain of documents that have none, and of all where a source is not rebalanced. */
const NO_DOMAIN = '(none)';

/** A column of more values is no domain. */
const MOST_DOMAINS = 1_000;

/** Records between two calls of `onRecords`. */
const TOLD = 4_096;

/** A file as it was read. */
export interface SurveyedFile {
  readonly path: string;
  readonly bytes: number;
  /** Rows, the skipped ones too. */
  readonly documents: number;
}

/** What the first reading found of a source. */
export interface SourceSurvey {
  readonly source: BlendSource;
  readonly files: readonly SurveyedFile[];
  /** Of each file, when it was last changed, in milliseconds. */
  readonly changed: readonly number[];
  /** Reason → documents that cannot be taken. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly strata: readonly Stratum[];
  /** Documents that can be taken, and those of them without a number to order by. */
  readonly documents: number;
  readonly tokens: number;
  readonly unordered: number;
  readonly rows: SurveyRows;
}

/** What the readings of all sources have in common. */
export interface SurveyOptions {
  readonly tokenizer: Tokenizer;
  /** Undefined: documents are not packed. */
  readonly packing: PackingShape | undefined;
  readonly order: BlendRecipe['order'];
  /** What a curriculum orders by. */
  readonly by: Expression | undefined;
  readonly seed: number;
  /** For scratch files. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Called now and then with the records read so far, over all sources. */
  readonly onRecords: (records: number) => void;
  /** Told of columns that none of many documents has. */
  readonly onWarning: (sentence: string) => void;
}

/**
 * The first reading: counts every source's documents and tokens, by domain. Throws a usage error for a source without a
 * document that can be taken, a column that none of its documents has, and one of too many domains.
 */
export async function surveySources(sources: readonly BlendSource[], options: SurveyOptions): Promise<SourceSurvey[]> {
  const surveys: SourceSurvey[] = [];
  let before = 0;
  try {
    for (const source of sources) {
      const onRecords = (records: number) => options.onRecords(before + records);
      const survey = await surveySource(source, { ...options, onRecords });
      surveys.push(survey);
      before += survey.files.reduce((sum, { documents }) => sum + documents, 0);
    }
    checkOrder(surveys, options.by);
    return surveys;
  } catch (error) {
    for (const { rows } of surveys) rows.close();
    throw error;
  }
}

async function surveySource(source: BlendSource, options: SurveyOptions): Promise<SourceSurvey> {
  const { name, settings } = source;
  const { tokenizer, order, by, seed, signal, onRecords } = options;
  const rows = new SurveyRows(join(options.folder, `rows-${name}`));
  const files: SurveyedFile[] = [];
  const changed: number[] = [];
  const skipped: Record<string, number> = {};
  const strata = createStrata(source);
  const skip = (reason: string): void => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  let read = 0;
  let unordered = 0;
  const met = watchColumns(source.domain === undefined ? [] : [source.domain], options.onWarning);
  const isAsked = source.domain !== undefined || by !== undefined;
  try {
    for (const file of source.files) {
      const { size, mtimeMs } = await stat(file.path);
      const before = read;
      for await (const row of readSource(file, { textColumn: settings.text_column, idColumn: settings.id_column })) {
        signal.throwIfAborted();
        read += 1;
        if (read % TOLD === 0) onRecords(read);
        if (row.kind === 'skipped') {
          skip(row.reason);
          rows.add(LEFT_OUT);
          continue;
        }
        const tokens = tokenizer.count(row.text);
        const left = options.packing?.refuses(row.text, tokens);
        // Only expressions see it so: they are not always asked.
        const document = isAsked ? sourceDocument(row) : undefined;
        if (document !== undefined) met.see(document);
        const stratum = left === undefined ? strata.indexOf(document) : undefined;
        // A function of the seed, its source and its id.
        const bin = binOf(unitInterval(seed, 'blend', name, row.id));
        const value = document && by?.score(document);
        rows.add({ stratum, bin, tokens, order: placeOf(value, order) });
        if (left !== undefined) skip(left);
        else if (stratum === undefined) skip('other_domain');
        else {
          strata.all[stratum]?.count(bin, tokens);
          if (by !== undefined && typeof value !== 'number') unordered += 1;
        }
      }
      files.push({ path: file.label, bytes: size, documents: read - before });
      changed.push(mtimeMs);
    }
    const documents = strata.all.reduce((sum, stratum) => sum + stratum.documents, 0);
    const tokens = strata.all.reduce((sum, stratum) => sum + stratum.tokens, 0);
    met.check();
    if (documents === 0) throw nothingLeft(name, skipped);
    return { source, files, changed, skipped, strata: strata.all, documents, tokens, unordered, rows };
  } catch (error) {
    rows.close();
    throw error;
  }
}

/** The strata of a source, made as their domains are met; with given shares, only theirs. */
function createStrata({ name, domain: expression, settings: { domains } }: BlendSource) {
  const all: Stratum[] = [];
  const byDomain = new Map<string, number>();
  const add = (domain: string): number => {
    byDomain.set(domain, all.length);
    if (all.length === MOST_DOMAINS) {
      throw usageError(
        `source \`${name}\`: column ${JSON.stringify(domains?.column)} has more than ${MOST_DOMAINS} values: it tells no domain`,
      );
    }
    return all.push(createStratum(domain)) - 1;
  };
  const given = domains !== undefined && typeof domains.shares === 'object' ? Object.keys(domains.shares) : undefined;
  for (const domain of given ?? []) add(domain);
  return {
    all,
    /** Of a document's stratum; undefined where its domain has no share. */
    indexOf(document: SourceDocument | undefined): number | undefined {
      const domain = (document === undefined ? undefined : expression?.label(document)) || NO_DOMAIN;
      const known = byDomain.get(domain);
      return known !== undefined || given !== undefined ? known : add(domain);
    },
  };
}

/** The first key of the order: the same for all where they are shuffled; documents without a number come last. */
function placeOf(value: unknown, order: BlendRecipe['order']): number {
  if (order === 'shuffled') return 0;
  if (typeof value !== 'number') return Number.POSITIVE_INFINITY;
  return order.direction === 'ascending' ? value : -value;
}

function checkOrder(surveys: readonly SourceSurvey[], by: Expression | undefined): void {
  if (by === undefined) return;
  if (surveys.some(({ documents, unordered }) => unordered < documents)) return;
  throw usageError(`order.by: ${JSON.stringify(by.source)} comes to a number for no document`);
}

function nothingLeft(source: string, skipped: Readonly<Record<string, number>>): Error {
  const reasons = Object.entries(skipped).map(([reason, documents]) => `${documents} ${reason}`);
  return usageError(
    `source \`${source}\` has no document that can be taken${reasons.length === 0 ? ': its files are empty' : `: ${reasons.join(', ')}`}`,
  );
}
