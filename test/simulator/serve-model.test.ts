import { describe, expect, it } from 'vitest';
import { writeExtractively } from '../../src/extractive/write.ts';
import { readRequest } from '../../src/simulator/read-request.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { type Answered, chat, DOCUMENT, get, post, start, turn } from './client.ts';

interface ChatBody {
  readonly id: string;
  readonly model: string;
  readonly object: string;
  readonly choices: readonly { readonly message: { readonly content: string }; readonly finish_reason: string }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
}

const bodyOf = (answer: Answered): ChatBody => {
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text) as ChatBody;
};
const errorOf = (answer: Answered): unknown => (JSON.parse(answer.text) as { error: unknown }).error;

describe('POST /v1/chat/completions', () => {
  it('answers as the built-in rules write for the document and the strategy of the request', async () => {
    const simulator = await start();
    for (const strategy of ['qa', 'summary', 'faq']) {
      const requestId = `shelf/7#3/${strategy}/0/0`;
      const answer = bodyOf(await post(simulator, '/chat/completions', chat(turn(DOCUMENT)), { requestId }));
      const expected = writeExtractively({
        strategy,
        source: DOCUMENT,
        firstLine: 0,
        title: '',
        language: 'en',
        variables: {},
      });
      expect(answer.choices[0]?.message.content).toBe(expected);
      expect(answer).toMatchObject({
        id: `chatcmpl-${requestId}`,
        object: 'chat.completion',
        model: 'simulator',
        choices: [{ finish_reason: 'stop' }],
      });
    }
  });

  it('counts the tokens of every message and of the answer', async () => {
    const simulator = await start();
    const messages = [
      { role: 'system', content: 'You rewrite documents.' },
      { role: 'user', content: [{ type: 'text', text: turn(DOCUMENT) }] },
    ];
    const { usage, choices } = bodyOf(await post(simulator, '/chat/completions', { messages }));
    expect(usage.prompt_tokens).toBe(estimateTokens('You rewrite documents.') + estimateTokens(turn(DOCUMENT)));
    expect(usage.completion_tokens).toBe(estimateTokens(choices[0]?.message.content ?? ''));
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  });

  it('summarises when the id names no strategy, or one that the rules do not know', async () => {
    const simulator = await start();
    const contents = [];
    for (const requestId of [undefined, 'just-an-id', 'a/my-own-strategy/0/0', 'a/summary/0/0']) {
      const options = requestId === undefined ? {} : { requestId };
      const answer = bodyOf(await post(simulator, '/chat/completions', chat(turn(DOCUMENT)), options));
      contents.push(answer.choices[0]?.message.content);
    }
    expect(new Set(contents)).toEqual(new Set([writeExtractively(readRequest(undefined, turn(DOCUMENT)))]));
  });

  it('answers identical requests with identical bytes, one after the other and all at once', async () => {
    const simulator = await start({ tokensPerSecond: 20_000, slots: 2 });
    const send = (requestId: string) => post(simulator, '/chat/completions', chat(turn(DOCUMENT)), { requestId });
    const ids = ['a/qa/0/0', 'a/faq/0/0', 'b/summary/0/0'];
    const first = [];
    for (const id of ids) first.push((await send(id)).text);
    const again = await Promise.all([...ids, ...ids].map(async (id) => (await send(id)).text));
    expect(again).toEqual([...first, ...first]);
  });

  it('ends an answer at a word when max_tokens is reached, and says so', async () => {
    const simulator = await start({ answers: 'fixed', fixedCharacters: 4000 });
    const whole = bodyOf(await post(simulator, '/chat/completions', chat('Hello.')));
    const content = whole.choices[0]?.message.content ?? '';
    expect(content).toHaveLength(4000);
    expect(whole.choices[0]?.finish_reason).toBe('stop');
    for (const name of ['max_tokens', 'max_completion_tokens']) {
      const { choices, usage } = bodyOf(await post(simulator, '/chat/completions', chat('Hello.', { [name]: 100 })));
      const cut = choices[0]?.message.content ?? '';
      expect(choices[0]?.finish_reason).toBe('length');
      expect(content.startsWith(`${cut} `)).toBe(true);
      expect(usage.completion_tokens).toBeLessThanOrEqual(100);
      expect(usage.completion_tokens).toBeGreaterThan(80);
    }
  });

  it('bounds an answer without max_tokens by the context', async () => {
    const simulator = await start({ answers: 'fixed', fixedCharacters: 4000, contextLength: 200 });
    const { choices, usage } = bodyOf(await post(simulator, '/chat/completions', chat('Hello.')));
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage.total_tokens).toBeLessThanOrEqual(200);
  });

  it('refuses a prompt over the context, and one that leaves too little for max_tokens, as vLLM does', async () => {
    const simulator = await start({ contextLength: 100 });
    const long = 'word '.repeat(500);
    const tokens = estimateTokens(long);
    const prompt = await post(simulator, '/chat/completions', chat(long));
    expect(prompt.status).toBe(400);
    expect(errorOf(prompt)).toEqual({
      message:
        `This model's maximum context length is 100 tokens. However, you requested ${tokens} tokens in the messages. ` +
        'Please reduce the length of the messages.',
      type: 'BadRequestError',
      param: null,
      code: 400,
    });
    const short = estimateTokens('Hello.');
    const both = await post(simulator, '/chat/completions', chat('Hello.', { max_tokens: 100 }));
    expect(both.status).toBe(400);
    expect(errorOf(both)).toMatchObject({
      message:
        `This model's maximum context length is 100 tokens. However, you requested ${short + 100} tokens ` +
        `(${short} in the messages, 100 in the completion). Please reduce the length of the messages or completion.`,
    });
    expect((await post(simulator, '/chat/completions', chat('Hello.', { max_tokens: 100 - short }))).status).toBe(200);
  });

  it('refuses an unknown model with 404, naming it', async () => {
    const simulator = await start();
    const answer = await post(simulator, '/chat/completions', chat('Hello.', { model: 'big-2' }));
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toEqual({
      message: 'The model `big-2` does not exist.',
      type: 'NotFoundError',
      param: 'model',
      code: 404,
    });
  });

  it.each([
    ['a body that is no JSON', '{"model": ', 'not JSON'],
    ['an empty body', '', 'not JSON'],
    ['a body without messages', { model: 'simulator' }, 'messages'],
    ['no message at all', { messages: [] }, 'messages'],
    ['content that is no text', { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'messages'],
    ['a bound of no tokens', chat('Hello.', { max_tokens: 0 }), 'max_tokens'],
    ['streaming', chat('Hello.', { stream: true }), 'stream'],
    ['several answers', chat('Hello.', { n: 2 }), '`n`'],
  ])('refuses %s with 400', async (_, body, named) => {
    const simulator = await start();
    const answer = await post(simulator, '/chat/completions', body);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({
      type: 'BadRequestError',
      code: 400,
      message: expect.stringContaining(named),
    });
  });

  it('refuses a body over the limit with 413 and goes on serving', async () => {
    const simulator = await start({ maxBodyBytes: 1000 });
    const answer = await post(simulator, '/chat/completions', chat('x'.repeat(500_000)));
    expect(answer.status).toBe(413);
    expect(errorOf(answer)).toMatchObject({ code: 413 });
    expect((await post(simulator, '/chat/completions', chat('Hello.'))).status).toBe(200);
  });

  it('lets requests wait when every slot is taken, and shows both numbers in the metrics', async () => {
    const simulator = await start({ slots: 2, latencyMs: 600_000, contextLength: 1000 });
    const clients = Array.from({ length: 5 }, () => new AbortController());
    const answers = clients.map(({ signal }) => post(simulator, '/chat/completions', chat('Hello.'), { signal }));
    const left = Promise.allSettled(answers);
    await expect.poll(() => simulator.stats()).toMatchObject({ running: 2, waiting: 3 });
    const { text } = await get(simulator, '/metrics');
    expect(text).toMatch(/^vllm:num_requests_running\{.*\} 2$/m);
    expect(text).toMatch(/^vllm:num_requests_waiting\{.*\} 3$/m);
    const cache = Number(/^vllm:kv_cache_usage_perc\{.*\} (.*)$/m.exec(text)?.[1]);
    expect(cache).toBe(simulator.stats().replicas[0]?.kvUsage);
    expect(cache).toBeGreaterThan(0);

    clients[4]?.abort();
    clients[0]?.abort();
    await expect.poll(() => simulator.stats()).toMatchObject({ running: 2, waiting: 1, abandoned: 2 });
    for (const client of clients) client.abort();
    await expect.poll(() => simulator.stats()).toMatchObject({ running: 0, waiting: 0, abandoned: 5, answered: 0 });
    expect(simulator.stats().peakRunning).toBe(2);
    await left;
  });
});

describe('POST /v1/completions', () => {
  it('answers with the whole prompt as the document, 16 tokens long unless asked for more', async () => {
    const simulator = await start();
    const prompt = turn(DOCUMENT);
    const short = JSON.parse((await post(simulator, '/completions', { prompt })).text) as unknown;
    expect(short).toMatchObject({ object: 'text_completion', choices: [{ finish_reason: 'length' }] });
    const asked = { prompt: [prompt], max_tokens: 2000 };
    const whole = JSON.parse((await post(simulator, '/completions', asked)).text) as unknown;
    expect(whole).toMatchObject({
      choices: [{ text: writeExtractively(readRequest(undefined, prompt)), finish_reason: 'stop' }],
      usage: { prompt_tokens: estimateTokens(prompt) },
    });
  });

  it('refuses token ids and several prompts', async () => {
    const simulator = await start();
    for (const prompt of [
      [1, 2, 3],
      ['one', 'two'],
    ]) {
      const answer = await post(simulator, '/completions', { prompt });
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toMatchObject({ message: expect.stringContaining('prompt') });
    }
  });
});
