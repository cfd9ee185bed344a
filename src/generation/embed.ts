import { halves } from '../text/halves.ts';
import { estimateTokens } from '../text/tokens.ts';
import { meanDirection } from '../text/vectors.ts';
import type { Embedded, Embedder } from '../vocabulary/embedder.ts';
import { addUsage, type GenerationFailure, NO_USAGE, type Usage } from '../vocabulary/generation.ts';
import { type ReadEmbeddings, readEmbeddings } from './embedding-answer.ts';
import { exchange, type Exchange, type ExchangeOptions } from './exchange.ts';
import { apiRequest, type EmbeddingFormat, embeddingsBody } from './protocol.ts';
import type { Slots } from './slots.ts';

/** What it takes to embed texts with one configured model. */
export interface EmbedOptions extends ExchangeOptions {
  /** Most tokens that the model reads; undefined where no server tells. */
  readonly contextLength: number | undefined;
  /** Requests in flight. */
  readonly slots: Slots;
}

/** A text, or the part of one that a request holds. */
interface Piece {
  /** Index of the text that it is of. */
  readonly of: number;
  readonly text: string;
  /** Estimated. */
  readonly tokens: number;
}

type Vector = Piece & { readonly vector: Float32Array };

/** Texts in a request: what Text Embeddings Inference takes by default (`--max-client-batch-size`); others take more. */
const MOST_TEXTS = 32;
/** Estimated tokens in a request, but for one larger text: so that a batch is no long wait for others. */
const MOST_TOKENS = 16_384;
/** Share of the context that a piece may fill by our estimate: tokenizers of embedding models differ more from it. */
const CONTEXT_SHARE = 0.75;
/** A piece of so many tokens that still does not fit is not cut any further. */
const LEAST_TOKENS = 8;

/** An embedder over one configured model. */
export function createEmbedder(options: EmbedOptions): Embedder {
  const { contextLength, slots, fleet } = options;
  const longest = contextLength === undefined ? undefined : Math.max(1, Math.floor(contextLength * CONTEXT_SHARE));
  const format: { asked: EmbeddingFormat } = { asked: 'base64' };

  return {
    model: fleet.model,
    async embed(texts, requestId, signal) {
      const vectors: Vector[] = [];
      const failures = new Map<number, GenerationFailure>();
      let usage: Usage = NO_USAGE;
      let request = 0;

      const ask = async (batch: readonly Piece[]): Promise<void> => {
        const number = request++;
        await slots.acquire(signal);
        const asked = exchangeOf(batch, `${requestId}/${number}`, options, format);
        const answered = await exchange(asked, signal, options).finally(() => slots.release());
        usage = addUsage(usage, answered.usage);
        if (answered.kind === 'answer') {
          for (const [at, vector] of answered.answer.vectors.entries()) {
            const piece = batch[at];
            if (piece !== undefined) vectors.push({ ...piece, vector });
          }
          return;
        }
        const smaller = answered.reason === 'endpoint.context_length' ? smallerBatches(batch) : [];
        if (smaller.length === 0) for (const { of } of batch) failures.set(of, answered);
        for (const next of smaller) await ask(next);
      };

      const pieces = texts.flatMap((text, of) => piecesOf(text, of, longest));
      await Promise.all(batchesOf(pieces).map(ask));
      const embedded = texts.map((_, of): Embedded => {
        const own = vectors.filter((vector) => vector.of === of);
        const failure = failures.get(of);
        if (failure === undefined && own.length > 0) return { kind: 'embedding', vector: direction(own) };
        return failure === undefined ? BLANK : failureOf(failure);
      });
      return { texts: embedded, usage };
    },
  };
}

const BLANK: Embedded = {
  kind: 'failure',
  reason: 'endpoint.rejected',
  detail: 'a text without any visible character has no embedding; it was not sent',
  ofDocument: true,
};

function failureOf({ reason, detail, ofDocument }: GenerationFailure): Embedded {
  return { kind: 'failure', reason, detail, ofDocument };
}

function direction(vectors: readonly Vector[]): Float32Array {
  return meanDirection(vectors.map(({ vector, tokens }) => ({ vector, weight: tokens })));
}

/** The pieces of at most `longest` estimated tokens that a text is sent as; none of a blank text. */
function piecesOf(text: string, of: number, longest = Number.POSITIVE_INFINITY): Piece[] {
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  if (start >= end) return [];
  return halves(text, { start, end }, longest).map((span) => {
    const piece = text.slice(span.start, span.end);
    return { of, text: piece, tokens: estimateTokens(piece) };
  });
}

/** Pieces in order, as many in each batch as a request may hold. */
function batchesOf(pieces: readonly Piece[]): Piece[][] {
  const batches: Piece[][] = [];
  let tokens = Number.POSITIVE_INFINITY;
  for (const piece of pieces) {
    const last = batches.at(-1);
    if (last === undefined || last.length === MOST_TEXTS || tokens + piece.tokens > MOST_TOKENS) {
      batches.push([piece]);
      tokens = piece.tokens;
    } else {
      last.push(piece);
      tokens += piece.tokens;
    }
  }
  return batches;
}

/** What to send in place of a batch that does not fit: each piece alone, or a single one in halves; nothing if neither helps. */
function smallerBatches(batch: readonly Piece[]): Piece[][] {
  if (batch.length > 1) return batch.map((piece) => [piece]);
  return batch
    .filter(({ tokens }) => tokens > LEAST_TOKENS)
    .flatMap(({ text, of, tokens }) => piecesOf(text, of, Math.ceil(tokens / 2)).map((piece) => [piece]));
}

/** The exchange of texts for their vectors. Servers that do not know base64 are asked for numbers from then on. */
function exchangeOf(
  batch: readonly Piece[],
  requestId: string,
  { fleet, apiKey }: EmbedOptions,
  format: { asked: EmbeddingFormat },
): Exchange<ReadEmbeddings> {
  const texts = batch.map(({ text }) => text);
  let sent: EmbeddingFormat = format.asked;
  return {
    requestId,
    affinity: requestId,
    outgoing({ url }) {
      sent = format.asked;
      return apiRequest(url, 'embeddings', requestId, embeddingsBody(texts, fleet.model, sent), apiKey);
    },
    read: (reply, { contextLength }) => readEmbeddings(reply, texts.length, contextLength),
    usageOf: ({ usage }) =>
      usage ?? { promptTokens: batch.reduce((sum, { tokens }) => sum + tokens, 0), completionTokens: 0 },
    amend({ fault, detail }) {
      if (fault !== 'rejected' || sent === 'float' || !/encoding_?format|base64/i.test(detail)) return false;
      format.asked = 'float';
      return true;
    },
  };
}
