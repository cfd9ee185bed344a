import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { blend, type BlendStep, planBlend } from '../blend/blend.ts';
import { type BlendRecipe, blendRecipeSchema, readBlendRecipe } from '../blend/recipe.ts';
import { flagOf, parseFlags } from '../config/resolve.ts';
import { tokenCountSchema } from '../config/token-count.ts';
import { freshFolder } from '../emission/make-whole-folder.ts';
import type { LocatedYaml } from '../text/checked-yaml.ts';
import { usageError } from '../vocabulary/error.ts';
import { blendPlanSummary, blendSummary } from './blend-summary.ts';
import { optionsOf } from './flags.ts';
import { watchSignals } from './signals.ts';
import { tellSteps } from './tell-steps.ts';
import { print } from './terminal.ts';

const HELP = `
A recipe names its sources, their shares of tokens, an order, and how documents are packed:

  sources:
    web: {input: ['web/*.jsonl.gz'], share: 2/3}
    synthetic: {input: [out/night-12], share: 1/3}
  budget_tokens: 1.5B          # without it: until one source ends
  order: shuffled              # or {by: score, direction: ascending}
  packing: {context_length: 4096, eos: <|endoftext|>}

docs/blend.md has every key, and an example with its output.

Examples:
  rewrite blend blend.yaml --dry-run
  rewrite blend blend.yaml --out out/blend
  rewrite blend blend.yaml --out out/blend-50M --budget-tokens 50M --format parquet`;

/** Keys of the recipe that can be given on the command line, which wins. */
const schema = z.strictObject({
  out: z.string().optional().meta({ placeholder: 'DIR', description: 'the folder to make' }),
  budget_tokens: z
    .exactOptional(tokenCountSchema)
    .meta({ placeholder: 'N', description: 'tokens of the blend (50M, 1.5B)' }),
  seed: z.exactOptional(z.int()).meta({ placeholder: 'N', description: 'every random choice follows from it' }),
  format: z
    .exactOptional(blendRecipeSchema.shape.format.unwrap())
    .meta({ placeholder: 'FORMAT', description: 'format of the shards' }),
});

/** `rewrite blend RECIPE`. */
export function addBlend(program: Command, exit: (code: number) => void): void {
  const command = program
    .command('blend')
    .description('blend real and synthetic documents by shares of tokens, in an order, packed into sequences')
    .argument('<RECIPE>', 'a YAML file')
    .exitOverride();
  for (const option of optionsOf(schema)) command.addOption(option);
  command
    .option('--dry-run', 'read and count; write nothing; print what each source has and gives')
    .addHelpText('after', HELP)
    .action(async (path: string, { dryRun, ...flags }: Record<string, unknown>) => {
      exit(await blendCommand(path, flags, dryRun === true, process.cwd()));
    });
}

async function blendCommand(
  path: string,
  flags: Readonly<Record<string, unknown>>,
  isDry: boolean,
  cwd: string,
): Promise<number> {
  const { out, ...given } = parseFlags(schema, flags);
  if (out === undefined && !isDry) throw usageError('--out is missing: which folder should be made?');
  const read = await readBlendRecipe(path);
  const recipe: LocatedYaml<BlendRecipe> = {
    value: { ...read.value, ...given },
    at: (keys) => (keys[0] !== undefined && keys[0] in given ? flagOf(String(keys[0])) : read.at(keys)),
  };
  const signals = watchSignals();
  try {
    const steps = isDry ? { ...STEPS, counting: 'reading and counting' } : STEPS;
    const hooks = { signal: signals.stop, now: () => new Date(), onProgress: tellSteps(steps, 'documents'), onWarning };
    if (isDry || out === undefined) {
      if (out !== undefined) await freshFolder(resolve(cwd, out));
      print(blendPlanSummary(await planBlend(recipe, cwd, hooks)));
      return 0;
    }
    const options = { out: resolve(cwd, out), cwd };
    print(blendSummary(await blend(recipe, options, hooks), relative(cwd, options.out) || '.'));
    return 0;
  } finally {
    signals.close();
  }
}

function onWarning(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

const STEPS: Readonly<Record<BlendStep, string>> = {
  counting: 'step 1 of 3: reading and counting',
  drawing: 'step 2 of 3: reading and drawing',
  writing: 'step 3 of 3: writing',
};
