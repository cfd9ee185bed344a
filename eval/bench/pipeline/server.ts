/*
 * A server that costs as little as one can: it reads a request to its end and answers, after a latency, with a
 * completion made beforehand, with a word of its own in it so that no two texts are the same. It has a process of its
 * own, so that what is measured is the client.
 *
 *   tsx eval/bench/pipeline/server.ts LATENCY_MS
 *
 * Prints its port; `GET /count` tells how many requests it answered, and when the first came and the last one left.
 */
import { createServer, type ServerResponse } from 'node:http';
import { pairs } from './corpus.ts';

const latencyMs = Number(process.argv[2] ?? 0);
/** Stands in every answer, in place of a space in its middle; each answer gets another word of the same length. */
const WORD = ' zzzzzzzz ';
const LETTERS = 'bcdfghjklmnpqrst';

const bodies = pairs().map(({ answer }, index) =>
  Buffer.from(
    JSON.stringify({
      id: `chatcmpl-${index}`,
      object: 'chat.completion',
      created: 0,
      model: 'bench',
      choices: [
        { index: 0, message: { role: 'assistant', content: withWord(answer) }, logprobs: null, finish_reason: 'stop' },
      ],
      usage: { prompt_tokens: 600, total_tokens: 850, completion_tokens: 250 },
    }),
  ),
);
const models = Buffer.from(
  JSON.stringify({ object: 'list', data: [{ id: 'bench', object: 'model', max_model_len: 32_768 }] }),
);

const places = bodies.map((body) => body.indexOf(WORD) + 1);

function withWord(answer: string): string {
  const at = answer.indexOf(' ', answer.length / 2);
  return at === -1 ? answer : `${answer.slice(0, at)}${WORD}${answer.slice(at + 1)}`;
}

/** A body with the word of this number. */
function bodyOf(index: number): Buffer {
  const place = index % bodies.length;
  const at = places[place] ?? 0;
  const body = Buffer.from(bodies[place] ?? models);
  if (at > 0)
    for (let digit = 0; digit < 8; digit++) body[at + digit] = LETTERS.charCodeAt((index >> (4 * digit)) & 15);
  return body;
}

let answered = 0;
let firstAt = 0;
let lastAt = 0;

function send(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    if (request.url === '/v1/models') send(response, models);
    else if (request.url === '/count') {
      send(response, Buffer.from(JSON.stringify({ answered, firstAt, lastAt })));
      answered = 0;
    } else response.writeHead(404).end();
    return;
  }
  if (answered === 0 && firstAt <= lastAt) firstAt = performance.now();
  const index = Number(/^d(\d+)/.exec(String(request.headers['x-request-id']))?.[1] ?? 0);
  request.resume();
  request.once('end', () => {
    const answer = () => {
      answered += 1;
      lastAt = performance.now();
      send(response, bodyOf(index));
    };
    if (latencyMs === 0) answer();
    else setTimeout(answer, latencyMs);
  });
});
server.keepAliveTimeout = 120_000;
server.listen({ host: '127.0.0.1', port: 0, backlog: 16_384 }, () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : ''}\n`);
});
