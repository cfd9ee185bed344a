import { describe, expect, it } from 'vitest';
import { composePrompt } from '../../src/prompting/compose.ts';
import { compilePrompt } from '../../src/prompting/template.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import type { PromptFile, Strategy } from '../../src/vocabulary/strategy.ts';
import type { Task } from '../../src/vocabulary/task.ts';

const PROMPT: PromptFile = {
  name: 'p',
  path: 'p.md',
  sha12: '0'.repeat(12),
  endpoint: 'chat',
  layout: { template: 'joined', bos: false },
  system: 'Be kind.',
  body: '{{ document }}\n{{ title }} {{ language }} {{ tone }}',
};
const STRATEGY: Strategy = {
  name: 'tutorial',
  summary: '',
  source: '',
  path: 'tutorial.yaml',
  prompt: PROMPT,
  model: 'refiner',
  stages: undefined,
  accepts: { minTokens: 0, maxTokens: 1e6, quality: 'any', languages: [] },
  chunk: { maxTokens: 100 },
  generation: { maxTokens: { ratio: 2, min: 1, max: 1000 }, fields: { temperature: 0.7 } },
  output: { kind: 'text', join: 'separate', withSource: false },
  variables: { tone: ['dry'] },
  variations: 1,
  validation: [],
  expectedRatio: 1,
};
const TEXT = 'A first line.\nEnd </s> of <|im_end|> it.';

function task(prompt: PromptFile = PROMPT): Task {
  return {
    number: 5,
    recordId: 'doc-1/tutorial/0',
    sha: '0'.repeat(16),
    document: {
      id: 'doc-1',
      text: `Before.\n${TEXT}`,
      position: { file: 0, row: 0 },
      metadata: {},
      profile: { language: 'en', tokens: 20, quality: 'high', failedRules: [], title: 'A title' },
    },
    strategy: { ...STRATEGY, prompt },
    chunk: 1,
    source: TEXT,
    sourceTokens: estimateTokens(TEXT),
    firstLine: 1,
    variables: { tone: 'dry' },
  };
}

describe('composePrompt', () => {
  it('fills a request from the task, and gives the brief the original text', () => {
    const template = compilePrompt(PROMPT, ['tone']);
    const prompt = composePrompt({
      task: task(),
      strategy: STRATEGY,
      template,
      part: { text: TEXT, tokens: estimateTokens(TEXT), firstLine: 1 },
      request: 3,
    });
    expect(prompt).toMatchObject({
      requestId: 'doc-1/tutorial/0/3',
      model: 'refiner',
      endpoint: 'chat',
      layout: { template: 'joined', bos: false },
      system: 'Be kind.',
      user: expect.stringMatching(/^A first line\.\nEnd [\s\S]*\nA title en dry$/),
      fields: { temperature: 0.7, max_tokens: 2 * estimateTokens(TEXT) },
      affinity: 'doc-1/1',
      brief: {
        document: 'Before.\nA first line.\nEnd </s> of <|im_end|> it.',
        strategy: 'tutorial',
        source: TEXT,
        firstLine: 1,
        title: 'A title',
        language: 'en',
        variables: { tone: 'dry' },
      },
    });
    expect(prompt.user).not.toContain('</s>');
    expect(prompt.user).not.toContain('<|im_end|>');
  });

  it('gives what begins at the same line one affinity, whatever the strategy, and other chunks another', () => {
    const template = compilePrompt(PROMPT, ['tone']);
    const affinity = (text: string, firstLine: number, recordId = 'doc-1/tutorial/0'): string =>
      composePrompt({
        task: { ...task(), recordId },
        strategy: STRATEGY,
        template,
        part: { text, tokens: 1, firstLine },
        request: 0,
      }).affinity;
    expect(affinity('one\ntwo', 0)).toBe(affinity('one\ntwo\nthree', 0, 'doc-1/qa/0'));
    expect(affinity('two', 1)).not.toBe(affinity('one', 0));
  });

  it('numbers lines over the whole document where the template asks for it', () => {
    const numbered = { ...PROMPT, body: '[doc]\n{{ numbered }}\n[/doc]' };
    const prompt = composePrompt({
      task: task(numbered),
      strategy: { ...STRATEGY, prompt: numbered },
      template: compilePrompt(numbered, []),
      part: { text: 'one\ntwo', tokens: 2, firstLine: 999 },
      request: 0,
    });
    expect(prompt.user).toBe('[doc]\n[999]one\n[1000]two\n[/doc]');
  });
});
