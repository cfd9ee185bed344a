import { z } from 'zod';
import { estimateTokens } from '../text/tokens.ts';
import { badRequest, errorReply, type Reply } from './reply.ts';

/** Which of the two generating endpoints is asked. */
export type GenerationEndpoint = 'chat' | 'completions';

/** A request for text, checked and accepted. */
export interface GenerationRequest {
  /** The last user turn (chat) or the whole prompt (completions). */
  readonly user: string;
  readonly promptTokens: number;
  /** Most tokens of the answer: as asked, else what the context leaves (chat) or 16 (completions), as vLLM has it. */
  readonly maxTokens: number;
}

export type CheckedRequest =
  | { readonly kind: 'accepted'; readonly request: GenerationRequest }
  | { readonly kind: 'refused'; readonly reply: Reply };

/** What the model is able to serve. */
export interface ServedModel {
  readonly model: string;
  readonly contextLength: number;
}

const COMPLETIONS_DEFAULT_MAX_TOKENS = 16;

const commonFields = {
  model: z.string().nullish(),
  max_tokens: z.int().min(1).nullish(),
  stream: z.boolean().nullish(),
  n: z.int().nullish(),
};

const contentSchema = z.union([z.string(), z.array(z.object({ type: z.literal('text'), text: z.string() }))]);

const chatSchema = z.object({
  ...commonFields,
  max_completion_tokens: z.int().min(1).nullish(),
  messages: z.array(z.object({ role: z.string(), content: contentSchema })).min(1),
});

const completionsSchema = z.object({
  ...commonFields,
  prompt: z.union([z.string(), z.tuple([z.string()]).transform(([prompt]) => prompt)]),
});

interface Asked {
  readonly model?: string | null | undefined;
  readonly stream?: boolean | null | undefined;
  readonly n?: number | null | undefined;
  readonly user: string;
  readonly promptTokens: number;
  readonly maxTokens: number | undefined;
  /** What vLLM calls the prompt in its message about the context length. */
  readonly promptName: string;
}

/** Checks the body of a request for text in the order vLLM does: JSON, fields, model, context length. */
export function checkGenerationRequest(
  endpoint: GenerationEndpoint,
  body: string,
  served: ServedModel,
): CheckedRequest {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    return refused(badRequest(`The body is not JSON: ${error instanceof Error ? error.message : String(error)}`));
  }

  const parsed =
    endpoint === 'chat'
      ? chatSchema.transform(readChat).safeParse(json)
      : completionsSchema.transform(readCompletions).safeParse(json);
  if (!parsed.success) return refused(badRequest(z.prettifyError(parsed.error)));
  const asked = parsed.data;

  if (asked.stream === true) {
    return refused(badRequest('The simulator does not stream: leave `stream` out, or send `stream: false`.', 'stream'));
  }
  if ((asked.n ?? 1) !== 1) {
    return refused(badRequest('The simulator gives one answer a request: leave `n` out, or send `n: 1`.', 'n'));
  }
  if (asked.model !== undefined && asked.model !== null && asked.model !== served.model) {
    return refused(errorReply(404, 'NotFoundError', `The model \`${asked.model}\` does not exist.`, 'model'));
  }
  return checkContextLength(asked, served.contextLength);
}

function checkContextLength(asked: Asked, contextLength: number): CheckedRequest {
  const { user, promptTokens, promptName } = asked;
  const maximum = `This model's maximum context length is ${contextLength} tokens. However, you requested`;
  if (asked.maxTokens === undefined) {
    if (promptTokens < contextLength) {
      return { kind: 'accepted', request: { user, promptTokens, maxTokens: contextLength - promptTokens } };
    }
    return refused(
      badRequest(
        `${maximum} ${promptTokens} tokens in the ${promptName}. Please reduce the length of the ${promptName}.`,
      ),
    );
  }
  const requested = promptTokens + asked.maxTokens;
  if (requested <= contextLength) {
    return { kind: 'accepted', request: { user, promptTokens, maxTokens: asked.maxTokens } };
  }
  return refused(
    badRequest(
      `${maximum} ${requested} tokens (${promptTokens} in the ${promptName}, ${asked.maxTokens} in the completion). ` +
        `Please reduce the length of the ${promptName} or completion.`,
    ),
  );
}

function readChat(body: z.output<typeof chatSchema>): Asked {
  let user = '';
  let promptTokens = 0;
  for (const { role, content } of body.messages) {
    const text = typeof content === 'string' ? content : content.map((part) => part.text).join('\n');
    promptTokens += estimateTokens(text);
    if (role === 'user') user = text;
  }
  const { model, stream, n } = body;
  const maxTokens = body.max_completion_tokens ?? body.max_tokens ?? undefined;
  return { model, stream, n, user, promptTokens, maxTokens, promptName: 'messages' };
}

function readCompletions(body: z.output<typeof completionsSchema>): Asked {
  const { model, stream, n, prompt } = body;
  return {
    model,
    stream,
    n,
    user: prompt,
    promptTokens: estimateTokens(prompt),
    maxTokens: body.max_tokens ?? COMPLETIONS_DEFAULT_MAX_TOKENS,
    promptName: 'prompt',
  };
}

function refused(reply: Reply): CheckedRequest {
  return { kind: 'refused', reply };
}
