import { resolveJudge } from '../config/recipes.ts';
import type { ModelTarget } from '../generation/client.ts';
import { labelGrammarNamed } from '../interpretation/labels/registry.ts';
import type { Judge } from '../meaning/judge.ts';
import type { JudgeOptions, MeaningOptions, SimilarityOptions } from '../meaning/options.ts';
import type { SamplingPlan } from '../meaning/sampler.ts';
import { compilePrompt, type PromptTemplate } from '../prompting/template.ts';
import { usageError } from '../vocabulary/error.ts';
import type { MeaningCheck } from '../vocabulary/meaning.ts';
import type { Mix, Strategy } from '../vocabulary/strategy.ts';

/** The checks of meaning that a job wants, their strategy read and their models found. */
export interface MeaningJob {
  readonly similarity: SimilarityOptions | undefined;
  readonly judge: { readonly options: JudgeOptions; readonly judge: Judge } | undefined;
  /** Where they are served, by key. */
  readonly models: Readonly<Record<string, ModelTarget>>;
}

/** Reads what the `meaning` block names. Throws a usage error for whatever is wrong with it. */
export async function prepareMeaning(
  options: MeaningOptions | undefined,
  models: Readonly<Record<string, ModelTarget>>,
  cwd: string,
): Promise<MeaningJob | undefined> {
  const { similarity, judge } = options ?? {};
  if (similarity === undefined && judge === undefined) return undefined;
  const needed: Record<string, ModelTarget> = {};
  if (similarity !== undefined) {
    needed[similarity.model] = modelFor('similarity', similarity.model, models, true);
  }
  if (judge === undefined) return { similarity, judge: undefined, models: needed };
  const strategy = await resolveJudge(judge.strategy, 'meaning.judge.strategy', cwd);
  const template = checkJudge(strategy);
  const model = judge.model ?? strategy.model;
  needed[model] = modelFor('judge', model, models, false);
  return {
    similarity,
    judge: { options: judge, judge: { strategy: { ...strategy, model }, template } },
    models: needed,
  };
}

/** The same with one check alone, and its model. */
export function onlyCheck(job: MeaningJob, check: MeaningCheck): MeaningJob {
  const { similarity, judge } = job;
  const key = modelKey(job, check);
  const models = Object.fromEntries(Object.entries(job.models).filter(([name]) => name === key));
  return check === 'similarity' ? { similarity, judge: undefined, models } : { similarity: undefined, judge, models };
}

/** The key of the model that a check asks; undefined where it is not wanted. */
export function modelKey({ similarity, judge }: MeaningJob, check: MeaningCheck): string | undefined {
  return check === 'similarity' ? similarity?.model : judge?.judge.strategy.model;
}

/** Which rewrites of a run are checked. */
export function samplingPlan({ similarity, judge }: MeaningJob, seed: number): SamplingPlan {
  const tokens = judge?.options.budget_tokens;
  return {
    seed,
    rates: { similarity: similarity?.rate ?? 0, judge: judge?.options.rate ?? 0 },
    budget: judge === undefined || tokens === undefined ? undefined : { tokens, judge: judge.judge },
  };
}

/** Where a check's model is served. */
function modelFor(
  check: string,
  key: string,
  models: Readonly<Record<string, ModelTarget>>,
  embeds: boolean,
): ModelTarget {
  const model = models[key];
  const example = embeds ? 'endpoints: [http://host:port/v1], api: embeddings' : 'endpoints: [http://host:port/v1]';
  if (model === undefined) {
    throw usageError(
      `meaning.${check} asks the model \`${key}\`, which is not configured. Say in rewrite.yaml where it is served: models: {${key}: {${example}}}.`,
    );
  }
  if ((model.api === 'embeddings') !== embeds) {
    const wrong = embeds ? 'which writes text: its entry needs `api: embeddings`' : 'which makes embeddings, no text';
    throw usageError(`meaning.${check} asks the model \`${key}\`, ${wrong}. Name or configure another under models.`);
  }
  if (model.api === 'hosted') checkHosted(key, model);
  return model;
}

function checkHosted(key: string, { model, apiKey }: ModelTarget): void {
  if (model === undefined) {
    throw usageError(`models.${key}: a hosted service has many models: say which, models: {${key}: {model: …}}.`);
  }
  if (apiKey === undefined) {
    throw usageError(
      `models.${key} is hosted and needs a key: put it in an environment variable and name the variable with api_key_env (OPENAI_API_KEY without it).`,
    );
  }
}

/** A judge shows the source and the rewrite, and answers with one number. */
function checkJudge(strategy: Strategy): PromptTemplate {
  const { path, prompt, output, variables } = strategy;
  const refuse = (why: string) => usageError(`${path}: strategy ${strategy.name} cannot judge rewrites: ${why}.`);
  const { labels } = output;
  if (labels === undefined) throw refuse('its answers are no labels; say output: {kind: labels, grammar: fidelity}');
  if (labelGrammarNamed(labels.grammar)?.numeric !== true) {
    throw refuse(`${labels.grammar} has no numbers to hold against a bound; use fidelity or score`);
  }
  const template = compilePrompt(prompt, Object.keys(variables));
  if (!template.uses.has('rewrite')) throw refuse(`its prompt (${prompt.path}) has no {{ rewrite }}`);
  if (Object.keys(variables).length > 0)
    throw refuse('it draws variables, which judges do not; write values into its prompt');
  return template;
}

/** A strategy that makes rewrites is shown none. Throws a usage error. */
export function checkShownNoRewrite({ entries }: Mix, templates: ReadonlyMap<string, PromptTemplate>): void {
  for (const { strategy } of entries) {
    if (templates.get(strategy.path)?.uses.has('rewrite') !== true) continue;
    throw usageError(
      `${strategy.prompt.path}: {{ rewrite }} is filled where rewrites are judged, not where they are made: name ${strategy.name} under meaning.judge.strategy in rewrite.yaml, or take it out.`,
    );
  }
}
