import { fieldAt } from '../../text/json-path.ts';
import type { SourceDocument } from '../../vocabulary/document.ts';
import type { Json } from '../../vocabulary/json.ts';

/** The words of an expression that mean a document's own, wherever these stand in the source. */
const OWN = { text: (document: SourceDocument) => document.text, id: (document: SourceDocument) => document.id };

/** The names of {@link OWN}. */
export const OWN_COLUMNS: readonly string[] = Object.keys(OWN);

/** Reads the column at a path, names from the outside in; undefined where the document has none. */
export function columnOf(path: readonly string[]): (document: SourceDocument) => Json | undefined {
  const [first = ''] = path;
  if (path.length === 1 && (first === 'text' || first === 'id')) return OWN[first];
  return (document) => fieldAt(document.metadata, path);
}
