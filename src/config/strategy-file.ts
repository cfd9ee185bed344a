import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { chunkSchema } from '../interpretation/chunk-schema.ts';
import { outputSchema } from '../interpretation/output-schema.ts';
import { loadPromptFile } from '../prompting/prompt-file.ts';
import { generationSchema, variablesSchema } from '../prompting/schema.ts';
import { compilePrompt } from '../prompting/template.ts';
import { acceptsSchema } from '../selection/accepts-schema.ts';
import { GENERIC_VALIDATION_LIST } from '../validation/generic.ts';
import { validationSchema } from '../validation/schema.ts';
import type { MaxTokens, Strategy } from '../vocabulary/strategy.ts';
import { readYamlFile } from './yaml-document.ts';

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
  generation: generationSchema.prefault({}).describe('How requests are sampled.'),
  output: outputSchema.prefault({}).describe('What answers are and how they become a text.'),
  variables: variablesSchema.default({}).describe('Values that one is drawn from per task, by variable.'),
  variations: z.int().min(1).default(1).describe('Tasks per document or chunk that differ in their variables.'),
  validation: validationSchema.prefault(GENERIC_VALIDATION_LIST).describe('Validators in order, with their bounds.'),
  expected_ratio: z.number().positive().optional().describe('Expected generated tokens per source token.'),
});

/**
 * Reads a strategy file and its prompt, every default filled in, and checks that the prompt can be rendered.
 *
 * @param path of the YAML file
 * @throws RewriteError `usage` naming file, line and the nearest valid key
 */
export async function loadStrategy(path: string): Promise<Strategy> {
  const file = await readYamlFile(path, strategySchema);
  const prompt = await loadPromptFile(resolve(dirname(path), file.prompt));
  compilePrompt(prompt, Object.keys(file.variables));
  return {
    name: file.name,
    summary: file.summary,
    source: file.source,
    path,
    prompt,
    model: file.model,
    accepts: file.accepts,
    chunk: file.chunk,
    generation: file.generation,
    output: file.output,
    variables: file.variables,
    variations: file.variations,
    validation: file.validation,
    expectedRatio: file.expected_ratio ?? expectedRatio(file.output.kind, file.generation.maxTokens),
  };
}

/** Half of what `max_tokens` allows, since a budget is set for the longest; an edited document keeps its length. */
function expectedRatio(kind: Strategy['output']['kind'], limit: MaxTokens): number {
  if (kind === 'program') return 1;
  return typeof limit === 'number' ? 0.5 : limit.ratio / 2;
}
