import { afterEach, describe, expect, it } from 'vitest';
import type { Connected } from '../../src/generation/client.ts';
import { Slots } from '../../src/generation/slots.ts';
import { cosine } from '../../src/text/vectors.ts';
import type { Embedded, Embedder } from '../../src/vocabulary/embedder.ts';
import { connectTo, type Handler, json, localServer, type LocalServer, never } from './local-server.ts';

const servers: LocalServer[] = [];
const connections: Connected[] = [];
afterEach(async () => {
  await Promise.all(connections.splice(0).map(({ backend }) => backend.close()));
  await Promise.all(servers.splice(0).map((each) => each.stop()));
});

interface Started {
  readonly server: LocalServer;
  readonly embedder: Embedder;
}

async function start(handle: Handler, contextLength?: number): Promise<Started> {
  const server = await localServer(handle);
  server.models = [{ id: 'tiny', owned_by: 'vllm', max_model_len: contextLength }];
  servers.push(server);
  const connected = await connectTo([server], { target: { api: 'embeddings' } });
  connections.push(connected);
  return { server, embedder: connected.embedder('default', new Slots(4)) };
}

/** A vector for each text: how often it says "a", "b" and "c". */
const lettersOf = (text: string): number[] => ['a', 'b', 'c'].map((letter) => text.split(letter).length - 1);

const inputOf = (body: { readonly [key: string]: unknown }): string[] => body['input'] as string[];

/** Answers in the format that was asked for, the last text first. */
const letters: Handler = ({ body }, response) => {
  const data = inputOf(body).map((text, index) => {
    const numbers = lettersOf(text);
    const base64 = Buffer.from(Float32Array.from(numbers).buffer).toString('base64');
    return { index, object: 'embedding', embedding: body['encoding_format'] === 'base64' ? base64 : numbers };
  });
  json(response, 200, {
    object: 'list',
    model: 'tiny',
    data: data.toReversed(),
    usage: { prompt_tokens: 7, total_tokens: 7 },
  });
};

/** Refuses any text of more than so many characters, as vLLM does. */
const bounded =
  (characters: number): Handler =>
  (request, response) => {
    if (inputOf(request.body).every((text) => text.length <= characters)) {
      letters(request, response);
      return;
    }
    json(response, 400, {
      error: { message: "This model's maximum context length is 512 tokens. However, you requested 600 tokens." },
    });
  };

const vectorOf = (embedded: Embedded | undefined): number[] =>
  embedded?.kind === 'embedding' ? [...embedded.vector].map((value) => Math.round(value * 1e4) / 1e4) : [];

