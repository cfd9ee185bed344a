/** One HTTP answer, before it is written to a socket. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Seconds for a `Retry-After` header. */
  readonly retryAfter?: number;
}

/** Any value as a JSON answer. */
export function jsonReply(status: number, value: unknown): Reply {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}

/** An error in the shape of vLLM's OpenAI server: `{"error": {"message", "type", "param", "code"}}`, code = status. */
export function errorReply(status: number, type: string, message: string, param: string | null = null): Reply {
  return jsonReply(status, { error: { message, type, param, code: status } });
}

/** A 400 as vLLM answers it. */
export function badRequest(message: string, param: string | null = null): Reply {
  return errorReply(400, 'BadRequestError', message, param);
}

/** A 404 for a model that is not served. */
export function modelNotFound(model: string): Reply {
  return errorReply(404, 'NotFoundError', `The model \`${model}\` does not exist.`, 'model');
}
