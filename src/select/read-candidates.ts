import type { InputFile } from '../corpus/input-files.ts';
import type { ConceptPass } from '../concepts/concepts.ts';
import { readFile } from '../corpus/read-file.ts';
import { drawOf } from '../selection/gumbel.ts';
import type { SelectionReason } from '../selection/reasons.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { SourceDocument } from '../vocabulary/document.ts';
import { usageError } from '../vocabulary/error.ts';
import { type Candidate, CandidateTable } from './candidates.ts';
import { watchColumns } from './columns-met.ts';
import { createDropped, type Dropped } from './dropped.ts';
import type { DsirWeights } from './dsir-weights.ts';
import type { SelectionPlan } from './plan.ts';

/** Where the text and the id of a row stand. */
export interface CorpusColumns {
  readonly textColumn: string;
  readonly idColumn: string;
}

/** A file of the corpus, as it was read. */
export interface ReadFile {
  readonly path: string;
  readonly bytes: number;
  /** Rows, bad ones included; one stands for a part of a file that cannot be read. */
  readonly documents: number;
  /** Places for rows, up to the last that was met: by these the rows of the corpus are counted. */
  readonly rows: number;
}

/** What the first pass found. */
export interface ReadCandidates {
  readonly table: CandidateTable;
  /** Names of the domains by index. */
  readonly domains: readonly string[];
  readonly files: readonly ReadFile[];
  /** Rows read. */
  readonly documents: number;
  readonly dropped: Dropped;
}

export interface ReadCandidatesOptions extends CorpusColumns {
  readonly plan: SelectionPlan;
  /** With DSIR, where every text is counted. */
  readonly weights: DsirWeights | undefined;
  /** With concepts, where every text is looked at; documents are added in the order of the candidates. */
  readonly concepts: ConceptPass | undefined;
  /** For scratch files. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Called now and then with the documents read so far. */
  readonly onDocuments: (documents: number) => void;
  readonly onWarning: (sentence: string) => void;
}

/** The domain of documents whose column is null, and of all where there are no domains. */
const NO_DOMAIN = '(none)';
const ALL = 'all';
/** More domains than that are names of something else: an id, an address. */
const MOST_DOMAINS = 10_000;
/** Documents between two calls of `onDocuments`. */
const TOLD = 4_096;

/**
 * The first pass: reads every document, drops those that the condition or the score speaks against, and writes down
 * what choosing needs of the others. Throws a usage error for a column that no document has, and for domains without
 * end.
 */
export async function readCandidates(
  files: readonly InputFile[],
  { plan, weights, concepts, folder, signal, onDocuments, onWarning, textColumn, idColumn }: ReadCandidatesOptions,
): Promise<ReadCandidates> {
  const table = new CandidateTable(folder);
  const domains = createDomains(plan);
  const read: ReadFile[] = [];
  const { by, where, domain, tokens } = plan;
  const dropped = createDropped([by, where].filter((expression) => expression !== undefined));
  const watched = [by, where, tokens, ...domain].filter((expression) => expression !== undefined);
  const columns = watchColumns(watched, onWarning);
  const consider = (document: SourceDocument, row: number): Candidate | SelectionReason => {
    columns.see(document);
    const held = where === undefined || where.holds(document);
    if (held !== true) return held;
    const score = by === undefined ? 0 : by.score(document);
    if (typeof score === 'string') return score;
    const features = weights === undefined ? 0 : weights.add(document.text);
    if (features === undefined) return 'selection.too_short';
    return {
      row,
      domain: domains.indexOf(document),
      tokens: tokensOf(document, plan),
      score,
      draw: drawOf(plan.seed, document.id),
      features,
    };
  };
  let first = 0;
  let all = 0;
  try {
    for (const [index, file] of files.entries()) {
      let documents = 0;
      let rows = 0;
      for await (const row of readFile(file, index, { textColumn, idColumn, metadata: 'keep', fromRow: 0 })) {
        documents += 1;
        const { position } = row.kind === 'bad' ? row.bad : row.document;
        rows = position.row + 1;
        if (row.kind === 'bad') dropped.badRow(file, row.bad);
        else {
          const { document } = row;
          const found = consider(document, first + position.row);
          if (typeof found === 'string') dropped.document(file, document, found);
          else {
            table.add(found);
            await concepts?.add({ ...document, value: valueOf(found, plan) });
          }
        }
        if ((all + documents) % TOLD !== 0) continue;
        signal.throwIfAborted();
        onDocuments(all + documents);
      }
      read.push({ path: file.label, bytes: file.bytes, documents, rows });
      first += rows;
      all += documents;
    }
    columns.check();
    table.flush();
    return { table, domains: domains.names, files: read, documents: all, dropped };
  } catch (error) {
    table.close();
    throw error;
  }
}

/** Where documents of a topic compete, those of higher scores stay. */
function valueOf({ score }: Candidate, { by }: SelectionPlan): number | undefined {
  return by === undefined ? undefined : score;
}

function tokensOf(document: SourceDocument, { tokens }: SelectionPlan): number {
  const counted = tokens?.score(document);
  return typeof counted === 'number' && counted >= 0 ? Math.round(counted) : estimateTokens(document.text);
}

/** Numbers domains as they are met. */
function createDomains({ domain, nameOf }: SelectionPlan) {
  const names: string[] = [];
  const indexes = new Map<string, number>();
  return {
    names,
    indexOf(document: SourceDocument): number {
      const name = domain.length === 0 ? ALL : domain.map((column) => column.label(document) ?? NO_DOMAIN).join(' / ');
      const known = indexes.get(name);
      if (known !== undefined) return known;
      if (names.length === MOST_DOMAINS) {
        const columns = domain.map(({ source }) => source).join(', ');
        throw usageError(
          `${nameOf('domain_column')} ${columns}: more than ${MOST_DOMAINS} domains, such as ${JSON.stringify(name)}; name a column of few values`,
        );
      }
      names.push(name);
      indexes.set(name, names.length - 1);
      return names.length - 1;
    },
  };
}
