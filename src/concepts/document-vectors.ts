/** Numbers of a document's vector, whatever it was made from. */
export const DIMENSIONS = 128;
/** Bytes of a vector on disk. */
export const VECTOR_BYTES: number = DIMENSIONS * Float32Array.BYTES_PER_ELEMENT;

/** The vectors of documents by number: of length 1, or less where a part of a document has nothing to be compared with. */
export interface DocumentVectors {
  readonly count: number;
  /** Fills `vector`, {@link DIMENSIONS} long, with the vector of a document. */
  read(number: number, vector: Float32Array): void;
}

/** Makes vectors of texts, in one pass over them. */
export interface Vectorizer {
  /** Takes the next document's text. */
  add(text: string): Promise<void> | void;
  /** The vectors of all, once, after the last text. */
  finish(): Promise<DocumentVectors>;
  /** Closes its files; safe to call twice. */
  close(): void;
}

/** Scales a vector to this length; one of zeros stays as it is. */
export function scaleTo(length: number, vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (squares === 0) return;
  const factor = length / Math.sqrt(squares);
  for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] ?? 0) * factor;
}
