import { resolveStrategy } from '../config/recipes.ts';
import { compilePrompt } from '../prompting/template.ts';
import { GENERIC_VALIDATION } from '../validation/generic.ts';
import type { Candidate } from '../vocabulary/candidate.ts';
import { usageError } from '../vocabulary/error.ts';
import { BUILT_IN, stagesOf, type Strategy, type ValidationStep } from '../vocabulary/strategy.ts';

/** What candidates of one strategy are judged by. */
export interface Standard extends Pick<Candidate, 'kind' | 'byLanguageModel' | 'instruction'> {
  readonly steps: readonly ValidationStep[];
  /** The same without `finish`, for a candidate whose finish reason nobody knows. */
  readonly stepsWithoutFinish: readonly ValidationStep[];
  /** A record's text begins with its source, which is not what is judged. */
  readonly withSource: boolean;
}

/** The standard of a candidate by the strategy that it names. `where` is its place, for the error an unknown one is. */
export type StandardOf = (strategy: string | undefined, where: string) => Promise<Standard>;

/** Bounds wide enough for every form of text, where the strategy is not known. */
const GENERIC: Standard = {
  ...bySteps(GENERIC_VALIDATION),
  kind: 'text',
  byLanguageModel: true,
  instruction: '',
  withSource: false,
};

/** Strategies are files; a candidate names them and does not say where a file is. */
const PATH = /[/\\]|\.ya?ml$/;

/**
 * Looks standards up as runs in `cwd` would, each strategy read once. A candidate's own strategy comes first, `flag` (a
 * name or a path) is for those that name none, and for those that name the strategy of that file. Rejects with a usage
 * error for a name that no strategy has, and for a mix, whose strategies have different bounds.
 */
export async function openStandards(flag: string | undefined, cwd: string): Promise<StandardOf> {
  const known = new Map<string, Promise<Standard>>();
  let fallback = GENERIC;
  if (flag !== undefined) {
    const strategy = await resolveStrategy(flag, '--strategy', cwd);
    fallback = standardBy(strategy);
    known.set(strategy.name, Promise.resolve(fallback));
  }
  return (name, where) => {
    if (name === undefined) return Promise.resolve(fallback);
    const read = known.get(name) ?? readStandard(name, where, cwd);
    known.set(name, read);
    return read;
  };
}

async function readStandard(name: string, where: string, cwd: string): Promise<Standard> {
  if (PATH.test(name)) {
    throw usageError(`${where}: \`${name}\` is a path; a candidate names its strategy, --strategy may give the file`);
  }
  return standardBy(await resolveStrategy(name, where, cwd));
}

function standardBy(strategy: Strategy): Standard {
  const stages = stagesOf(strategy);
  const { prompt, variables } = stages.at(-1) ?? strategy;
  return {
    ...bySteps(strategy.validation),
    kind: strategy.output.kind,
    byLanguageModel: stages.some(({ model }) => model !== BUILT_IN),
    instruction: compilePrompt(prompt, Object.keys(variables)).instruction,
    withSource: strategy.output.withSource,
  };
}

function bySteps(steps: readonly ValidationStep[]): Pick<Standard, 'steps' | 'stepsWithoutFinish'> {
  return { steps, stepsWithoutFinish: steps.filter(({ validator }) => validator !== 'finish') };
}
