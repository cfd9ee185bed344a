import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRecipes, resolveRecipe } from '../../src/config/recipes.ts';
import { loadStrategy } from '../../src/config/strategy-file.ts';
import { compilePrompt } from '../../src/prompting/template.ts';
import { ASKED_RATERS } from '../../src/raters/asked/registry.ts';
import { ownRater } from '../../src/raters/asked/own-rater.ts';
import { temporaryFolder } from '../run/harness.ts';

const forms = Object.values(ASKED_RATERS).flatMap(({ name, forms }) =>
  Object.entries(forms).map(([form, { strategies }]) => [name, form, strategies] as const),
);

/** The user turn and the fields of a packaged rater's prompt for a short text. */
async function promptOf(name: string) {
  const { entries } = await resolveRecipe(name, { cwd: await temporaryFolder(), raters: true });
  const strategy = entries[0]?.strategy;
  if (strategy === undefined) throw new Error('no strategy');
  const profile = { title: '', language: 'en' };
  const values = { document: 'The tide turns.', firstLine: 0, profile, variables: {} };
  const { system, user } = compilePrompt(strategy.prompt, []).render(values);
  return { strategy, system, user, ...strategy.generation };
}

describe('packaged raters', () => {
  it.each(forms)(
    '%s, form %s: its strategies rate, and judge nothing but the end of an answer',
    async (_, __, names) => {
      const { entries } = await resolveRecipe(names.join(','), { cwd: await temporaryFolder(), raters: true });
      expect(entries.map(({ strategy }) => strategy.name)).toEqual(names);
      for (const { strategy } of entries) {
        expect(strategy.output.kind).toBe('labels');
        expect(strategy.validation.filter(({ validator }) => validator !== 'finish')).toEqual([]);
        expect(strategy.source).not.toBe('');
      }
    },
  );

  it('are neither listed among strategies nor found by a run', async () => {
    const cwd = await temporaryFolder();
    const names = (await listRecipes(cwd)).map(({ name }) => name);
    expect(names).toContain('qa');
    expect(names).not.toContain('dataman');
    await expect(resolveRecipe('dataman', { cwd })).rejects.toThrow('no strategy or mix is called `dataman`');
  });

  it('ask DataMan exactly as its models were trained', async () => {
    const all = await promptOf('dataman');
    expect(all.system).toBe('You are a helpful assistant.');
    expect(all.user).toBe(
      'Please score the text on fourteen evaluation criteria and specify its domain:\nText: The tide turns.\nDomain:_\n' +
        '[1]Accuracy:_/5\n[2]Coherence:_/5\n[3]Language Consistency:_/5\n[4]Semantic Density:_/5\n' +
        '[5]Knowledge Novelty:_/5\n[6]Topic Focus:_/5\n[7]Creativity:_/5\n[8]Professionalism:_/5\n' +
        '[9]Style Consistency:_/5\n[10]Grammatical Diversity:_/5\n[11]Structural Standardization:_/5\n' +
        '[12]Originality:_/5\n[13]Sensitivity:_/5\n[14]Overall Score:_/5',
    );
    expect([all.maxTokens, all.fields]).toEqual([29, { temperature: 0, seed: 1024 }]);
    expect(all.strategy.cut).toEqual({ maxTokens: 1894, keep: 'ends' });
    expect((await promptOf('dataman_score')).user).toBe(
      'Please give an overall score for the text:\nText: The tide turns.\nOverall Score:_/5',
    );
    expect((await promptOf('dataman_domain')).user).toBe(
      'Please specify an domain type for the text:\nText: The tide turns.\nDomain:_',
    );
  });

  it('send the bare text where numbers are wanted', async () => {
    for (const name of ['perplexity', 'perplexity_echo', 'qurating_served', 'fineweb_edu_served']) {
      expect((await promptOf(name)).user).toBe('The tide turns.');
    }
  });
});

describe('a strategy of kind labels', () => {
  const write = async (lines: string) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'p.md'), '{{ document }}\n');
    await writeFile(join(folder, 'r.yaml'), `name: r\nprompt: p.md\n${lines}\n`);
    return join(folder, 'r.yaml');
  };

  it('is judged by no validator unless it says so', async () => {
    const path = await write('output: {kind: labels, grammar: score}');
    expect((await loadStrategy(path)).validation).toEqual([]);
  });

  it.each([
    ['output: {kind: labels, grammar: dataman}\nchunk: {max_tokens: 512}', /r\.yaml:4.*no numbers.*use cut/],
    [
      'output: {kind: labels, grammar: score}\nchunk: {max_tokens: 9}\ncut: {max_tokens: 9, keep: start}',
      /chunk or cut/,
    ],
    ['cut: {max_tokens: 9, keep: start}', /r\.yaml:3.*cut is for labels/],
    ['output: {kind: labels, grammar: scores}', /r\.yaml:3/],
  ])('refuses %j', async (lines, message) => {
    await expect(loadStrategy(await write(lines))).rejects.toThrow(message);
  });

  it('is a rater of one’s own, by its name in ./strategies/raters or by its path', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'strategies', 'raters'), { recursive: true });
    await writeFile(join(cwd, 'strategies', 'raters', 'p.md'), '{{ document }}\n');
    const file = (name: string) =>
      `name: ${name}\nsummary: Mine.\nprompt: p.md\noutput: {kind: labels, grammar: score}\n`;
    await writeFile(join(cwd, 'strategies', 'raters', 'mine.yaml'), file('mine'));
    await writeFile(join(cwd, 'strategies', 'raters', 'bad.yaml'), file('my-own'));
    expect(await ownRater('mine', cwd)).toMatchObject({ name: 'mine', forms: { own: { strategies: ['mine'] } } });
    expect(await ownRater('strategies/raters/mine.yaml', cwd)).toMatchObject({ name: 'mine' });
    expect(await ownRater('yours', cwd)).toBeUndefined();
    await expect(ownRater('bad', cwd)).rejects.toThrow('`my-own` becomes a column of annotations');
  });
});
