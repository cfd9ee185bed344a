import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Reading, readReply } from '../../src/generation/answer.ts';
import type { FaultKind } from '../../src/generation/faults.ts';
import { type Outgoing, Transport } from '../../src/generation/transport.ts';
import { chatCompletion, never } from './local-server.ts';

/** What is written to a connection on which a whole request has arrived. */
type Answer = (socket: Socket) => void;

const COMPLETION = JSON.stringify(chatCompletion('Hello.'));
const length = (text: string | Buffer): string => `Content-Length: ${Buffer.byteLength(text)}\r\n`;
const JSON_TYPE = 'Content-Type: application/json\r\n';

const write =
  (...parts: readonly (string | Buffer)[]): Answer =>
  (socket) => {
    for (const part of parts) socket.write(part);
  };
const writeAndEnd =
  (...parts: readonly (string | Buffer)[]): Answer =>
  (socket) => {
    write(...parts)(socket);
    socket.end();
  };
const ok = (body: string | Buffer, headers = JSON_TYPE): Answer =>
  write(`HTTP/1.1 200 OK\r\n${headers}${length(body)}\r\n`, body);
const chunked = (...pieces: readonly string[]): string =>
  [...pieces, ''].map((piece) => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`).join('');

/** Writes letters at once, and then one every few milliseconds until the other side has had enough. */
function trickle(socket: Socket, text: string, atOnce = 0): void {
  let at = atOnce;
  socket.write(text.slice(0, atOnce));
  const timer = setInterval(() => {
    if (socket.destroyed || at >= text.length) clearInterval(timer);
    else socket.write(text[at++] as string);
  }, 5);
}

/** 50 MB, as fast as they are taken. */
function flood(socket: Socket, head: string): void {
  socket.write(head);
  const piece = Buffer.alloc(1_000_000, 'x');
  let sent = 0;
  const more = (): void => {
    while (sent < 50_000_000 && !socket.destroyed) {
      sent += piece.length;
      if (!socket.write(piece)) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

const REQUEST: Outgoing = { method: 'POST', path: '/v1/chat/completions', headers: [], body: '{}' };

const HTML = '<html><body><h1>It works!</h1></body></html>';

const ANSWERS: readonly (readonly [what: string, answer: Answer, text: string])[] = [
  ['with a length', ok(COMPLETION), 'Hello.'],
  [
    'in chunks',
    write(`HTTP/1.1 200 OK\r\n${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n`, chunked('{"choi', COMPLETION.slice(6))),
    'Hello.',
  ],
  ['as HTTP/1.0 without a length', writeAndEnd(`HTTP/1.0 200 OK\r\n${JSON_TYPE}\r\n`, COMPLETION), 'Hello.'],
  [
    'on a connection that closes',
    writeAndEnd(`HTTP/1.1 200 OK\r\nConnection: close\r\n${length(COMPLETION)}\r\n`, COMPLETION),
    'Hello.',
  ],
  ['under a wrong content type', ok(COMPLETION, 'Content-Type: text/html\r\n'), 'Hello.'],
  ['without a content type', ok(COMPLETION, ''), 'Hello.'],
  ['behind a byte order mark', ok(`\ufeff${COMPLETION}`), 'Hello.'],
  [
    'after early hints',
    write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n', `HTTP/1.1 200 OK\r\n${length(COMPLETION)}\r\n`, COMPLETION),
    'Hello.',
  ],
  ['without usage', ok(JSON.stringify(chatCompletion('Hello.', { usage: undefined }))), 'Hello.'],
  [
    'in two pieces that part a letter',
    (socket) => {
      const bytes = Buffer.from(JSON.stringify(chatCompletion('Grüße.')));
      const at = bytes.indexOf(0xc3) + 1;
      socket.write(`HTTP/1.1 200 OK\r\n${length(bytes)}\r\n`);
      socket.write(bytes.subarray(0, at));
      setTimeout(() => socket.write(bytes.subarray(at)), 10);
    },
    'Grüße.',
  ],
];

const FAULTY: readonly (readonly [what: string, answer: Answer, fault: FaultKind, detail: RegExp])[] = [
  ['nothing, and hangs', () => undefined, 'timeout', /no complete answer/],
  ['half of the headers, and hangs', write('HTTP/1.1 200 OK\r\nContent-Ty'), 'timeout', /no complete answer/],
  [
    'headers letter by letter',
    (socket) => trickle(socket, `HTTP/1.1 200 OK\r\nX-Pad: ${'x'.repeat(5_000)}\r\n\r\n`),
    'timeout',
    /no complete answer/,
  ],
  [
    'half of a body, and hangs',
    write(`HTTP/1.1 200 OK\r\n${length(COMPLETION)}\r\n`, COMPLETION.slice(0, 20)),
    'timeout',
    /no complete answer/,
  ],
  [
    'a body letter by letter',
    (socket) => trickle(socket, `HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n${'{'.repeat(9_000)}`, 44),
    'timeout',
    /no complete answer/,
  ],
  [
    'chunks without an end',
    write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '5\r\n{"a":\r\n'),
    'timeout',
    /no complete answer/,
  ],
  ['only early hints', write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'), 'timeout', /no complete answer/],
  ['a reset before the headers', (socket) => socket.resetAndDestroy(), 'connection', /./],
  [
    'a reset within the headers',
    (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-', () => socket.resetAndDestroy()),
    'connection',
    /./,
  ],
  ['an end within the headers', writeAndEnd('HTTP/1.1 200 OK\r\nContent-'), 'connection', /./],
  ['an end without a word', writeAndEnd(), 'connection', /./],
  [
    'an end within the body',
    writeAndEnd(`HTTP/1.1 200 OK\r\n${length(COMPLETION)}\r\n`, COMPLETION.slice(0, 20)),
    'connection',
    /./,
  ],
  [
    'an end within a chunk',
    writeAndEnd('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', '500\r\n{"a":'),
    'connection',
    /./,
  ],
  [
    'half of an HTTP/1.0 body',
    writeAndEnd('HTTP/1.0 200 OK\r\n\r\n', COMPLETION.slice(0, 20)),
    'bad_answer',
    /ends in the middle/,
  ],
  ['garbage instead of HTTP', write('SSH-2.0-OpenSSH_9.6\r\n'), 'connection', /./],
  ['chunks of garbage', write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 'zz\r\n'), 'connection', /./],
  [
    'two different lengths',
    write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{"a":1'),
    'connection',
    /./,
  ],
  [
    '100 Continue, unasked',
    write('HTTP/1.1 100 Continue\r\n\r\n', `HTTP/1.1 200 OK\r\n${length(COMPLETION)}\r\n`, COMPLETION),
    'connection',
    /./,
  ],
  ['an empty 200', ok(''), 'bad_answer', /is empty/],
  ['204', write('HTTP/1.1 204 No Content\r\n\r\n'), 'bad_answer', /HTTP 204/],
  ['an HTML page', ok(HTML, 'Content-Type: text/html\r\n'), 'bad_answer', /HTML page \(content-type text\/html\)/],
  ['an HTML page under the type of JSON', ok(HTML), 'bad_answer', /HTML page/],
  [
    'an event stream',
    ok('data: {"choices":[]}\n\ndata: [DONE]\n\n', 'Content-Type: text/event-stream\r\n'),
    'bad_answer',
    /event stream/,
  ],
  ['JSON that breaks off', ok(COMPLETION.slice(0, 30)), 'bad_answer', /ends in the middle/],
  ['JSON that is no object', ok('[1,2]'), 'bad_answer', /choices|no object/],
  ['null', ok('null'), 'bad_answer', /no object/],
  ['no choices', ok('{"object":"chat.completion"}'), 'bad_answer', /no choices/],
  ['an empty list of choices', ok('{"choices":[]}'), 'bad_answer', /no choices/],
  ['choices that are none', ok('{"choices":[7]}'), 'bad_answer', /no choices/],
  ['an error under 200', ok('{"error":{"message":"Engine is dead."}}'), 'bad_answer', /Engine is dead/],
  ['a choice without a message', ok('{"choices":[{}]}'), 'empty_answer', /empty/],
  [
    'a compressed body, unasked',
    ok(gzipSync(COMPLETION), `${JSON_TYPE}Content-Encoding: gzip\r\n`),
    'bad_answer',
    /compressed \(gzip\)/,
  ],
  ['bytes that are no UTF-8', ok(Buffer.from([0xff, 0xfe, 0x00])), 'bad_answer', /no JSON/],
  [
    '50 MB with a length',
    (socket) => flood(socket, 'HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n'),
    'too_large',
    /./,
  ],
  ['50 MB without a length', (socket) => flood(socket, 'HTTP/1.1 200 OK\r\n\r\n'), 'too_large', /./],
  ['headers of 50 MB', (socket) => flood(socket, 'HTTP/1.1 200 OK\r\nX-Pad: '), 'connection', /./],
  [
    'a redirect',
    write('HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
    'not_found',
    /HTTP 307/,
  ],
  [
    '429',
    write('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n'),
    'rate_limited',
    /HTTP 429/,
  ],
  [
    '503 as an HTML page',
    write(`HTTP/1.1 503 Unavailable\r\n${length(HTML)}\r\n`, HTML),
    'unavailable',
    /an HTML page/,
  ],
  ['a status of its own', write('HTTP/1.1 799 What\r\nContent-Length: 0\r\n\r\n'), 'server_error', /HTTP 799/],
];

describe('an endpoint that answers with', () => {
  let server: net.Server;
  let transport: Transport;
  let answer: Answer;
  const sockets = new Set<Socket>();
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);

  beforeEach(async () => {
    process.on('unhandledRejection', note);
    server = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      let received = '';
      socket.on('data', (data: Buffer) => {
        received += data.toString('latin1');
        if (!received.endsWith('\r\n\r\n{}')) return;
        received = '';
        answer(socket);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    transport = new Transport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  afterEach(async () => {
    await transport.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    server.close();
    await once(server, 'close');
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  async function reading(timeoutMs: number): Promise<Reading> {
    return readReply(await transport.send(REQUEST, timeoutMs, never), undefined);
  }

  it.each(ANSWERS)('a completion %s is believed', async (_what, given, text) => {
    answer = given;
    expect(await reading(5_000)).toMatchObject({ kind: 'answer', text });
    // The connection, or a new one, goes on serving.
    answer = ok(COMPLETION);
    expect(await reading(5_000)).toMatchObject({ kind: 'answer', text: 'Hello.' });
  });

  it.each(FAULTY)('%s is known for what it is, and harms nobody after it', async (_what, given, fault, detail) => {
    answer = given;
    // What hangs ends by the deadline of the request, in whichever phase; nothing else needs it.
    expect(await reading(fault === 'timeout' ? 100 : 5_000)).toMatchObject({
      kind: 'fault',
      fault,
      detail: expect.stringMatching(detail),
    });
    answer = ok(COMPLETION);
    expect(await reading(5_000)).toMatchObject({ kind: 'answer', text: 'Hello.' });
  });

  it('nothing at all, not even a connection, ends by the deadline', async () => {
    // A process that is stopped accepts nobody: two connections wait in its backlog, the system drops what comes then.
    const script = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
      console.log(this.address().port);
    })`;
    const stopped = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = (await once(stopped.stdout, 'data')) as [Buffer];
    stopped.kill('SIGSTOP');
    const hole = new Transport(`http://127.0.0.1:${port.toString().trim()}`);
    const replies = await Promise.all(Array.from({ length: 8 }, () => hole.send(REQUEST, 150, never)));
    for (const reply of replies) expect(readReply(reply, undefined)).toMatchObject({ kind: 'fault', fault: 'timeout' });
    await hole.close();
    stopped.kill('SIGKILL');
  });
});
