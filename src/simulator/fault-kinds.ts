/** What can go wrong with one attempt of a request, and how the help says it: "share of requests …". */
export const FAULTS = {
  status429: 'answered with 429 Too Many Requests',
  status500: 'answered with 500 Internal Server Error',
  status503: 'answered with 503 Service Unavailable',
  reset: 'whose connection is reset before an answer',
  hang: 'that are never answered: the connection stays open until the client leaves',
  halfAnswer: 'whose connection is closed in the middle of an answer with a Content-Length',
  halfChunked: 'whose connection is closed in the middle of a chunked answer',
  slowBody: 'whose answer begins in time and comes in drops',
  malformed: 'answered with 200 and a body that is no JSON',
  html: "answered with 200 and a proxy's page of HTML",
  emptyBody: 'answered with 200 and an empty body',
  emptyChoices: 'answered with an empty list of choices',
  missingUsage: 'answered without usage',
  wrongType: 'answered whole, but as text/plain',
  huge: 'answered with a body of 50 MB (see hugeBytes)',
  http10: 'answered whole in HTTP/1.0, without a length, by closing the connection',
} as const;

/** The name of a fault. */
export type Fault = keyof typeof FAULTS;

export const FAULT_KINDS = Object.keys(FAULTS) as readonly Fault[];

export function isFault(name: string): name is Fault {
  return Object.hasOwn(FAULTS, name);
}
