import type { Usage } from './generation.ts';

/** What a model made of one text. */
export type Embedded =
  /** A vector of length 1: the text's direction in the model's space. */
  | { readonly kind: 'embedding'; readonly vector: Float32Array }
  | {
      readonly kind: 'failure';
      /** A dotted name beginning `endpoint.`. */
      readonly reason: string;
      readonly detail: string;
      /** True when the text itself is the cause, so that no retry can help. */
      readonly ofDocument: boolean;
    };

/** What a model made of several texts. */
interface Embeddings {
  /** One for each text, in their order. */
  readonly texts: readonly Embedded[];
  /** Billed over all attempts; estimated from the texts where the server reported none. */
  readonly usage: Usage;
}

/** A served model that turns texts into vectors, similar texts into near ones. */
export interface Embedder {
  /** As the server names it. */
  readonly model: string;
  /**
   * Embeds texts, several in a request; the same texts always make the same requests. A text that is longer than the
   * model reads is cut, and gets the mean direction of its pieces, weighted by their estimated tokens. Retries and waits
   * for a sick server happen inside; what remains are failure values. `requestId`: sent, with a number, as
   * `X-Request-Id`. Rejects only with the signal's reason when aborted, or with a RewriteError (`outage`, `usage`).
   */
  embed(texts: readonly string[], requestId: string, signal: AbortSignal): Promise<Embeddings>;
}
