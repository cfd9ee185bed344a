import type { ServerResponse } from 'node:http';
import type { Reply } from './reply.ts';

/** Writes a reply. On a connection that is gone it does nothing. */
export function send(response: ServerResponse, reply: Reply): void {
  const headers = ['content-type', reply.contentType, 'content-length', String(Buffer.byteLength(reply.body))];
  if (reply.retryAfter !== undefined) headers.push('retry-after', String(reply.retryAfter));
  response.writeHead(reply.status, headers);
  response.end(reply.body);
}
