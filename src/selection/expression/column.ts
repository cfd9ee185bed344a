import { fieldAt } from '../../text/json-path.ts';
import type { SourceDocument } from '../../vocabulary/document.ts';
import type { Json, JsonObject } from '../../vocabulary/json.ts';

/** The words of an expression that mean a document's own, wherever these stand in the source. */
const OWN = { text: (document: SourceDocument) => document.text, id: (document: SourceDocument) => document.id };

/**
 * Reads the column at a path, names from the outside in; undefined where the document has none. A column that holds JSON
 * in a string, as `annotations` does in Parquet, is looked into.
 */
export function columnOf(path: readonly string[]): (document: SourceDocument) => Json | undefined {
  const [first = '', ...within] = path;
  if (within.length === 0) {
    if (first === 'text' || first === 'id') return OWN[first];
    return ({ metadata }) => fieldAt(metadata, path);
  }
  return ({ metadata }) => {
    const packed = Object.hasOwn(metadata, first) ? metadata[first] : undefined;
    if (typeof packed === 'string' && packed.startsWith('{')) return fieldAt(unpacked(packed), within);
    return fieldAt(metadata, path);
  };
}

/** The last string that was unpacked: an expression reads several fields of one. */
let last: { readonly packed: string; readonly fields: JsonObject } = { packed: '{}', fields: {} };

function unpacked(packed: string): JsonObject {
  if (last.packed !== packed) last = { packed, fields: parsed(packed) };
  return last.fields;
}

/** Nothing where the string is no JSON after all. */
function parsed(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return {};
  }
}
