import type { ServerResponse } from 'node:http';
import type { Reply } from './reply.ts';

/** Writes a reply. On a connection that is gone it does nothing. */
export function send(response: ServerResponse, reply: Reply): void {
  writeHead(response, reply);
  response.end(reply.body);
}

/** Writes the head and half of the body of a reply, then closes the connection. */
export function sendHalf(response: ServerResponse, reply: Reply): void {
  writeHead(response, reply);
  response.write(reply.body.slice(0, reply.body.length / 2), () => response.destroy());
}

function writeHead(response: ServerResponse, reply: Reply): void {
  const headers: Record<string, string | number> = {
    'content-type': reply.contentType,
    'content-length': Buffer.byteLength(reply.body),
  };
  if (reply.retryAfter !== undefined) headers['retry-after'] = reply.retryAfter;
  response.writeHead(reply.status, headers);
}
