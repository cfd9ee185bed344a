import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ColumnsMet, watchColumns } from '../select/columns-met.ts';
import type { LocatedYaml } from '../text/checked-yaml.ts';
import { nearest } from '../text/nearest.ts';
import { excerptNames } from '../corpus/excerpt.ts';
import type { Expression } from '../selection/expression/expression.ts';
import { type RewriteError, usageError } from '../vocabulary/error.ts';
import type { ExaminedRows } from './examine.ts';
import { createSourceExaminer, type SourceExaminer } from './examine-sources.ts';
import type { PackingShape } from './packing-shape.ts';
import type { BlendRecipe } from './recipe.ts';
import type { BlendSource } from './sources.ts';
import { createStratum, type Stratum } from './stratum.ts';
import { LEFT_OUT, SurveyRows } from './survey-rows.ts';
import type { Tokenizer } from './tokenizer.ts';

/** The domain of documents that have none, and of all where a source is not rebalanced. */
const NO_DOMAIN = '(none)';

/** A column of more values is no domain. */
const MOST_DOMAINS = 1_000;

/** Domains that are named at most, where one is looked for in vain. */
const NAMED_DOMAINS = 12;

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
  /** Names a key's place in the recipe. */
  readonly at: LocatedYaml<BlendRecipe>['at'];
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
  const examiner = createSourceExaminer(sources, options.tokenizer);
  const { at, by, onWarning } = options;
  const ordering = watchColumns(by === undefined ? [] : [by], onWarning);
  let before = 0;
  try {
    for (const source of sources) {
      const onRecords = (records: number) => options.onRecords(before + records);
      const survey = await surveySource(source, { examiner, ordering }, { ...options, onRecords });
      surveys.push(survey);
      before += survey.files.reduce((sum, { documents }) => sum + documents, 0);
    }
    checkOrder(surveys, by, ordering, at(['order', 'by']));
    return surveys;
  } catch (error) {
    for (const { rows } of surveys) rows.close();
    throw error;
  } finally {
    await examiner.close();
  }
}

async function surveySource(
  source: BlendSource,
  { examiner, ordering }: { readonly examiner: SourceExaminer; readonly ordering: ColumnsMet },
  options: SurveyOptions,
): Promise<SourceSurvey> {
  const { name } = source;
  const { order, seed, at, signal, onRecords } = options;
  const rows = new SurveyRows(join(options.folder, `rows-${name}`));
  const skipped: Record<string, number> = {};
  let firstSkipped: string | undefined;
  const strata = createStrata(source);
  const columns = watchColumns(source.domain === undefined ? [] : [source.domain], options.onWarning);
  const rowsOf = source.files.map(() => 0);
  let read = 0;
  let unordered = 0;
  const leaveOut = (reason: string): void => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
    rows.add(LEFT_OUT);
  };
  const take = ({ file, groups, groupOf, bins, tokens, orders, columns: sighted }: ExaminedRows): void => {
    columns.add(sighted.domain);
    ordering.add(sighted.order);
    for (const group of groups) if (group.kind === 'left_out') firstSkipped ??= group.detail;
    rowsOf[file] = (rowsOf[file] ?? 0) + groupOf.length;
    const stratumOf = groups.map((group) => (group.kind === 'documents' ? strata.indexOf(group.domain) : undefined));
    for (const [at, index] of groupOf.entries()) {
      read += 1;
      if (read % TOLD === 0) onRecords(read);
      const group = groups[index];
      const stratum = stratumOf[index];
      if (group?.kind !== 'documents' || stratum === undefined) {
        leaveOut(group?.kind === 'left_out' ? group.reason : 'other_domain');
        continue;
      }
      const [bin = 0, count = 0] = [bins[at], tokens[at]];
      rows.add({ stratum, bin, tokens: count, order: orders[at] ?? 0 });
      strata.all[stratum]?.count(bin, count);
      if (group.areUnordered) unordered += 1;
    }
  };
  try {
    const found = await Promise.all(source.files.map(({ path }) => stat(path)));
    const questions = { source: name, seed, packing: options.packing?.bounds, domain: source.domain?.source, order };
    await examiner.examine(source, questions, take, signal);
    const files = source.files.map(({ label }, file): SurveyedFile => {
      return { path: label, bytes: found[file]?.size ?? 0, documents: rowsOf[file] ?? 0 };
    });
    const changed = found.map(({ mtimeMs }) => mtimeMs);
    const documents = strata.all.reduce((sum, stratum) => sum + stratum.documents, 0);
    const tokens = strata.all.reduce((sum, stratum) => sum + stratum.tokens, 0);
    const missing = columns.missing('no document');
    if (missing !== undefined) throw usageError(`${at(['sources', name, 'domains', 'column'])}: ${missing}`);
    if (documents > 0 || skipped['other_domain'] !== undefined) checkDomains(source, strata, at);
    if (documents === 0) throw nothingLeft(name, skipped, firstSkipped);
    return { source, files, changed, skipped, strata: strata.all, documents, tokens, unordered, rows };
  } catch (error) {
    rows.close();
    throw error;
  }
}

/** The strata of a source, made as their domains are met; with given shares, only theirs. */
function createStrata({ name, settings: { domains } }: BlendSource) {
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
  const others = new Set<string>();
  return {
    all,
    /** Domains without a share that were met, some of them. */
    others,
    /** Of the stratum of a domain; undefined where that has no share. */
    indexOf(label: string | undefined): number | undefined {
      const domain = label || NO_DOMAIN;
      const known = byDomain.get(domain);
      if (known !== undefined) return known;
      if (given === undefined) return add(domain);
      if (others.size < NAMED_DOMAINS) others.add(domain);
      return undefined;
    },
  };
}

/** Throws where a domain that has a share has no document. */
function checkDomains(
  { name }: BlendSource,
  { all, others }: ReturnType<typeof createStrata>,
  at: SurveyOptions['at'],
): void {
  const empty = all.find(({ documents }) => documents === 0);
  if (empty === undefined) return;
  const there = [...all.filter(({ documents }) => documents > 0).map(({ domain }) => domain), ...others];
  const meant = nearest(empty.domain, there);
  const hint = meant === undefined ? `there are ${excerptNames(there)}` : `did you mean \`${meant}\`?`;
  const where = at(['sources', name, 'domains', 'shares']);
  throw usageError(`${where}: \`${name}\` has no document of the domain \`${empty.domain}\`; ${hint}`);
}

function checkOrder(
  surveys: readonly SourceSurvey[],
  by: Expression | undefined,
  columns: ColumnsMet,
  where: string,
): void {
  if (by === undefined) return;
  if (surveys.some(({ documents, unordered }) => unordered < documents)) return;
  const missing = columns.missing('no document');
  throw usageError(`${where}: ${missing ?? `${JSON.stringify(by.source)} comes to a number for no document`}`);
}

function nothingLeft(
  source: string,
  skipped: Readonly<Record<string, number>>,
  first: string | undefined,
): RewriteError {
  const reasons = Object.entries(skipped).map(([reason, documents]) => `${documents} ${reason}`);
  const found = reasons.length === 0 ? ': its files are empty' : `: ${reasons.join(', ')}`;
  const hint = skipped['too_long'] === undefined ? '' : ' (packing: split: true cuts them, or raise context_length)';
  // The flag is a key of the recipe here.
  const example = first === undefined ? '' : `; the first: ${first.replace('--text-column', 'text_column')}`;
  return usageError(`source \`${source}\` has no document that can be taken${found}${hint}${example}`);
}
