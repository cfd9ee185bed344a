/** How one kind of fault is treated. */
interface FaultRule {
  /** For the reference of reasons. */
  readonly meaning: string;
  /** Whether the same prompt may be sent again. */
  readonly retryable: boolean;
  /** Whether the document is the cause, so that no retry can ever help. */
  readonly ofDocument: boolean;
  /** What it says about the endpoint, in failures in a row; 0: nothing; Infinity: take it out at once. */
  readonly breakerWeight: number;
  /** Whether the server says that it has too much to do: concurrency is halved. */
  readonly overload: boolean;
}

const DEFAULTS = { retryable: true, ofDocument: false, breakerWeight: 1, overload: false };

/** Every way in which a request can fail, and what follows from it. The key is the `<kind>` of `endpoint.<kind>`. */
export const FAULTS = {
  context_length: {
    ...DEFAULTS,
    meaning: "The prompt and max_tokens do not fit the model's context (400, 413).",
    retryable: false,
    ofDocument: true,
    breakerWeight: 0,
  },
  rejected: {
    ...DEFAULTS,
    meaning: 'The server refuses the request for another reason (400, 422 and other 4xx).',
    retryable: false,
    breakerWeight: 0,
  },
  auth: {
    ...DEFAULTS,
    meaning: 'The server does not accept the API key (401, 402, 403).',
    breakerWeight: Number.POSITIVE_INFINITY,
  },
  not_found: {
    ...DEFAULTS,
    meaning: 'The server knows neither the address nor the model (404, 405, redirects).',
    breakerWeight: Number.POSITIVE_INFINITY,
  },
  wrong_model: {
    ...DEFAULTS,
    meaning: 'Another model answered than the one that was asked; the answer is not used.',
    breakerWeight: Number.POSITIVE_INFINITY,
  },
  rate_limited: {
    ...DEFAULTS,
    meaning: 'The server asks to come back later (409, 425, 429).',
    breakerWeight: 0,
    overload: true,
  },
  unavailable: {
    ...DEFAULTS,
    meaning: 'The server is overloaded or still loading (503).',
    overload: true,
  },
  server_error: { ...DEFAULTS, meaning: 'The server failed (5xx other than 503 and 504).' },
  timeout: { ...DEFAULTS, meaning: 'No complete answer within the request timeout (also 408, 504).' },
  refused: {
    ...DEFAULTS,
    meaning: 'No connection could be made; nothing was sent.',
    // Nobody listens there: three in a row are enough (threshold 10).
    breakerWeight: 4,
  },
  connection: { ...DEFAULTS, meaning: 'The connection broke before the answer was complete.' },
  bad_answer: { ...DEFAULTS, meaning: 'The answer is no completion: HTML, truncated JSON, no choices.' },
  empty_answer: { ...DEFAULTS, meaning: 'The completion is empty.', breakerWeight: 0 },
  too_large: { ...DEFAULTS, meaning: 'The answer is larger than any completion could be.' },
} as const satisfies Record<string, FaultRule>;

/** The `<kind>` of a reason `endpoint.<kind>`. */
export type FaultKind = keyof typeof FAULTS;

/** Reason → what it means, for the reference of reasons. */
export const ENDPOINT_REASONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(FAULTS).map(([kind, rule]) => [`endpoint.${kind}`, rule.meaning]),
);

/** What a status other than 200 means before its body is looked at. */
export function faultOfStatus(status: number): FaultKind {
  switch (status) {
    case 401:
    case 402:
    case 403:
      return 'auth';
    case 404:
    case 405:
      return 'not_found';
    case 408:
    case 504:
      return 'timeout';
    case 409:
    case 425:
    case 429:
      return 'rate_limited';
    case 413:
      return 'context_length';
    case 503:
      return 'unavailable';
    default:
      if (status >= 500) return 'server_error';
      if (status >= 400) return 'rejected';
      return status >= 300 ? 'not_found' : 'bad_answer';
  }
}

/** Error codes (Node's and undici's) after which nothing can have been sent. */
const NOTHING_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENFILE',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
]);

/** What an error of the connection means, by its code. */
export function faultOfErrorCode(code: string): FaultKind {
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'too_large';
  return NOTHING_SENT.has(code) ? 'refused' : 'connection';
}

/** Whether the process ran out of file descriptors: a matter of the machine, not of any endpoint. */
export function outOfFiles(code: string): boolean {
  return code === 'EMFILE' || code === 'ENFILE';
}
