import { excerpt } from '../corpus/excerpt.ts';
import { ANNOTATIONS, type DocumentForm, documentRow, objectIn } from '../emission/document-row.ts';
import type { BadRow, CorpusRow, SourceDocument } from '../vocabulary/document.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import type { RejectRecord } from '../vocabulary/outcome.ts';

/** A document and the ratings it came with. */
export interface Annotated {
  readonly kind: 'document';
  readonly document: SourceDocument;
  /** By rater; empty where it has none. */
  readonly annotations: JsonObject;
}

/**
 * A row of the corpus as raters take it. The ratings it has already stand in its column `annotations`, as an object or,
 * as Parquet has it, as JSON in a string; a row in which the column is something else, which no rating can join, is bad.
 */
export function annotatedOf(row: CorpusRow): Annotated | { readonly kind: 'bad'; readonly bad: BadRow } {
  if (row.kind === 'bad') return row;
  const { document } = row;
  const found = document.metadata[ANNOTATIONS] ?? {};
  const annotations = objectIn(found);
  if (annotations !== undefined) return { kind: 'document', document, annotations };
  const detail = `column "${ANNOTATIONS}" holds ${excerpt(found)}, no object of ratings`;
  return { kind: 'bad', bad: { position: document.position, reason: 'input.malformed', detail } };
}

/** A document as it is written, with one more rating in `annotations`, in place of an older one of that rater. */
export function annotatedRow(
  document: SourceDocument,
  annotations: JsonObject,
  { rater, rating }: { readonly rater: string; readonly rating: JsonObject | null },
  form: DocumentForm,
): JsonObject {
  const metadata = { ...document.metadata, [ANNOTATIONS]: { ...annotations, [rater]: rating } };
  return documentRow({ ...document, metadata }, form);
}

/** Why a document has no rating, where nobody answered for it: a reject like those of a run. */
export function unratedRecord(
  { id, metadata, position }: SourceDocument,
  rater: string,
  why: Pick<RejectRecord, 'status' | 'reason' | 'detail'>,
): RejectRecord {
  return {
    id: `${id}/${rater}/${position.file}.${position.row}`,
    text: '',
    source_id: id,
    strategy: rater,
    prompt: '',
    model: '',
    task_sha: '',
    token_count: 0,
    generated_tokens: 0,
    usage: { prompt_tokens: 0, completion_tokens: 0 },
    chunk: null,
    variables: {},
    finish_reason: '',
    attempts: 0,
    cleaned: [],
    program: null,
    validation: {},
    metadata,
    ...why,
  };
}
