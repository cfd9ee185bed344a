import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRecipes, resolveRecipe } from '../../src/config/recipes.ts';
import type { Mix } from '../../src/vocabulary/strategy.ts';
import { type RecipeFolder, recipeFolder } from './recipe-files.ts';

const PACKAGED = fileURLToPath(new URL('../../strategies', import.meta.url));

let folder: RecipeFolder;
beforeAll(async () => {
  folder = await recipeFolder();
  await folder.strategy('mine');
  await folder.strategy('faq');
  await folder.write('strategies/pair.yml', 'name: pair\nstrategies: {mine: 0.5, qa: 0.5}\nrewrites_per_document: 2');
  await folder.write('elsewhere/neighbours.yaml', 'name: neighbours\nstrategies: {near: 0.5, ./near2.yaml: 0.5}');
  await folder.write('elsewhere/near.yaml', 'name: near\nprompt: ../prompts/p.md');
  await folder.write('elsewhere/near2.yaml', 'name: near2\nprompt: ../prompts/p.md');
});
afterAll(() => folder.remove());

async function messageOf(names: string, rewritesPerDocument?: number): Promise<string> {
  const error: unknown = await resolveRecipe(names, { cwd: folder.path, rewritesPerDocument }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toHaveProperty('code', 'usage');
  return error instanceof Error ? error.message.replaceAll(folder.path, '') : '';
}

function names(mix: Mix): string[] {
  return mix.entries.map(({ strategy }) => strategy.name);
}

describe('resolveRecipe', () => {
  it('takes a mix as its file says', async () => {
    const mix = await resolveRecipe('mix', { cwd: folder.path });
    expect(mix).toMatchObject({ name: 'mix', balance: 'tokens', rewritesPerDocument: 2 });
    expect(Object.fromEntries(mix.entries.map(({ strategy, share }) => [strategy.name, share]))).toEqual({
      qa: 0.25,
      dialogue: 0.2,
      tutorial: 0.15,
      faq: 0.15,
      summary: 0.1,
      'prox-chunk': 0.15,
    });
    const systems = new Set(mix.entries.map(({ strategy }) => strategy.prompt.system));
    expect(systems.size).toBe(1);
    expect(mix.entries.map(({ strategy }) => strategy.chunk)).toEqual(mix.entries.map(() => ({ maxTokens: 1500 })));
  });

  it('gives every document each of the strategies that are listed', async () => {
    const mix = await resolveRecipe('mine, qa,summary', { cwd: folder.path });
    expect(mix).toMatchObject({
      name: 'mine+qa+summary',
      path: undefined,
      balance: 'requests',
      rewritesPerDocument: 3,
    });
    expect(mix.entries.map(({ share }) => share)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(names(await resolveRecipe('qa', { cwd: folder.path }))).toEqual(['qa']);
  });

  it('looks into ./strategies first, also for the strategies of a packaged mix', async () => {
    const single = await resolveRecipe('faq', { cwd: folder.path });
    expect(single.entries[0]?.strategy.path).toBe(join(folder.path, 'strategies/faq.yaml'));
    const mix = await resolveRecipe('finephrase', { cwd: folder.path });
    const paths = Object.fromEntries(mix.entries.map(({ strategy }) => [strategy.name, strategy.path]));
    expect(paths).toMatchObject({
      faq: join(folder.path, 'strategies/faq.yaml'),
      tutorial: join(PACKAGED, 'tutorial.yaml'),
    });
  });

  it('mixes the user’s own strategies with packaged ones', async () => {
    expect(names(await resolveRecipe('pair', { cwd: folder.path }))).toEqual(['mine', 'qa']);
  });

  it('takes what ends in .yaml or .yml for a path, and finds a mix’s neighbours', async () => {
    const mix = await resolveRecipe('elsewhere/neighbours.yaml', { cwd: folder.path });
    expect(names(mix)).toEqual(['near', 'near2']);
    const list = await resolveRecipe('./elsewhere/near.yaml,qa', { cwd: folder.path });
    expect(names(list)).toEqual(['near', 'qa']);
    const absolute = await resolveRecipe(join(folder.path, 'strategies/pair.yml'), { cwd: '/' });
    expect(absolute.name).toBe('pair');
  });

  it('lets a flag set the rewrites per document, within what the shares allow', async () => {
    expect((await resolveRecipe('mix', { cwd: folder.path, rewritesPerDocument: 4 })).rewritesPerDocument).toBe(4);
    expect((await resolveRecipe('qa,faq', { cwd: folder.path, rewritesPerDocument: 1 })).rewritesPerDocument).toBe(1);
    expect(await messageOf('qa,faq', 3)).toMatch(
      /^--strategy qa,faq: the share of `qa` is 0\.5, but no share may exceed 1\/3/,
    );
    expect(await messageOf('mix', 5)).toContain('no share may exceed 1/5 = 0.2');
  });

  it('says which recipe an unknown name was meant to be, and how to list them', async () => {
    expect(await messageOf('dialog')).toBe(
      '--strategy: no strategy or mix is called `dialog`; did you mean `dialogue`? (`rewrite strategies list` shows all)',
    );
    expect(await messageOf('qa,completely-unheard-of')).toBe(
      '--strategy: no strategy or mix is called `completely-unheard-of` (`rewrite strategies list` shows all)',
    );
    expect(await messageOf('minne')).toContain('did you mean `mine`?');
    expect(await messageOf('../secret')).toContain('no strategy or mix is called `../secret`');
    expect(await messageOf('')).toContain('no strategy or mix is called ``');
  });

  it('names file and line of a mix that names an unknown strategy', async () => {
    await folder.write('elsewhere/typo.yaml', 'name: typo\nstrategies:\n  qa: 0.5\n  sumary: 0.5\n');
    expect(await messageOf('elsewhere/typo.yaml')).toMatch(
      /^\/elsewhere\/typo\.yaml:4: no strategy or mix is called `sumary`; did you mean `summary`\?/,
    );
  });

  it('refuses a mix inside a list or a mix, a strategy named twice, and a file that is not there', async () => {
    expect(await messageOf('qa,mix')).toBe(
      '--strategy: `mix` is a mix; only strategies can be combined, and a mix stands alone',
    );
    await folder.write('elsewhere/nested.yaml', 'name: nested\nstrategies: {wrap: 1}');
    expect(await messageOf('elsewhere/nested.yaml')).toContain('/elsewhere/nested.yaml:2: `wrap` is a mix');
    expect(await messageOf('qa,faq,qa')).toBe('--strategy qa,faq,qa: strategy `qa` is named twice');
    expect(await messageOf('none.yaml')).toMatch(/^\/none\.yaml: cannot be read/);
  });
});

describe('listRecipes', () => {
  it('lists packaged and own recipes by name, the own in place of packaged ones', async () => {
    const recipes = await listRecipes(folder.path);
    const listed = recipes.map(({ name }) => name);
    expect(listed).toEqual(listed.toSorted());
    expect(new Set(listed).size).toBe(listed.length);
    expect(recipes.find(({ name }) => name === 'mix')).toMatchObject({ kind: 'mix', path: join(PACKAGED, 'mix.yaml') });
    expect(recipes.find(({ name }) => name === 'pair')).toMatchObject({ kind: 'mix', summary: '' });
    expect(recipes.find(({ name }) => name === 'faq')).toEqual({
      name: 'faq',
      kind: 'strategy',
      summary: 'My faq.',
      path: join(folder.path, 'strategies/faq.yaml'),
      prompts: ['faq'],
    });
    expect(recipes.find(({ name }) => name === 'prox')).toMatchObject({ prompts: ['prox-doc', 'prox-chunk'] });
  });

  it('lists a broken file with the reason', async () => {
    const broken = await recipeFolder();
    await broken.write('strategies/broken.yaml', 'name: "x');
    const found = (await listRecipes(broken.path)).find(({ name }) => name === 'broken');
    expect(found?.summary).toMatch(/^cannot be read: /);
    await broken.remove();
  });

  it('lists every packaged file where there is no ./strategies', async () => {
    const files = (await readdir(PACKAGED))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.replace(/\.yaml$/, ''))
      .sort();
    expect((await listRecipes(join(folder.path, 'prompts'))).map(({ name }) => name)).toEqual(files);
  });
});
