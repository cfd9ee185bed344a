import { describe, expect, it } from 'vitest';
import { resolveJudge } from '../../src/config/recipes.ts';
import { Slots } from '../../src/generation/slots.ts';
import { evidenceFor } from '../../src/meaning/evidence.ts';
import { askJudge } from '../../src/meaning/judge.ts';
import { compilePrompt } from '../../src/prompting/template.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { profileDocument } from '../../src/selection/profile.ts';
import type { Backend } from '../../src/vocabulary/backend.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';

const PLACES = ['mill', 'church', 'harbour', 'market', 'quarry', 'bridge', 'castle', 'school', 'tavern', 'library'];
/** A paragraph about each place, of some 60 tokens. */
const paragraphs = PLACES.map((place, n) =>
  `The ${place} was built in ${1700 + n} by the people of the valley. `
    .concat(`Nobody who sees the ${place} forgets it. `.repeat(4))
    .trim(),
);
const SOURCE = paragraphs.join('\n\n');

const part = (text: string) => ({ text, tokens: estimateTokens(text), firstLine: 0 });

describe('evidence', () => {
  it('is all of a source that fits', () => {
    const source = part(SOURCE);
    expect(evidenceFor('The castle.', source, source.tokens)).toBe(source);
    expect(evidenceFor('The castle.', source, undefined)).toBe(source);
  });

  it('has what the rewrite is about, in the order of the source and within its bound, with gaps marked', () => {
    const most = Math.ceil(part(SOURCE).tokens / 2.5);
    const { text, tokens } = evidenceFor('A tavern of 1708 and a mill of 1700.', part(SOURCE), most);
    expect(tokens).toBeLessThanOrEqual(most);
    expect(text).toContain('The mill was built in 1700');
    expect(text).toContain('The tavern was built in 1708');
    expect(text.indexOf('tavern')).toBeGreaterThan(text.indexOf('mill'));
    expect(text).toContain('\n\n[…]\n\n');
    expect(text).not.toContain('castle');
  });
});

async function judge(text: string, answer: (prompt: Prompt) => string, maxTokens: number) {
  const strategy = await resolveJudge('judge-fidelity', 'test', '/nowhere');
  const prompts: Prompt[] = [];
  const backend: Backend = {
    name: 'openai',
    languageModel: true,
    generate(prompt) {
      prompts.push(prompt);
      const said = { text: answer(prompt), finishReason: 'stop', model: 'm', completionTokens: 1, attempts: 1 };
      const usage = { promptTokens: 100, completionTokens: 1 };
      return Promise.resolve({ kind: 'answer', ...said, usage, unbilledAttempts: 0 });
    },
    close: () => Promise.resolve(),
  };
  const template = compilePrompt(strategy.prompt, []);
  const ask = askJudge({ strategy: { ...strategy, chunk: { maxTokens } }, template }, backend, new Slots(2));
  const source = { id: 'd', text: SOURCE, position: { file: 0, row: 0 }, metadata: {} };
  const document = { ...source, profile: profileDocument(source) };
  const task = { recordId: 'd/a/0', document, source: SOURCE, sourceTokens: estimateTokens(SOURCE), firstLine: 0 };
  return { prompts, finding: await ask({ task, text }, new AbortController().signal) };
}

const rewriteOf = (prompt: Prompt): string => /<rewrite>\n([^]*)\n<\/rewrite>/.exec(prompt.user)?.[1] ?? '';

describe('a judge', () => {
  it('is asked chunk by chunk, and its score is the share of tokens in faithful chunks', async () => {
    const { prompts, finding } = await judge(
      SOURCE,
      (prompt) => (rewriteOf(prompt).includes('castle') ? 'No castle.\nVerdict: unfaithful' : 'Verdict: faithful'),
      400,
    );
    expect(prompts.length).toBeGreaterThan(2);
    expect(prompts.map(rewriteOf).join('\n\n')).toBe(SOURCE);
    expect(prompts.map(({ requestId }) => requestId)).toEqual(prompts.map((_, n) => `d/a/0/judge-fidelity/0/${n}`));
    const unfaithful = prompts.findIndex((prompt) => rewriteOf(prompt).includes('castle'));
    const tokens = prompts.map((prompt) => estimateTokens(rewriteOf(prompt)));
    const all = tokens.reduce((sum, next) => sum + next, 0);
    if (finding.kind !== 'score') throw new Error(finding.detail);
    expect(finding.score).toBeCloseTo(1 - (tokens[unfaithful] ?? 0) / all, 3);
    expect(finding.detail).toBe(`chunk ${unfaithful + 1} of ${prompts.length}: No castle. Verdict: unfaithful`);
    expect(finding.usage).toEqual({ promptTokens: 100 * prompts.length, completionTokens: prompts.length });
  });

  it('has no verdict on a rewrite when one chunk has none', async () => {
    const { finding, prompts } = await judge(
      SOURCE,
      (prompt) => (rewriteOf(prompt).includes('mill') ? 'Hm.' : 'Verdict: faithful'),
      400,
    );
    expect(finding).toMatchObject({
      kind: 'undecided',
      detail: `chunk 1 of ${prompts.length}: the answer has no line "Verdict: …"`,
    });
  });
});
