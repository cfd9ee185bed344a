import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { listRecipes, resolveRecipe } from '../../src/config/recipes.ts';
import { loadStrategy } from '../../src/config/strategy-file.ts';
import { drawVariables } from '../../src/prompting/variables.ts';
import { compilePrompt } from '../../src/prompting/template.ts';
import type { Strategy } from '../../src/vocabulary/strategy.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const recipes = (await listRecipes(ROOT)).filter(({ path }) => path.startsWith(ROOT));
const strategies = recipes.filter(({ kind }) => kind === 'strategy');
const mixes = recipes.filter(({ kind }) => kind === 'mix');

/** Ratings are read by us: what they say beside the score is English. */
const isRating = ({ output }: Strategy): boolean => output.kind === 'labels';

const DOCUMENT = 'The tide turned at 6.\nWater { % } flows.';

describe('shipped strategies', () => {
  it('are all there', () => {
    expect(strategies.map(({ name }) => name)).toEqual(
      expect.arrayContaining(
        'qa dialogue summary faq tutorial table math wikipedia easy scholar extract knowledge-list textbook instruction genre-audience guided-rewrite prox-doc prox-chunk rules-gopher rules-c4 rules-fineweb rules-all rules-page'.split(
          ' ',
        ),
      ),
    );
  });

  it.each(strategies)('$name loads, names its source and renders the document', async ({ name, path, summary }) => {
    const strategy = await loadStrategy(path);
    expect(strategy.name).toBe(name);
    expect(summary).not.toBe('');
    expect(strategy.source).not.toBe('');
    expect(strategy.validation.length).toBeGreaterThan(0);

    const template = compilePrompt(strategy.prompt, Object.keys(strategy.variables));
    const variables = drawVariables(strategy.variables, 0, `d/${name}/0`);
    const { user } = template.render({
      document: DOCUMENT,
      firstLine: 0,
      profile: { title: '', language: 'en' },
      variables,
    });
    for (const [variable, value] of Object.entries(variables)) {
      expect(template.uses).toContain(variable);
      expect(user).toContain(value);
    }
    // What the published models were trained on is the document alone.
    if (strategy.prompt.endpoint === 'completions') {
      const whole = template.uses.has('numbered')
        ? '[doc]\n[000]The tide turned at 6.\n[001]Water { % } flows.\n[/doc]'
        : DOCUMENT;
      expect(user).toBe(whole);
      return;
    }
    // The document stands first, so that a server's prefix cache serves every strategy of one document.
    const fenced = template.uses.has('numbered')
      ? '[doc]\n[000]The tide turned at 6.\n[001]Water { % } flows.\n[/doc]\n\n'
      : `<document>\n${DOCUMENT}\n</document>\n\n`;
    expect(user.slice(0, fenced.length)).toBe(fenced);
    expect(template.instruction.length).toBeGreaterThan(80);
  });

  it.each(strategies)(
    '$name asks for text in the document’s language, or takes English alone, unless it rates',
    async ({ path }) => {
      const strategy = await loadStrategy(path);
      if (strategy.output.kind === 'program' || isRating(strategy) || strategy.accepts.languages.includes('en')) return;
      expect(strategy.prompt.body).toContain('in the language of the document');
    },
  );

  it('leave programs to a short list of validators and greedy decoding', async () => {
    for (const name of ['prox-doc', 'prox-chunk']) {
      const [entry] = (await resolveRecipe(name, { cwd: ROOT })).entries;
      expect(entry?.strategy.output).toMatchObject({ kind: 'program', join: 'program', withSource: false });
      expect(entry?.strategy.generation.fields).toMatchObject({ temperature: 0 });
      expect(entry?.strategy.validation.map(({ validator }) => validator)).toEqual(['length', 'encoding']);
    }
  });

  it('ask the built-in rules, and nobody else, for the programs of rules', async () => {
    for (const { name, path } of strategies) {
      const { model, output, chunk } = await loadStrategy(path);
      expect(model === 'built-in').toBe(name.startsWith('rules-'));
      // Shares and counts of a filter mean nothing on a window of a document.
      if (model === 'built-in') expect([output.kind, chunk]).toEqual(['program', undefined]);
    }
  });

  it('restyle high-quality text and repair low-quality text', async () => {
    const accepted = new Map<string, string>();
    for (const { name, path } of strategies) accepted.set(name, (await loadStrategy(path)).accepts.quality);
    for (const name of ['qa', 'dialogue', 'tutorial', 'faq', 'summary']) expect(accepted.get(name)).toBe('high');
    expect(accepted.get('guided-rewrite')).toBe('low');
    for (const name of ['prox-doc', 'prox-chunk', 'wikipedia']) expect(accepted.get(name)).toBe('any');
  });
});

describe('shipped mixes', () => {
  it('are all there', () => {
    expect(mixes.map(({ name }) => name)).toEqual([
      'beyondweb',
      'finephrase',
      'mix',
      'nemotron-cc',
      'nemotron-cc-rated',
      'wrap',
    ]);
  });

  it.each(mixes)('$name loads, with shares that sum to 1', async ({ name, summary }) => {
    const mix = await resolveRecipe(name, { cwd: ROOT });
    expect(mix.name).toBe(name);
    expect(summary).not.toBe('');
    expect(mix.entries.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('leave no quality without a strategy, where they are routed by quality', async () => {
    for (const name of ['mix', 'nemotron-cc']) {
      const { entries } = await resolveRecipe(name, { cwd: ROOT });
      for (const quality of ['high', 'low']) {
        expect(entries.filter(({ strategy }) => ['any', quality].includes(strategy.accepts.quality))).not.toEqual([]);
      }
    }
  });
});