describe('an embedder', () => {
  it('gives each text its own vector, whatever the order in which they come, at length 1', async () => {
    const { server, embedder } = await start(letters);
    const { texts, usage } = await embedder.embed(['aaa', 'b b', 'ab'], 'doc-1/qa/0', never);
    expect(texts.map(vectorOf)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0.7071, 0.7071, 0],
    ]);
    expect(usage).toEqual({ promptTokens: 7, completionTokens: 0 });
    expect(server.received.map(({ path }) => path)).toEqual(['/v1/embeddings']);
    expect(server.received[0]?.headers['x-request-id']).toBe('doc-1/qa/0/0');
  });

  it('sends at most 32 texts in a request, the same ones each time', async () => {
    const { server, embedder } = await start(letters);
    const texts = Array.from({ length: 70 }, (_, index) => 'a'.repeat(index + 1));
    await embedder.embed(texts, 'x', never);
    await embedder.embed(texts, 'x', never);
    const sizes = server.received.map(({ body }) => inputOf(body).length);
    expect(sizes.toSorted((left, right) => right - left)).toEqual([32, 32, 32, 32, 6, 6]);
  });

  it('asks a server that knows no base64 for numbers, and goes on so', async () => {
    const { server, embedder } = await start((request, response) => {
      if (request.body['encoding_format'] === 'float') letters(request, response);
      else json(response, 422, { detail: 'encoding_format: only float is supported' });
    });
    expect((await embedder.embed(['a'], 'x', never)).texts.map(vectorOf)).toEqual([[1, 0, 0]]);
    expect((await embedder.embed(['b'], 'y', never)).texts.map(vectorOf)).toEqual([[0, 1, 0]]);
    expect(server.received.map(({ body }) => body['encoding_format'])).toEqual(['base64', 'float', 'float']);
  });

  it('cuts a text that is longer than the model reads, and takes the mean of its pieces', async () => {
    const { server, embedder } = await start(letters, 100);
    const long = `${'a '.repeat(200)}${'b '.repeat(200)}`;
    const { texts } = await embedder.embed([long, 'c'], 'x', never);
    expect(texts.map(vectorOf)).toEqual([
      [0.7071, 0.7071, 0],
      [0, 0, 1],
    ]);
    const sent = server.received.flatMap(({ body }) => inputOf(body));
    expect(sent.length).toBeGreaterThan(4);
    expect(sent.join(' ').replaceAll(/\s/g, '')).toBe(`${'a'.repeat(200)}${'b'.repeat(200)}c`);
  });

  it('cuts further what the server finds too long, without harm to the texts sent beside it', async () => {
    const { embedder } = await start(bounded(100));
    const { texts } = await embedder.embed(['c', `${'a '.repeat(300)}${'b '.repeat(300)}`], 'x', never);
    expect(texts.map(vectorOf)).toEqual([
      [0, 0, 1],
      [0.7071, 0.7071, 0],
    ]);
  });

  it('gives a text that cannot be cut any further a failure of its own', async () => {
    const { embedder } = await start(bounded(1));
    const { texts } = await embedder.embed(['a', 'ab'], 'x', never);
    expect(texts).toMatchObject([
      { kind: 'embedding' },
      { kind: 'failure', reason: 'endpoint.context_length', ofDocument: true },
    ]);
  });

  it('does not send a blank text', async () => {
    const { server, embedder } = await start(letters);
    const { texts } = await embedder.embed([' \n', ''], 'x', never);
    expect(texts).toMatchObject([
      { kind: 'failure', ofDocument: true },
      { kind: 'failure', ofDocument: true },
    ]);
    expect(server.received).toEqual([]);
  });

  it.each([
    ['no embeddings', {}],
    ['fewer embeddings than texts', { data: [{ index: 0, embedding: [1, 2] }] }],
    [
      'embeddings of different lengths',
      {
        data: [
          { index: 0, embedding: [1, 2] },
          { index: 1, embedding: [1] },
        ],
      },
    ],
    [
      'a value that is no number',
      {
        data: [
          { index: 0, embedding: [1, null] },
          { index: 1, embedding: [1, 2] },
        ],
      },
    ],
    [
      'an index out of range',
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 7, embedding: [1] },
        ],
      },
    ],
  ])('asks again after an answer with %s', async (_, answer) => {
    const { server, embedder } = await start((request, response) => {
      if (request.index === 0) json(response, 200, { model: 'tiny', ...answer });
      else letters(request, response);
    });
    const { texts } = await embedder.embed(['a', 'b'], 'x', never);
    expect(texts.map(({ kind }) => kind)).toEqual(['embedding', 'embedding']);
    expect(server.received).toHaveLength(2);
  });

  it('belongs to a model with `api: embeddings`, which answers no prompts', async () => {
    const server = await localServer();
    servers.push(server);
    const connected = await connectTo([server]);
    connections.push(connected);
    expect(() => connected.embedder('default', new Slots(1))).toThrow('is not configured for embeddings');
  });
});

describe('cosine', () => {
  it('is 1 for one direction, 0 for none in common and for no direction', () => {
    const [east, north, none] = [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0, 0)];
    expect([cosine(east, east), cosine(east, north), cosine(east, none)]).toEqual([1, 0, 0]);
  });
});
