import { asObject, type ReadAnswer, type ReadFault, readBody, withoutAnswer } from './reading.ts';
import type { Reply } from './transport.ts';

/** Embeddings, as they were read: one vector for each text of the request, in its order. */
export interface ReadEmbeddings extends ReadAnswer {
  readonly vectors: readonly Float32Array[];
}

/**
 * Reads the embeddings of `count` texts out of a reply, as base64 of little-endian 32-bit floats or as numbers, whatever
 * was asked for. Never throws: an answer with other texts' vectors, with vectors of different lengths or with values
 * that are no numbers is a fault.
 * `contextLength`: the model's, where known.
 */
export function readEmbeddings(
  reply: Reply,
  count: number,
  contextLength: number | undefined,
): ReadEmbeddings | ReadFault {
  const read = readBody(reply, contextLength);
  if (read.kind === 'fault') return read;
  const { model, body } = read;
  const data: unknown = body['data'];
  if (!Array.isArray(data)) return withoutAnswer(read, 'the answer has no embeddings');
  const vectors: (Float32Array | undefined)[] = Array.from({ length: count }, () => undefined);
  for (const [place, value] of data.entries()) {
    const item = asObject(value);
    const index = item?.['index'] ?? place;
    const vector = readVector(item?.['embedding']);
    if (typeof index !== 'number' || !(index in vectors) || vector === undefined) {
      return withoutAnswer(read, `embedding ${place} of the answer cannot be read`);
    }
    vectors[index] = vector;
  }
  const whole = vectors.filter((vector) => vector !== undefined);
  if (whole.length < count) return withoutAnswer(read, `the answer has ${whole.length} embeddings of ${count}`);
  if (whole.some(({ length }) => length !== whole[0]?.length)) {
    return withoutAnswer(read, 'the embeddings of the answer have different lengths');
  }
  return { kind: 'answer', model, usage: usageOf(body['usage']), vectors: whole };
}

/** Nothing is generated: servers that count no completion tokens say nothing of them. */
function usageOf(value: unknown): ReadEmbeddings['usage'] {
  const promptTokens = asObject(value)?.['prompt_tokens'];
  if (typeof promptTokens !== 'number' || !Number.isSafeInteger(promptTokens) || promptTokens <= 0) return undefined;
  return { promptTokens, completionTokens: 0 };
}

function readVector(value: unknown): Float32Array | undefined {
  const vector = typeof value === 'string' ? decoded(value) : Array.isArray(value) ? listed(value) : undefined;
  return vector !== undefined && vector.length > 0 && vector.every(Number.isFinite) ? vector : undefined;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

function decoded(base64: string): Float32Array | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length % BYTES !== 0) return undefined;
  const vector = new Float32Array(bytes.length / BYTES);
  for (let at = 0; at < vector.length; at++) vector[at] = bytes.readFloatLE(at * BYTES);
  return vector;
}

function listed(values: readonly unknown[]): Float32Array | undefined {
  return values.every((value) => typeof value === 'number') ? Float32Array.from(values) : undefined;
}
