import { afterEach, describe, expect, it } from 'vitest';
import { Transport } from '../../src/generation/transport.ts';
import { type Handler, type LocalServer, localServer, never } from './local-server.ts';

let server: LocalServer;
let transport: Transport;

async function post(handler: Handler, timeoutMs = 5_000, signal = never, maxBytes?: number) {
  server = await localServer(handler);
  transport = new Transport(new URL(server.url).origin, maxBytes);
  return await transport.send({ method: 'POST', path: '/v1/x', headers: [], body: '{}' }, timeoutMs, signal);
}

afterEach(async () => {
  await transport.close();
  await transport.close();
  await server.stop();
});

describe('Transport', () => {
  it('gives status, headers and the whole body', async () => {
    const reply = await post((_request, response) => response.writeHead(418, { 'x-tea': 'pot' }).end('täpöt'));
    expect(reply).toMatchObject({ kind: 'response', status: 418, body: 'täpöt' });
    expect((reply as { headers: object }).headers).toMatchObject({ 'x-tea': 'pot' });
  });

  it.each(['before the headers', 'in the middle of the body'])('ends a request that hangs %s', async (when) => {
    const reply = await post((_request, response) => {
      if (when !== 'before the headers') response.writeHead(200).write('{"choices":');
    }, 60);
    expect(reply).toMatchObject({ kind: 'fault', code: 'TIMEOUT' });
  });

  it('calls an answer that breaks off a broken connection', async () => {
    const reply = await post((request, response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write('{"choices":', () => request.socket.destroy());
    });
    expect(reply).toMatchObject({ kind: 'fault', code: 'UND_ERR_SOCKET' });
  });

  it('reads an answer without a length to its end', async () => {
    const reply = await post((request) => {
      request.socket.end('HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{"old":true}');
    });
    expect(reply).toMatchObject({ kind: 'response', status: 200, body: '{"old":true}' });
  });

  it.each(['with', 'without'])('reads no more of a 50 MB answer than its bound, %s a length', async (length) => {
    let sent = 0;
    const reply = await post(
      (_request, response) => {
        response.writeHead(200, length === 'with' ? { 'content-length': 50_000_000 } : {});
        const chunk = Buffer.alloc(100_000, 'x');
        const more = (): void => {
          while (sent < 50_000_000 && !response.destroyed) {
            sent += chunk.length;
            if (!response.write(chunk)) {
              response.once('drain', more);
              return;
            }
          }
        };
        more();
      },
      5_000,
      never,
      1_000_000,
    );
    expect(reply).toMatchObject({ kind: 'fault', code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
    expect(sent).toBeLessThan(50_000_000);
  });

  it('says that nobody listens', async () => {
    await post((_request, response) => response.end());
    await server.stop();
    await new Promise((resolve) => setImmediate(resolve));
    const reply = await transport.send({ method: 'GET', path: '/', headers: [], body: null }, 5_000, never);
    expect(reply).toMatchObject({ kind: 'fault', code: 'ECONNREFUSED' });
  });

  it('rejects with the reason of its signal, before and while it is sent', async () => {
    const controller = new AbortController();
    const reason = new Error('drained');
    await expect(post(() => controller.abort(reason), 5_000, controller.signal)).rejects.toBe(reason);
    const again = transport.send({ method: 'GET', path: '/', headers: [], body: null }, 5_000, controller.signal);
    await expect(again).rejects.toBe(reason);
  });

  it('opens no more connections than requests are in flight', async () => {
    await post((_request, response) => response.end('{}'));
    const sockets = new Set<unknown>();
    server.handle = (request, response) => {
      sockets.add(request.socket);
      response.end('{}');
    };
    // Each begins the next in the same turn in which its own answer ended.
    const worker = async (): Promise<void> => {
      for (let request = 0; request < 40; request++) {
        await transport.send({ method: 'POST', path: '/v1/x', headers: [], body: '{}' }, 5_000, never);
      }
    };
    await Promise.all(Array.from({ length: 100 }, worker));
    expect(transport.connections).toBe(100);
    // One that the server closes, idle for too long, is replaced.
    expect(sockets.size).toBeLessThanOrEqual(110);
  });

  it('gives up its connections when it is closed, and answers nothing any more', async () => {
    await post((_request, response) => response.end('{}'));
    await transport.close();
    const late = transport.send({ method: 'GET', path: '/', headers: [], body: null }, 5_000, never);
    expect(await late).toMatchObject({ kind: 'fault' });
  });
});
