import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { SharedAnswers } from '../../src/ablation/shared-answers.ts';
import type { Backend } from '../../src/vocabulary/backend.ts';
import type { Generation } from '../../src/vocabulary/generation.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import { temporaryFolder } from '../run/harness.ts';

const signal = new AbortController().signal;

function prompt(user: string, model = 'default'): Prompt {
  return {
    requestId: 'id/0',
    model,
    endpoint: 'chat',
    layout: { template: 'joined', bos: false },
    system: undefined,
    user,
    fields: { max_tokens: 10 },
    affinity: user,
    brief: { strategy: 'qa', source: user, firstLine: 0, title: '', language: 'en', variables: {} },
  };
}

/** Answers with what it was asked, and counts; fails for `bad`. */
function counting() {
  const asked: string[] = [];
  const backend: Backend = {
    name: 'openai',
    languageModel: true,
    async generate({ user }): Promise<Generation> {
      asked.push(user);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const effort = { attempts: 1, usage: { promptTokens: 1, completionTokens: 2 }, unbilledAttempts: 0 };
      if (user === 'bad')
        return { ...effort, kind: 'failure', reason: 'endpoint.reset', detail: '', ofDocument: false };
      return { ...effort, kind: 'answer', text: `to ${user}`, finishReason: 'stop', model: 'm', completionTokens: 2 };
    },
    close: () => Promise.resolve(),
  };
  return { backend, asked };
}

test('the same question is asked once, also while it is under way and after a restart', async () => {
  const path = join(await temporaryFolder(), 'answers.sqlite');
  const { backend, asked } = counting();
  const answers = new SharedAnswers(path);
  const one = answers.through(backend, { default: 'm' }, 0, 'http://a/v1');
  const other = answers.through(backend, { default: 'm' }, 0, 'http://a/v1');
  const both = await Promise.all([one.generate(prompt('a'), signal), other.generate(prompt('a'), signal)]);
  expect(both[0]).toEqual(both[1]);
  expect(answers.counts).toEqual({ asked: 2, shared: 1 });
  answers.close();

  const again = new SharedAnswers(path);
  expect(await again.through(backend, { default: 'm' }, 0, 'http://a/v1').generate(prompt('a'), signal)).toEqual(
    both[0],
  );
  again.close();
  expect(asked).toEqual(['a']);
});

test('another seed, another model and another prompt are other questions', async () => {
  const { backend, asked } = counting();
  const answers = new SharedAnswers(join(await temporaryFolder(), 'answers.sqlite'));
  await answers.through(backend, { default: 'm' }, 0, 'http://a/v1').generate(prompt('a'), signal);
  await answers.through(backend, { default: 'm' }, 1, 'http://a/v1').generate(prompt('a'), signal);
  await answers.through(backend, { default: 'n' }, 0, 'http://a/v1').generate(prompt('a'), signal);
  await answers.through(backend, { default: 'm' }, 0, 'http://a/v1').generate(prompt('b'), signal);
  expect(asked).toEqual(['a', 'a', 'a', 'b']);
  answers.close();
});

test('a failure is not kept, and whoever waited for it asks again', async () => {
  const { backend, asked } = counting();
  const answers = new SharedAnswers(join(await temporaryFolder(), 'answers.sqlite'));
  const through = answers.through(backend, { default: 'm' }, 0, 'http://a/v1');
  await Promise.all([through.generate(prompt('bad'), signal), through.generate(prompt('bad'), signal)]);
  await through.generate(prompt('bad'), signal);
  expect(asked).toEqual(['bad', 'bad', 'bad']);
  answers.close();
});

test('an answer that comes after the end is handed on, and nothing is written any more', async () => {
  const answers = new SharedAnswers(join(await temporaryFolder(), 'answers.sqlite'));
  const late = answers.through(counting().backend, { default: 'm' }, 0, 'http://a/v1').generate(prompt('a'), signal);
  answers.close();
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    expect(await late).toMatchObject({ kind: 'answer', text: 'to a' });
    expect(() => vi.runAllTimers()).not.toThrow();
  } finally {
    vi.useRealTimers();
  }
});

test('a file that is no database is refused with what to do', async () => {
  const path = join(await temporaryFolder(), 'answers.sqlite');
  await writeFile(path, 'no database of any kind, but some text that is long enough to be read as a page'.repeat(99));
  expect(() => new SharedAnswers(path)).toThrow(/answers\.sqlite is damaged.*[Rr]emove it/);
});
