import type { IncomingMessage } from 'node:http';

/** The body of a request: its text; or that it was larger than allowed; or that the client left before its end. */
export type Body =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'gone' };

/** Reads a request's body as UTF-8. What exceeds `maxBytes` is read to its end and not kept. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else chunks = [];
    });
    request.once('end', () => {
      resolve(bytes > maxBytes ? { kind: 'too_large' } : { kind: 'text', text: joined(chunks) });
    });
    request.once('error', () => resolve({ kind: 'gone' }));
    request.once('close', () => resolve({ kind: 'gone' }));
  });
}

function joined(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only.toString('utf8') : Buffer.concat(chunks).toString('utf8');
}
