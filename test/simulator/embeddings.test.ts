import { describe, expect, it } from 'vitest';
import { cosine } from '../../src/text/vectors.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { connectTo, never } from '../generation/local-server.ts';
import { Slots } from '../../src/generation/slots.ts';
import { DOCUMENT, get, post, start } from './client.ts';

interface Body {
  readonly data: readonly { readonly index: number; readonly embedding: number[] | string }[];
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

const INPUT = [DOCUMENT, `${DOCUMENT} And a little more.`, 'Quarks carry colour charge.'];

describe('POST /v1/embeddings', () => {
  it('gives similar texts near unit vectors and others distant ones', async () => {
    const simulator = await start();
    const { text, status } = await post(simulator, '/embeddings', { model: 'simulator', input: INPUT });
    expect(status).toBe(200);
    const { data, usage } = JSON.parse(text) as Body;
    const [own, near, far] = data.map(({ embedding }) => Float32Array.from(embedding as number[]));
    if (own === undefined || near === undefined || far === undefined) throw new Error('three vectors were asked for');
    expect(cosine(own, own)).toBeCloseTo(1, 5);
    expect(cosine(own, near)).toBeGreaterThan(0.9);
    expect(cosine(own, far)).toBeLessThan(0.5);
    const tokens = INPUT.reduce((sum, next) => sum + estimateTokens(next), 0);
    expect(usage).toMatchObject({ prompt_tokens: tokens, total_tokens: tokens });
  });

  it('writes the same floats as base64, and the same bytes each time', async () => {
    const simulator = await start();
    const send = async (format: string) =>
      (await post(simulator, '/embeddings', { input: INPUT, encoding_format: format }, { requestId: 'a' })).text;
    const [numbers, base64, again] = [await send('float'), await send('base64'), await send('base64')];
    expect(again).toBe(base64);
    const bytes = Buffer.from(String((JSON.parse(base64) as Body).data[1]?.embedding), 'base64');
    const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expect([...floats]).toEqual((JSON.parse(numbers) as Body).data[1]?.embedding);
  });

  it('refuses what vLLM refuses: other methods, no input, another model, a text beyond the context', async () => {
    const simulator = await start({ contextLength: 64 });
    expect((await get(simulator, '/v1/embeddings')).status).toBe(405);
    expect((await post(simulator, '/embeddings', { input: [] })).status).toBe(400);
    expect((await post(simulator, '/embeddings', { input: ['a'], model: 'other' })).status).toBe(404);
    const long = await post(simulator, '/embeddings', { input: ['short', 'word '.repeat(100)] });
    expect(long.status).toBe(400);
    expect(long.text).toContain('maximum context length is 64 tokens');
    expect(simulator.stats()).toMatchObject({ received: 3, refused: 3, answered: 0 });
  });

  it('meets the faults of other requests, which the client gets over', async () => {
    const simulator = await start({
      seed: 3,
      faults: { status500Rate: 0.2, malformedRate: 0.2, emptyChoicesRate: 0.2, resetRate: 0.2, missingUsageRate: 0.2 },
    });
    const connected = await connectTo([simulator], { target: { api: 'embeddings' } });
    const embedder = connected.embedder('default', new Slots(4));
    const texts = Array.from({ length: 300 }, (_, number) => `text number ${number}`);
    const embedded = await embedder.embed(texts, 'x', never);
    await connected.backend.close();
    expect(embedded.texts.map(({ kind }) => kind)).toEqual(texts.map(() => 'embedding'));
    const { faults } = simulator.stats();
    expect(Object.values(faults).reduce((sum, next) => sum + next, 0)).toBeGreaterThan(5);
  });
});
