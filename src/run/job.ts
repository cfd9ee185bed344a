import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveRecipe } from '../config/recipes.ts';
import type { RunOptions } from '../config/run-options.ts';
import { findInputFiles, type InputFile } from '../corpus/input-files.ts';
import { EXTRACTIVE_STRATEGIES } from '../extractive/write.ts';
import type { ModelTarget } from '../generation/client.ts';
import { compilePrompt, type PromptTemplate } from '../prompting/template.ts';
import { usageError } from '../vocabulary/error.ts';
import { BUILT_IN, type Mix, stagesOfMix } from '../vocabulary/strategy.ts';
import type { ChosenInput } from './chosen-input.ts';
import { decontaminated } from './decontaminated.ts';
import { checkShownNoRewrite, type MeaningJob, prepareMeaning } from './meaning-job.ts';

/** The documents that come with the tool, as a glob: what is read when no input is named. */
export const SEED_DOCUMENTS: string = fileURLToPath(new URL('../../data/seeds/*.jsonl.gz', import.meta.url));

/** What is to be done, checked as far as it can be without asking a server or touching the run directory. */
export interface Job {
  readonly options: RunOptions;
  readonly mix: Mix;
  readonly files: readonly InputFile[];
  /** Compiled prompts by the path of the strategy's file: a stage may be called as somebody's own strategy. */
  readonly templates: ReadonlyMap<string, PromptTemplate>;
  readonly backend: 'openai' | 'extractive';
  /** Served models that strategies name, by their key; empty for the built-in backend. */
  readonly models: Readonly<Record<string, ModelTarget>>;
  /** What models are asked of rewrites that passed every rule; undefined where they are asked nothing. */
  readonly meaning: MeaningJob | undefined;
  /** Run directory, absolute. */
  readonly out: string;
  /** What the options' selection chose of the files; undefined before it is made, and without one. */
  readonly chosen: ChosenInput | undefined;
}

/** Where a job's surroundings come in. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  /** Nothing will be asked of anyone (a dry run): it need not be clear who would answer. */
  readonly rehearsal?: boolean;
  /** Documents are rated, not rewritten: strategies whose answers are labels may be named, and only then. */
  readonly raters?: boolean;
}

/** Reads recipes, prompts and the list of input files. Throws a usage error for whatever is wrong with them. */
export async function prepareJob(options: RunOptions, surroundings: Surroundings): Promise<Job> {
  const { cwd, raters = false } = surroundings;
  const rewritesPerDocument = options.rewrites_per_document;
  const recipe = await resolveRecipe(options.strategy, { cwd, raters, rewritesPerDocument });
  if (!raters) checkRewrites(recipe);
  const mix = decontaminated(recipe, options, cwd);
  checkColumns(mix, options);
  const models = modelTargets(options, surroundings.env);
  const backend = chooseBackend(mix, options, models, surroundings);
  if (surroundings.rehearsal !== true) {
    checkServed(mix, backend);
    if (backend === 'openai') checkModels(mix, models);
  }
  const templates = compileTemplates(mix);
  checkShownNoRewrite(mix, templates);
  return {
    options,
    mix,
    files: await findInputFiles(options.input ?? [SEED_DOCUMENTS], cwd),
    templates,
    backend,
    models: backend === 'extractive' ? {} : namedModels(mix, models),
    meaning: raters ? undefined : await prepareMeaning(options.meaning, models, cwd),
    out: resolve(cwd, options.out ?? `runs/${mix.name}-${stamp(surroundings.now)}`),
    chosen: undefined,
  };
}

/** Compiled prompts of all strategies and stages of a mix, by path. */
export function compileTemplates(mix: Mix): Map<string, PromptTemplate> {
  return new Map(
    stagesOfMix(mix).map(({ path, prompt, variables }) => [path, compilePrompt(prompt, Object.keys(variables))]),
  );
}

/** A condition over columns needs them. */
function checkColumns(mix: Mix, { metadata }: RunOptions): void {
  const routed = mix.entries.find(({ strategy }) => strategy.accepts.where !== undefined);
  if (routed === undefined || metadata === 'keep') return;
  throw usageError(
    `--metadata drop leaves no columns for the condition of ${routed.strategy.name} (${routed.strategy.accepts.where ?? ''}): leave it out.`,
  );
}

/** A rating is no text to train on. */
function checkRewrites({ entries }: Mix): void {
  const rating = entries.find(({ strategy }) => strategy.output.kind === 'labels');
  if (rating === undefined) return;
  throw usageError(
    `Strategy ${rating.strategy.name} rates documents and rewrites none (kind: labels in ${rating.strategy.path}): use \`rewrite annotate\`, whose --help lists the raters.`,
  );
}

