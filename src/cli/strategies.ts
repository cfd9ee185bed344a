import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { listRecipes, resolveRecipe } from '../config/recipes.ts';
import { EXTRACTIVE_STRATEGIES } from '../extractive/write.ts';
import { compileTemplates } from '../run/job.ts';
import { nearest } from '../text/nearest.ts';
import { stagesOf } from '../vocabulary/strategy.ts';
import { RewriteError, usageError } from '../vocabulary/error.ts';
import { percent } from '../text/figures.ts';
import { table } from './format.ts';
import { print } from './terminal.ts';

/** `rewrite strategies [list|show|check]`. */
export function addStrategies(program: Command, exit: (code: number) => void): void {
  const strategies = program
    .command('strategies')
    .description('list, show or check strategies and mixes')
    .exitOverride();
  strategies
    .command('list', { isDefault: true })
    .description('all strategies and mixes: your ./strategies first, then those that come with the tool')
    .argument('[words...]')
    .usage('')
    .exitOverride()
    .action(async (words: readonly string[]) => {
      if (words.length > 0) refuseWords(words);
      print(await listText(process.cwd()));
      exit(0);
    });
  strategies
    .command('show')
    .description('one strategy or mix: its file and its prompt')
    .argument('<NAME>', 'name, or path to a YAML file')
    .exitOverride()
    .action(async (name: string) => {
      print(await showText(name, process.cwd()));
      exit(0);
    });
  strategies
    .command('check')
    .description('load every strategy and mix, or those named, with their prompts, and say what is wrong')
    .argument('[NAMES...]', 'names, or paths to YAML files')
    .exitOverride()
    .action(async (names: readonly string[]) => exit(await check(names, process.cwd())));
  strategies.addHelpText(
    'after',
    '\nExamples:\n  rewrite strategies\n  rewrite strategies show tutorial\n  rewrite strategies check my/strategy.yaml',
  );
}

/** Words after `strategies` that are none of its commands end up with `list`. */
function refuseWords([word = '']: readonly string[]): never {
  const meant = nearest(word, ['list', 'show', 'check']) ?? `show ${word}`;
  throw usageError(`unknown command "strategies ${word}", did you mean \`rewrite strategies ${meant}\`?`);
}

async function listText(cwd: string): Promise<string> {
  const recipes = await listRecipes(cwd);
  const names = Math.max(...recipes.map(({ name }) => name.length));
  const section = (kind: 'strategy' | 'mix') =>
    recipes
      .filter((recipe) => recipe.kind === kind)
      .map(({ name, summary, prompts }) => {
        const served = prompts.length > 0 && prompts.every((prompt) => EXTRACTIVE_STRATEGIES.includes(prompt));
        const mark = served ? '*' : ' ';
        return `  ${name.padEnd(names)} ${mark} ${summary}`;
      });
  return [
    'Mixes (--strategy NAME):',
    ...section('mix'),
    '',
    'Strategies (--strategy NAME[,NAME…]; * = also by the built-in backend):',
    ...section('strategy'),
    '',
    'Raters are listed by `rewrite annotate --help`.',
  ].join('\n');
}

async function showText(name: string, cwd: string): Promise<string> {
  const mix = await resolveRecipe(name, { cwd, raters: true });
  if (mix.path !== undefined) {
    const rows = [['strategy', 'share', 'takes']];
    for (const { strategy, share } of mix.entries) {
      const { quality, where } = strategy.accepts;
      rows.push([strategy.name, percent(share), where ?? quality]);
    }
    const sources = ['source', ...mix.entries.map(({ strategy }) => strategy.source)];
    const lines = table(rows).split('\n');
    return `${mix.path}\n${mix.summary}\nShares of ${mix.balance}, ${mix.rewritesPerDocument} rewrites a document.\n\n${lines.map((line, at) => `${line}  ${sources[at]}`).join('\n')}`;
  }
  const parts: string[] = [];
  for (const { strategy } of mix.entries) {
    const files = stagesOf(strategy).flatMap(({ path, prompt }) => [path, prompt.path]);
    for (const path of new Set([strategy.path, ...files])) parts.push(path, await readFile(path, 'utf8'));
  }
  return parts.join('\n').trimEnd();
}

async function check(names: readonly string[], cwd: string): Promise<number> {
  const wanted = names.length > 0 ? names : (await listRecipes(cwd)).map(({ path }) => path);
  const problems: string[] = [];
  for (const name of wanted) {
    try {
      compileTemplates(await resolveRecipe(name, { cwd, raters: true }));
    } catch (error) {
      if (!(error instanceof RewriteError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0)
    throw usageError(`${problems.length} of ${wanted.length} cannot be used:\n${problems.join('\n')}`);
  print(`${wanted.length} checked, all well.`);
  return 0;
}
