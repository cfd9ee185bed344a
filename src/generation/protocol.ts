import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import type { CompletionCreateParamsNonStreaming } from 'openai/resources/completions';
import type { EmbeddingCreateParams } from 'openai/resources/embeddings';
import { layOut } from '../text/chat-template.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import type { Prompt, PromptEndpoint } from '../vocabulary/prompt.ts';
import { type EndpointUrl, pathBeside, pathOf } from './endpoint-url.ts';
import type { Outgoing } from './transport.ts';

/** The two ways of asking for a completion. */
export type Api = 'chat' | 'completions';

/** What can be asked of a model. */
export type Operation = PromptEndpoint | 'embeddings';

/** Where each operation is: the API's own, and vLLM's beside them. */
const PATHS: Readonly<Record<Operation, (url: EndpointUrl) => string>> = {
  chat: (url) => pathOf(url, '/chat/completions'),
  completions: (url) => pathOf(url, '/completions'),
  embeddings: (url) => pathOf(url, '/embeddings'),
  classify: (url) => pathBeside(url, '/classify'),
};

const BODIES: Readonly<Record<PromptEndpoint, (prompt: Prompt, model: string, fields: JsonObject) => object>> = {
  chat: chatBody,
  completions: completionBody,
  classify: classifyBody,
};

/** A request id is cut here: servers bound the size of their headers. */
const REQUEST_ID_CHARACTERS = 512;

/**
 * The request's JSON. `fields` are the prompt's own, adapted to the server (`request-fields.ts`): they can set
 * everything but the model, the text and streaming.
 * Half characters (lone surrogates) become U+FFFD: they cannot be written in UTF-8, and servers answer them with 500.
 */
export function requestBody(
  prompt: Prompt,
  model: string,
  api: PromptEndpoint,
  fields: JsonObject = prompt.fields,
): string {
  return wellFormedJson(BODIES[api](prompt, model, fields));
}

/** How a vector is asked for: as base64 of its 32-bit floats, a quarter of the bytes of JSON numbers, or as those. */
export type EmbeddingFormat = 'base64' | 'float';

/** The JSON of a request for the embeddings of texts, half characters replaced as in {@link requestBody}. */
export function embeddingsBody(texts: readonly string[], model: string, format: EmbeddingFormat): string {
  const body: EmbeddingCreateParams = { model, input: [...texts], encoding_format: format };
  return wellFormedJson(body);
}

function wellFormedJson(value: object): string {
  const body = JSON.stringify(value);
  // JSON.stringify writes half characters as \ud8xx … \udfxx, and whole ones never so.
  return body.includes('\\ud') ? JSON.stringify(wellFormed(JSON.parse(body))) : body;
}

function chatBody(prompt: Prompt, model: string, fields: JsonObject): ChatCompletionCreateParamsNonStreaming {
  const user = { role: 'user', content: prompt.user } as const;
  const messages = prompt.system === undefined ? [user] : [{ role: 'system', content: prompt.system } as const, user];
  // Not a spread with more keys behind it: V8 takes 4 µs longer to make JSON of such an object.
  return Object.assign({}, fields, { model, messages, stream: false } as const);
}

function completionBody(prompt: Prompt, model: string, fields: JsonObject): CompletionCreateParamsNonStreaming {
  return {
    ...fields,
    model,
    prompt: layOut(prompt.system, prompt.user, prompt.layout),
    stream: false,
  };
}

/** vLLM's `/classify`: the text as it is, for a model that makes no tokens, so that there are none to bound. */
function classifyBody({ user }: Prompt, model: string, fields: JsonObject): object {
  // JSON has no undefined: the field is left out.
  return { ...fields, max_tokens: undefined, model, input: user };
}

/** The value with U+FFFD for every half character in its strings. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/[\ud800-\udfff]/gu, '\ufffd');
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, wellFormed(entry)]));
}

/** The HTTP request that carries a body to an operation of an endpoint. */
export function apiRequest(
  url: EndpointUrl,
  operation: Operation,
  requestId: string,
  body: string,
  apiKey: string | undefined,
): Outgoing {
  const headers = ['content-type', 'application/json', 'accept', 'application/json'];
  headers.push('x-request-id', headerValue(requestId));
  addAuthorization(headers, url, apiKey);
  return { method: 'POST', path: PATHS[operation](url), headers, body };
}

/** A GET of the API or of something beside it. */
export function getRequest(url: EndpointUrl, path: string, apiKey: string | undefined): Outgoing {
  const headers = ['accept', '*/*'];
  addAuthorization(headers, url, apiKey);
  return { method: 'GET', path, headers, body: null };
}

function addAuthorization(headers: string[], url: EndpointUrl, apiKey: string | undefined): void {
  const authorization = apiKey === undefined ? url.authorization : `Bearer ${apiKey}`;
  if (authorization !== undefined) headers.push('authorization', authorization);
}

/** Record ids are made of the corpus's own: anything that may not stand in a header is percent-encoded. */
function headerValue(text: string): string {
  const cut = text.slice(0, REQUEST_ID_CHARACTERS);
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(cut)) return cut;
  return encodeURIComponent(String(wellFormed(cut)))
    .replaceAll('%2F', '/')
    .slice(0, REQUEST_ID_CHARACTERS);
}