/** Where each configured model is served, by key; the flags' own is `default`. */
export function modelTargets(options: RunOptions, env: Surroundings['env']): Record<string, ModelTarget> {
  const targets: Record<string, ModelTarget> = {};
  if (Object.hasOwn(options.models, BUILT_IN)) {
    throw usageError(
      `models: \`${BUILT_IN}\` is the name of the built-in rules; call the served model something else.`,
    );
  }
  for (const [name, model] of Object.entries(options.models)) {
    targets[name] = {
      endpoints: model.endpoints,
      model: model.model,
      api: model.api,
      chatTemplate: model.chat_template,
      apiKey: env[model.api_key_env ?? options.api_key_env] || undefined,
    };
  }
  const base = env['OPENAI_BASE_URL'];
  const fallback = options.backend === 'openai' && base !== undefined && base !== '' ? [base] : [];
  const endpoints = options.endpoint.length > 0 ? options.endpoint : (targets['default']?.endpoints ?? fallback);
  if (endpoints.length > 0) {
    targets['default'] = {
      endpoints,
      model: options.model ?? targets['default']?.model,
      api: targets['default']?.api,
      chatTemplate: targets['default']?.chatTemplate,
      apiKey: targets['default']?.apiKey ?? (env[options.api_key_env] || undefined),
    };
  }
  return targets;
}

function chooseBackend(
  mix: Mix,
  options: RunOptions,
  models: Readonly<Record<string, ModelTarget>>,
  { rehearsal = false, raters = false }: Surroundings,
): Job['backend'] {
  // Nobody else would be asked.
  if (stagesOfMix(mix).every(({ model }) => model === BUILT_IN)) return 'extractive';
  if (rehearsal) return options.backend ?? 'openai';
  const served = stagesOfMix(mix).some(({ model }) => models[model] !== undefined) || models['default'] !== undefined;
  if (options.backend === 'openai' && !served) {
    throw usageError('--backend openai needs a server: give --endpoint http://host:port/v1, or set OPENAI_BASE_URL.');
  }
  if (options.backend !== undefined) return options.backend;
  if (served) return 'openai';
  if (options.input === undefined) return 'extractive';
  if (raters) throw usageError('Who is to rate --input? Give --endpoint http://host:port/v1 for a served model.');
  throw usageError(
    'Who is to rewrite --input? Give --endpoint http://host:port/v1 for a served model, or --backend extractive for the built-in rules (no language model).',
  );
}

/** Those that some strategy names: a run waits for no server that it asks nothing. */
function namedModels(mix: Mix, models: Readonly<Record<string, ModelTarget>>): Record<string, ModelTarget> {
  const named = new Set(stagesOfMix(mix).map(({ model }) => model));
  return Object.fromEntries(Object.entries(models).filter(([key]) => named.has(key)));
}

function checkServed(mix: Mix, backend: Job['backend']): void {
  const unserved = stagesOfMix(mix).filter(({ name }) => !EXTRACTIVE_STRATEGIES.includes(name));
  const wrong = unserved.find(({ model }) => model === BUILT_IN);
  if (wrong !== undefined) {
    throw usageError(
      `${wrong.path}: strategy ${wrong.name} wants \`model: ${BUILT_IN}\`, and the built-in backend has no rules of that name (\`rewrite strategies\` marks with * what it serves). Leave model out for a served one.`,
    );
  }
  if (unserved.length === 0 || backend === 'openai') return;
  throw usageError(
    `The built-in backend has no rules for ${unserved.map(({ name }) => name).join(', ')} (\`rewrite strategies\` marks with * what it serves). Give --endpoint for a served model, or --dry-run to see the prompts.`,
  );
}

function checkModels(mix: Mix, models: Readonly<Record<string, ModelTarget>>): void {
  for (const strategy of stagesOfMix(mix)) {
    const model = models[strategy.model];
    if (model?.api === 'embeddings' || model?.api === 'hosted') {
      throw usageError(
        `${strategy.path}: strategy ${strategy.name} wants the model \`${strategy.model}\`, which rewrite.yaml configures with \`api: ${model.api}\`: it may check rewrites (\`meaning\`), not make them. Name another.`,
      );
    }
    if (strategy.model === BUILT_IN || model !== undefined) continue;
    throw usageError(
      `${strategy.path}: strategy ${strategy.name} wants the model \`${strategy.model}\`, which is not configured. Say in rewrite.yaml where it is served: models: {${strategy.model}: {endpoints: [http://host:port/v1]}} (configured: ${Object.keys(models).join(', ')}).`,
    );
  }
}

function stamp(now: Date): string {
  return now.toISOString().slice(0, 19).replaceAll(':', '-');
}
