import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary folder of recipe files for tests. */
export interface RecipeFolder {
  readonly path: string;
  /** Writes a file below the folder and returns its path. */
  write(name: string, source: string): Promise<string>;
  /** Writes `strategies/<name>.yaml` with a prompt; `more` is further YAML. */
  strategy(name: string, more?: string): Promise<string>;
  remove(): Promise<void>;
}

export async function recipeFolder(): Promise<RecipeFolder> {
  const path = await mkdtemp(join(tmpdir(), 'recipes-'));
  const write = async (name: string, source: string): Promise<string> => {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, source);
    return file;
  };
  await write('prompts/p.md', '---\nname: p\n---\n<document>\n{{ document }}\n</document>\n\nRewrite it.\n');
  return {
    path,
    write,
    strategy: (name, more = '') =>
      write(`strategies/${name}.yaml`, `name: ${name}\nsummary: My ${name}.\nprompt: ../prompts/p.md\n${more}`),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
