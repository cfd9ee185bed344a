import { describe, expect, it } from 'vitest';
import { loadStrategy } from '../../src/config/strategy-file.ts';
import { labelGrammarNamed } from '../../src/interpretation/labels/registry.ts';
import { compilePrompt } from '../../src/prompting/template.ts';
import { rate } from '../../src/simulator/rate.ts';
import { start } from './client.ts';
import { request } from 'undici';

const RATERS = ['dataman', 'dataman_score', 'dataman_domain', 'fineweb_edu', 'qurating'];

async function prompt(rater: string, document: string): Promise<string> {
  const strategy = await loadStrategy(`strategies/raters/${rater}.yaml`);
  const values = { document, firstLine: 0, profile: { title: '', language: 'en' }, variables: {} };
  return compilePrompt(strategy.prompt, []).render(values).user;
}

describe('a simulated model that rates', () => {
  it.each(RATERS)(
    'answers %s in its form: the same for one text, different for others and for other seeds',
    async (rater) => {
      const grammar = labelGrammarNamed(rater);
      const answers = await Promise.all(
        Array.from(
          { length: 30 },
          async (_, n) => rate(await prompt(rater, `Text number ${n}.\nText: of its own`), 0) ?? '',
        ),
      );
      for (const text of answers) {
        expect(typeof grammar?.read({ text }, { grammar: rater, column: 'score' })).toBe('object');
      }
      expect(new Set(answers).size).toBeGreaterThan(3);
      const again = await prompt(rater, 'Text number 0.\nText: of its own');
      expect(rate(again, 0)).toBe(answers[0]);
      const seeds = new Set(Array.from({ length: 20 }, (_, seed) => rate(again, seed)));
      expect(seeds.size).toBeGreaterThan(2);
    },
  );

  it('does not take a document that quotes a rater’s prompt for one', async () => {
    const quoted = await prompt('dataman', 'x');
    expect(rate(`<document>\n${quoted}\n</document>\n\nWrite a summary.`, 0)).toBeUndefined();
  });
});

describe('POST /classify', () => {
  const classify = async (options: Parameters<typeof start>[0], body: unknown) => {
    const simulator = await start(options);
    const response = await request(`http://127.0.0.1:${simulator.port}/classify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.statusCode, body: (await response.body.json()) as Record<string, unknown> };
  };

  it('answers with so many numbers, drawn from the text', async () => {
    const one = await classify({ classes: 3 }, { model: 'simulator', input: 'The tide turns.', use_activation: false });
    expect(one).toMatchObject({
      status: 200,
      body: {
        object: 'list',
        model: 'simulator',
        data: [{ index: 0, num_classes: 3 }],
        usage: { completion_tokens: 0 },
      },
    });
    const same = await classify({ classes: 3 }, { model: 'simulator', input: 'The tide turns.' });
    const other = await classify({ classes: 3 }, { model: 'simulator', input: 'The tide turned.' });
    expect(same.body['data']).toEqual(one.body['data']);
    expect(other.body['data']).not.toEqual(one.body['data']);
  });

  it('refuses a body without a text, and another model', async () => {
    expect((await classify({}, { model: 'simulator' })).status).toBe(400);
    expect((await classify({}, { model: 'other', input: 'x' })).status).toBe(404);
  });
});
