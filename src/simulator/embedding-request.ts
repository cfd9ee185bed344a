import { z } from 'zod';
import { estimateTokens } from '../text/tokens.ts';
import { embed } from './embedding.ts';
import { badRequest, modelNotFound, type Reply } from './reply.ts';
import type { ServedModel } from './generation-request.ts';

/** A request for embeddings, checked and accepted. */
export interface EmbeddingRequest {
  readonly texts: readonly string[];
  /** Tokens of all texts. */
  readonly promptTokens: number;
  readonly format: 'float' | 'base64';
}

export type CheckedEmbeddingRequest =
  | { readonly kind: 'accepted'; readonly request: EmbeddingRequest }
  | { readonly kind: 'refused'; readonly reply: Reply };

const requestSchema = z.object({
  model: z.string().nullish(),
  input: z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

/** Checks the body of a request for embeddings in the order vLLM does: JSON, fields, model, context length of each text. */
export function checkEmbeddingRequest(body: string, served: ServedModel): CheckedEmbeddingRequest {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    return refused(badRequest(`The body is not JSON: ${error instanceof Error ? error.message : String(error)}`));
  }
  const parsed = requestSchema.safeParse(json);
  if (!parsed.success) return refused(badRequest(z.prettifyError(parsed.error)));
  const { model, input: texts, encoding_format: format } = parsed.data;
  if (model !== undefined && model !== null && model !== served.model) return refused(modelNotFound(model));
  const tokens = texts.map((text) => estimateTokens(text));
  const longest = Math.max(...tokens);
  if (longest > served.contextLength) {
    return refused(
      badRequest(
        `This model's maximum context length is ${served.contextLength} tokens. However, you requested ${longest} ` +
          'tokens in the input for embedding generation. Please reduce the length of the input.',
      ),
    );
  }
  const promptTokens = tokens.reduce((sum, next) => sum + next, 0);
  return { kind: 'accepted', request: { texts, promptTokens, format: format ?? 'float' } };
}

/** The body of an answer in vLLM's shape. `created` is 0: identical requests get identical bytes. */
export function embeddingBody(requestKey: string, model: string, request: EmbeddingRequest): string {
  const { texts, promptTokens, format } = request;
  return JSON.stringify({
    id: `embd-${requestKey}`,
    object: 'list',
    created: 0,
    model,
    data: texts.map((text, index) => {
      const vector = embed(text);
      const embedding = format === 'float' ? [...vector] : Buffer.from(vector.buffer).toString('base64');
      return { index, object: 'embedding', embedding };
    }),
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens, completion_tokens: 0 },
  });
}

function refused(reply: Reply): CheckedEmbeddingRequest {
  return { kind: 'refused', reply };
}
