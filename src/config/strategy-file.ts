import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { chunkSchema, cutSchema } from '../interpretation/chunk-schema.ts';
import { labelGrammarNamed } from '../interpretation/labels/registry.ts';
import { outputSchema } from '../interpretation/output-schema.ts';
import { loadPromptFile } from '../prompting/prompt-file.ts';
import { generationSchema, variablesSchema } from '../prompting/schema.ts';
import { compilePrompt } from '../prompting/template.ts';
import { acceptsSchema } from '../selection/accepts-schema.ts';
import { GENERIC_VALIDATION } from '../validation/generic.ts';
import { validationSchema } from '../validation/schema.ts';
import type { MaxTokens, Strategy } from '../vocabulary/strategy.ts';
import { sha256Hex } from '../text/hash.ts';
import { usageError } from '../vocabulary/error.ts';
import { readLocatedYamlFile, readYamlFile } from './yaml-document.ts';

/** A strategy's or a mix's name: it becomes part of record ids and is a list's item on the command line. */
export const nameSchema = z.string().regex(/^[\w.-]+$/, 'letters, digits, `.`, `_` and `-` only');

/** A strategy file: the stages' own options under one roof. Unknown keys are refused. */
export const strategySchema = z.strictObject({
  name: nameSchema.describe('Name in records and on the command line.'),
  summary: z.string().default('').describe('One line for lists.'),
  source: z.string().default('').describe('The paper or system that the recipe comes from.'),
  prompt: z.string().min(1).describe('The prompt file, relative to this file.'),
  model: z
    .string()
    .min(1)
    .default('default')
    .describe('Key into the configured models, or `built-in`: answered by rules, whatever the run asks.'),
  accepts: acceptsSchema.prefault({}).describe('Which documents it takes.'),
  chunk: chunkSchema.optional().describe('Where longer documents are split; whole documents when omitted.'),
  cut: cutSchema.optional().describe('For labels: how much of a long document is seen; all of it when omitted.'),
  generation: generationSchema.prefault({}).describe('How requests are sampled.'),
  output: outputSchema.prefault({}).describe('What answers are and how they become a text.'),
  variables: variablesSchema.default({}).describe('Values that one is drawn from per task, by variable.'),
  variations: z.int().min(1).default(1).describe('Tasks per document or chunk that differ in their variables.'),
  validation: validationSchema
    .optional()
    .describe(
      'Validators in order, with their bounds; when omitted those that docs/validation.md names, none for labels.',
    ),
  expected_ratio: z.number().positive().optional().describe('Expected generated tokens per source token.'),
});

/** A strategy file that is made of others: all that its stages do not say. Unknown keys are refused. */
export const stagedSchema = z.strictObject({
  ...strategySchema.pick({ name: true, summary: true, source: true, accepts: true, validation: true }).shape,
  stages: z
    .array(z.string().min(1))
    .min(2)
    .describe(
      'In place of a prompt: program strategies that a document passes in turn, as files relative to this one.',
    ),
  expected_ratio: strategySchema.shape.expected_ratio,
});

const anyFileSchema = z.looseObject({ stages: z.unknown().optional() });

/**
 * Reads a strategy file and its prompt (or its stages and theirs), every default filled in, and checks that the prompt
 * can be rendered.
 *
 * @param path of the YAML file
 * @throws RewriteError `usage` naming file, line and the nearest valid key
 */
export async function loadStrategy(path: string): Promise<Strategy> {
  const { stages } = await readYamlFile(path, anyFileSchema);
  if (stages !== undefined) return loadStaged(path);
  const { value: file, at } = await readLocatedYamlFile(path, strategySchema);
  checkParts(file, at);
  const prompt = await loadPromptFile(resolve(dirname(path), file.prompt));
  compilePrompt(prompt, Object.keys(file.variables));
  return {
    name: file.name,
    summary: file.summary,
    source: file.source,
    path,
    prompt,
    model: file.model,
    stages: undefined,
    accepts: file.accepts,
    chunk: file.chunk,
    ...(file.cut === undefined ? {} : { cut: file.cut }),
    generation: file.generation,
    output: file.output,
    variables: file.variables,
    variations: file.variations,
    validation: file.validation ?? (file.output.kind === 'labels' ? [] : GENERIC_VALIDATION),
    expectedRatio: file.expected_ratio ?? expectedRatio(file.output.kind, file.generation.maxTokens),
  };
}

/** What a strategy may do with long documents depends on what its answers are. Throws a usage error. */
function checkParts(
  { output, chunk, cut }: z.output<typeof strategySchema>,
  at: (path: PropertyKey[]) => string,
): void {
  if (cut !== undefined && output.kind !== 'labels') {
    throw usageError(
      `${at(['cut'])}: cut is for labels; what rewrites a document must see all of it (chunk splits it)`,
    );
  }
  if (output.labels === undefined || chunk === undefined) return;
  if (cut !== undefined) throw usageError(`${at(['cut'])}: give chunk or cut: a document that is split is seen whole`);
  if (labelGrammarNamed(output.labels.grammar)?.numeric === true) return;
  throw usageError(
    `${at(['chunk'])}: ${output.labels.grammar} has labels that are no numbers, and segments' labels become their mean: use cut`,
  );
}

async function loadStaged(path: string): Promise<Strategy> {
  const { value: file, at } = await readLocatedYamlFile(path, stagedSchema);
  const stages: Strategy[] = [];
  for (const [index, name] of file.stages.entries()) {
    const stagePath = resolve(dirname(path), name);
    const refuse = (why: string) => usageError(`${at(['stages', index])}: ${name} cannot be a stage: ${why}`);
    // Before it is loaded with its own: a file may name itself.
    if ((await readYamlFile(stagePath, anyFileSchema)).stages !== undefined) {
      throw refuse('it has stages itself; name those');
    }
    const stage = await loadStrategy(stagePath);
    if (stage.output.kind !== 'program')
      throw refuse('its output is no program, and only programs edit what comes next');
    const variables = Object.keys(stage.variables);
    if (variables.length > 0) {
      throw refuse(`it draws variables (${variables.join(', ')}), which stages do not; write values into its prompt`);
    }
    stages.push(stage);
  }
  const last = stages.at(-1) as Strategy;
  const hashes = stages.map(({ prompt }) => prompt.sha12);
  return {
    ...last,
    name: file.name,
    summary: file.summary,
    source: file.source,
    path,
    prompt: {
      ...last.prompt,
      name: stages.map(({ prompt }) => prompt.name).join('+'),
      sha12: sha256Hex(hashes.join('\n')).slice(0, 12),
    },
    stages,
    accepts: file.accepts,
    // Each stage splits what it is shown; the task is the whole document.
    chunk: undefined,
    variables: {},
    variations: 1,
    validation: file.validation ?? GENERIC_VALIDATION,
    expectedRatio: file.expected_ratio ?? stages.reduce((ratio, stage) => ratio * stage.expectedRatio, 1),
  };
}

/** Half of what `max_tokens` allows, since a budget is set for the longest; an edited document keeps its length; labels are short. */
function expectedRatio(kind: Strategy['output']['kind'], limit: MaxTokens): number {
  if (kind === 'program') return 1;
  if (kind === 'labels') return 0.1;
  return typeof limit === 'number' ? 0.5 : limit.ratio / 2;
}
