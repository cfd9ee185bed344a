import { describe, expect, it } from 'vitest';
import { createExtractiveBackend } from '../../src/extractive/backend.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import { ARTICLE, brief } from './samples.ts';

function prompt(strategy: string, source = ARTICLE): Prompt {
  return {
    requestId: `a/${strategy}/0/0`,
    model: 'default',
    endpoint: 'chat',
    layout: { template: 'joined', bos: false },
    system: 'You rewrite documents.',
    user: `<document>\n${source}\n</document>\n\nRewrite it.`,
    fields: {},
    affinity: 'a',
    brief: brief(strategy, source),
  };
}

describe('createExtractiveBackend', () => {
  it('says that no language model writes the text', () => {
    const backend = createExtractiveBackend();
    expect(backend.name).toBe('extractive');
    expect(backend.languageModel).toBe(false);
  });

  it('answers with estimated usage, one attempt and the finish reason stop', async () => {
    const asked = prompt('summary');
    const answer = await createExtractiveBackend().generate(asked, new AbortController().signal);
    if (answer.kind !== 'answer') throw new Error(answer.detail);
    expect(answer.text).toContain('A lighthouse is a tower');
    expect(answer).toMatchObject({ finishReason: 'stop', model: 'extractive', attempts: 1, unbilledAttempts: 0 });
    expect(answer.completionTokens).toBe(estimateTokens(answer.text));
    expect(answer.usage).toEqual({
      promptTokens: estimateTokens(asked.user) + estimateTokens('You rewrite documents.'),
      completionTokens: answer.completionTokens,
    });
  });

  it('fails for a strategy without rules, for good and without cost', async () => {
    const answer = await createExtractiveBackend().generate(prompt('math'), new AbortController().signal);
    expect(answer).toMatchObject({ kind: 'failure', reason: 'endpoint.unserved', ofDocument: true, attempts: 0 });
    expect(answer.kind === 'failure' && answer.detail).toContain('"math"');
  });

  it('gives the same answers to the same prompts whatever was asked between them', async () => {
    const backend = createExtractiveBackend();
    const { signal } = new AbortController();
    const first = await backend.generate(prompt('qa'), signal);
    const others = Array.from({ length: 40 }, (_, at) => prompt('qa', `Text number ${at}. ${ARTICLE}`));
    await Promise.all(others.map((other) => backend.generate(other, signal)));
    expect(await backend.generate(prompt('qa'), signal)).toEqual(first);
    expect(await createExtractiveBackend().generate(prompt('qa'), signal)).toEqual(first);
  });

  it('rejects with the reason of a signal that is aborted while the prompt waits', async () => {
    const backend = createExtractiveBackend();
    const controller = new AbortController();
    const waiting = backend.generate(prompt('qa'), controller.signal);
    const reason = new Error('drained');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    const next = await backend.generate(prompt('qa'), new AbortController().signal);
    expect(next.kind).toBe('answer');
  });

  it('lets immediates of others run between its answers', async () => {
    const backend = createExtractiveBackend();
    const { signal } = new AbortController();
    const order: string[] = [];
    const answers = ['qa', 'faq', 'summary'].map(async (strategy) => {
      await backend.generate(prompt(strategy), signal);
      order.push(strategy);
    });
    const others = new Promise<void>((resolve) => {
      const tick = (left: number): void => {
        order.push('other');
        if (left > 0) setImmediate(tick, left - 1);
        else resolve();
      };
      setImmediate(tick, 6);
    });
    await Promise.all([...answers, others]);
    const between = order.slice(order.indexOf('qa') + 1, order.indexOf('summary'));
    expect(between).toContain('other');
    expect(order.filter((name) => name !== 'other')).toEqual(['qa', 'faq', 'summary']);
  });

  it('can be closed twice', async () => {
    const backend = createExtractiveBackend();
    await backend.close();
    await expect(backend.close()).resolves.toBeUndefined();
  });
});
