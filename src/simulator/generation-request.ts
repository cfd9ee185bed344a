import { z } from 'zod';
import { estimateTokens } from '../text/tokens.ts';
import { badRequest, modelNotFound, type Reply } from './reply.ts';

/** Which of the endpoints that a model answers is asked. */
export type GenerationEndpoint = 'chat' | 'completions' | 'classify';

/** A request for text, checked and accepted. */
export interface GenerationRequest {
  /** The last user turn (chat) or the whole prompt (completions). */
  readonly user: string;
  /** All that the model reads: every message, or the prompt. */
  readonly prompt: string;
  readonly promptTokens: number;
  /** Most tokens of the answer: as asked, else what the context leaves (chat) or 16 (completions), as vLLM has it. */
  readonly maxTokens: number;
  /** How log-probabilities of the prompt's tokens are wanted, where they are: with `prompt_logprobs`, or with `echo`. */
  readonly logprobs?: PromptLogprobs;
}

/** `top`: the likeliest tokens that are told beside the prompt's own, at each place. */
export type PromptLogprobs = { readonly kind: 'prompt_logprobs'; readonly top: number } | { readonly kind: 'echo' };

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
  prompt_logprobs: z.int().min(0).nullish(),
  echo: z.boolean().nullish(),
  logprobs: z.int().min(0).nullish(),
});

const classifySchema = z.object({ model: commonFields.model, input: z.string() });

/** How the body of a request for each endpoint is read. */
const SCHEMAS = {
  chat: chatSchema.transform(readChat),
  completions: completionsSchema.transform(readCompletions),
  classify: classifySchema.transform(readClassify),
} as const;

interface Asked {
  readonly model?: string | null | undefined;
  readonly stream?: boolean | null | undefined;
  readonly n?: number | null | undefined;
  readonly user: string;
  readonly prompt: string;
  readonly promptTokens: number;
  readonly maxTokens: number | undefined;
  /** What vLLM calls the prompt in its message about the context length. */
  readonly promptName: string;
  readonly logprobs?: PromptLogprobs;
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

  let asked = endpoint === 'chat' ? readPlainChat(json) : undefined;
  if (asked === undefined) {
    const parsed: z.ZodSafeParseResult<Asked> = SCHEMAS[endpoint].safeParse(json);
    if (!parsed.success) return refused(badRequest(z.prettifyError(parsed.error)));
    asked = parsed.data;
  }

  if (asked.stream === true) {
    return refused(badRequest('The simulator does not stream: leave `stream` out, or send `stream: false`.', 'stream'));
  }
  if ((asked.n ?? 1) !== 1) {
    return refused(badRequest('The simulator gives one answer a request: leave `n` out, or send `n: 1`.', 'n'));
  }
  if (asked.model !== undefined && asked.model !== null && asked.model !== served.model) {
    return refused(modelNotFound(asked.model));
  }
  return checkContextLength(asked, served.contextLength);
}

function checkContextLength(asked: Asked, contextLength: number): CheckedRequest {
  const { user, prompt, promptTokens, promptName, logprobs } = asked;
  const accepted = (maxTokens: number): CheckedRequest => ({
    kind: 'accepted',
    request: { user, prompt, promptTokens, maxTokens, ...(logprobs === undefined ? {} : { logprobs }) },
  });
  const maximum = `This model's maximum context length is ${contextLength} tokens. However, you requested`;
  if (asked.maxTokens === undefined) {
    if (promptTokens < contextLength) return accepted(contextLength - promptTokens);
    return refused(
      badRequest(
        `${maximum} ${promptTokens} tokens in the ${promptName}. Please reduce the length of the ${promptName}.`,
      ),
    );
  }
  const requested = promptTokens + asked.maxTokens;
  if (requested <= contextLength) return accepted(asked.maxTokens);
  return refused(
    badRequest(
      `${maximum} ${requested} tokens (${promptTokens} in the ${promptName}, ${asked.maxTokens} in the completion). ` +
        `Please reduce the length of the ${promptName} or completion.`,
    ),
  );
}

/**
 * Reads a chat request of the plainest kind, as nearly all are, without its schema, which costs more than the rest of a
 * request. Undefined for any other: the schema then reads it, or says what is wrong with it.
 */
function readPlainChat(json: unknown): Asked | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const body = json as Readonly<Record<string, unknown>>;
  const { messages, model, stream, n } = body;
  const maxTokens = body['max_completion_tokens'] ?? body['max_tokens'] ?? undefined;
  if (!Array.isArray(messages) || messages.length === 0 || typeof model !== 'string') return undefined;
  if ((stream !== undefined && stream !== false) || (n !== undefined && n !== 1)) return undefined;
  if (maxTokens !== undefined && !(Number.isSafeInteger(maxTokens) && Number(maxTokens) >= 1)) return undefined;
  if (body['max_completion_tokens'] !== undefined && body['max_tokens'] !== undefined) return undefined;

  const plain: { role: string; content: string }[] = [];
  for (const message of messages as readonly unknown[]) {
    if (typeof message !== 'object' || message === null) return undefined;
    const { role, content } = message as { readonly role?: unknown; readonly content?: unknown };
    if (typeof role !== 'string' || typeof content !== 'string') return undefined;
    plain.push({ role, content });
  }
  return { model, ...readMessages(plain), maxTokens: maxTokens === undefined ? undefined : Number(maxTokens) };
}

function readMessages(
  messages: readonly { readonly role: string; readonly content: string }[],
): Pick<Asked, 'user' | 'prompt' | 'promptTokens' | 'promptName'> {
  let user = '';
  let prompt = '';
  let promptTokens = 0;
  for (const { role, content } of messages) {
    promptTokens += estimateTokens(content);
    prompt = prompt === '' ? content : `${prompt}\n${content}`;
    if (role === 'user') user = content;
  }
  return { user, prompt, promptTokens, promptName: 'messages' };
}

function readChat(body: z.output<typeof chatSchema>): Asked {
  const messages = body.messages.map(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? content : content.map((part) => part.text).join('\n'),
  }));
  const { model, stream, n } = body;
  const maxTokens = body.max_completion_tokens ?? body.max_tokens ?? undefined;
  return { model, stream, n, ...readMessages(messages), maxTokens };
}

function readCompletions(body: z.output<typeof completionsSchema>): Asked {
  const { model, stream, n, prompt, prompt_logprobs: top } = body;
  const echoed = body.echo === true && typeof body.logprobs === 'number';
  const logprobs: PromptLogprobs | undefined =
    typeof top === 'number' ? { kind: 'prompt_logprobs', top } : echoed ? { kind: 'echo' } : undefined;
  return {
    ...(logprobs === undefined ? {} : { logprobs }),
    model,
    stream,
    n,
    user: prompt,
    prompt,
    promptTokens: estimateTokens(prompt),
    maxTokens: body.max_tokens ?? COMPLETIONS_DEFAULT_MAX_TOKENS,
    promptName: 'prompt',
  };
}

function readClassify({ model, input }: z.output<typeof classifySchema>): Asked {
  const promptTokens = estimateTokens(input);
  return { model, user: input, prompt: input, promptTokens, maxTokens: undefined, promptName: 'input' };
}

function refused(reply: Reply): CheckedRequest {
  return { kind: 'refused', reply };
}
