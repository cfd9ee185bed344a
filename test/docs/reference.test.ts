import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { referenceFiles } from '../../docs/generate/reference-page.ts';
import { listRecipes } from '../../src/config/recipes.ts';
import { ALL_REASONS } from '../../src/run/reasons.ts';
import { validators } from '../../src/validation/registry.ts';

const ROOT = join(import.meta.dirname, '..', '..');

describe('the reference page and the schemas for editors', () => {
  it.each([...referenceFiles()])('%s is what `npm run docs` writes now', async (path, text) => {
    expect(await readFile(join(ROOT, path), 'utf8')).toBe(text);
  });

  it('has every validator and every reason', () => {
    const page = referenceFiles().get('docs/reference.md') ?? '';
    const missing = [...Object.keys(validators), ...Object.keys(ALL_REASONS)].filter(
      (name) => !page.includes(`| \`${name}\` |`),
    );
    expect(missing).toEqual([]);
  });
});

describe('the schemas for editors', () => {
  it('take every strategy and mix that comes with the tool, and refuse a misspelt key', async () => {
    const schemas = { strategy: await schemaOf('strategy'), mix: await schemaOf('mix') };
    const recipes = await listRecipes(join(ROOT, 'test'));
    for (const { name, kind, path } of recipes) {
      const recipe: unknown = parse(await readFile(path, 'utf8'));
      expect(schemas[kind].safeParse(recipe).error, name).toBeUndefined();
      expect(schemas[kind].safeParse({ ...(recipe as object), sumary: '' }).success, name).toBe(false);
    }
    expect(recipes.length).toBeGreaterThan(20);
  });
});

describe('the README', () => {
  it('names every strategy and mix that comes with the tool', async () => {
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
    const missing = (await listRecipes(join(ROOT, 'test'))).filter(({ name }) => !readme.includes(`\`${name}\``));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  it('has no link to a file that is not there', async () => {
    const broken: string[] = [];
    for (const page of ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']) {
      const text = await readFile(join(ROOT, page), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        await readFile(join(ROOT, target)).catch(() => broken.push(`${page}: ${target}`));
      }
    }
    expect(broken).toEqual([]);
  });
});

async function schemaOf(kind: 'strategy' | 'mix'): Promise<z.ZodType> {
  const schema = JSON.parse(
    await readFile(join(ROOT, 'docs', `${kind}.schema.json`), 'utf8'),
  ) as z.core.JSONSchema.JSONSchema;
  return z.fromJSONSchema(schema);
}
