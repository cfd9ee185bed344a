import { chmod } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ESTIMATE, type Tokenizer } from '../../blend/tokenizer.ts';
import { makeWholeFolder } from '../../emission/make-whole-folder.ts';
import { writeJsonFile, writeTextFile } from '../../run/manifest.ts';
import { TOOL_VERSION } from '../../run/tool-version.ts';
import { usageError } from '../../vocabulary/error.ts';
import { textFolders } from '../arm-folder.ts';
import { armTexts } from '../arm-texts.ts';
import { dataName, modelName } from '../model-name.ts';
import { exportReadme } from './export-readme.ts';
import { heldOutTexts } from './held-out-texts.ts';
import { launchScript } from './launch-script.ts';
import { parametersOf } from './model-parameters.ts';
import { type FinishedAblation, readFinishedAblation } from './read-finished.ts';
import { TRAINER } from './stack.ts';
import { type Training, trainConfig } from './train-config.ts';
import { trainingAdvice } from './training-advice.ts';
import { type WrittenTexts, writeTexts } from './write-texts.ts';

/** The entry and file of the documents that no arm saw; no arm's texts are called so. */
const HELD_OUT = 'held-out';

/** What is to be written, and for which training. */
export interface ExportOptions {
  /** Of the ablation; absolute. */
  readonly directory: string;
  readonly out: string;
  /** Those to be written; all, where it is empty. */
  readonly arms: readonly string[];
  /** Each arm's texts are trained on once with each; with their own seed alone, where it is empty. */
  readonly trainingSeeds: readonly number[];
  readonly tokenizer: Tokenizer;
  readonly training: Omit<Training, 'steps'>;
  /** Of the model; undefined: by its name or `config.json`, where that says. */
  readonly parameters: number | undefined;
  /** Of lm-evaluation-harness, separated by commas. */
  readonly tasks: string;
  readonly signal: AbortSignal;
}

/** `export.json`. */
export interface ExportRecord {
  readonly tool_version: string;
  readonly ablation: { readonly name: string; readonly tool_version: string; readonly budget_tokens: number };
  readonly stack: { readonly name: string; readonly version: string };
  readonly tokenizer: string;
  /** Null where they are not known. */
  readonly model_parameters: number | null;
  readonly training: Training & { readonly tokens_per_step: number; readonly tokens: number };
  readonly left_out: Readonly<Record<string, string>>;
  readonly held_out: WrittenTexts;
  /** The texts of each arm and seed. */
  readonly data: readonly ExportedData[];
  readonly models: readonly ExportedModel[];
  /** What the training cannot tell, a sentence or two each. */
  readonly advice: readonly string[];
}

/** The texts of an arm and seed. */
interface ExportedData extends WrittenTexts {
  readonly name: string;
  readonly arm: string;
  readonly seed: number;
}

/** A model that is to be trained. */
interface ExportedModel {
  readonly name: string;
  readonly arm: string;
  readonly seed: number;
  readonly training_seed: number;
  /** The name of its texts. */
  readonly data: string;
  readonly config: string;
}

/**
 * Writes the arms of a finished ablation for LLaMA-Factory: their texts with the matched budget, a configuration for each
 * model that differs in data, seed and output alone, a script, and a page that says how. Steps are those of the arm with
 * the fewest blocks, so that every model sees the same number of tokens. Throws a usage error where that is not one step.
 */
export async function exportAblation(options: ExportOptions): Promise<ExportRecord> {
  const { directory, out, tokenizer, training, tasks } = options;
  const ablation = await readFinishedAblation(directory);
  const arms = chosenArms(ablation, options);
  const parameters = options.parameters ?? (await parametersOf(training.model));
  return makeWholeFolder(out, 'export', async (folder) => {
    const target = { folder, tokenizer, sequenceLength: training.sequenceLength, signal: options.signal };
    const data: ExportedData[] = [];
    for (const arm of arms) {
      for (const seed of ablation.seeds) {
        const name = dataName(arm.name, seed);
        const texts = armTexts(textFolders(ablation, arm, directory, seed));
        data.push({ name, arm: arm.name, seed, ...(await writeTexts({ ...target, name }, texts)) });
      }
    }
    const heldOut = await writeTexts({ ...target, name: HELD_OUT }, heldOutTexts(directory));
    const models = data.flatMap((texts) => modelsOn(texts, options.trainingSeeds));

    const tokensPerStep = training.batch * training.accumulation * training.gpus * training.sequenceLength;
    const all: Training = { ...training, steps: stepsOf(data, training) };
    const tokens = all.steps * tokensPerStep;
    const record: ExportRecord = {
      tool_version: TOOL_VERSION,
      ablation: { name: ablation.name, tool_version: ablation.toolVersion, budget_tokens: ablation.budgetTokens },
      stack: { name: TRAINER.name, version: TRAINER.version },
      tokenizer: tokenizer.name,
      model_parameters: parameters ?? null,
      training: { ...all, tokens_per_step: tokensPerStep, tokens },
      left_out: Object.fromEntries(
        ablation.arms.filter(({ leftOut }) => leftOut !== '').map(({ name, leftOut }) => [name, leftOut]),
      ),
      held_out: heldOut,
      data,
      models,
      advice: trainingAdvice({
        training: all,
        tokens,
        parameters,
        modelsPerArm: models.length / arms.length,
        heldOut: heldOut.blocks > 0,
        estimated: tokenizer === ESTIMATE,
      }),
    };
    const columns = { prompt: 'text' };
    await writeJsonFile(
      join(folder, 'data', 'dataset_info.json'),
      Object.fromEntries(
        [HELD_OUT, ...data.map(({ name }) => name)].map((name) => [name, { file_name: `${name}.jsonl`, columns }]),
      ),
    );
    for (const { name, data: dataset, training_seed: seed, config } of models) {
      const own = { dataset, heldOut: heldOut.blocks > 0 ? HELD_OUT : undefined, seed, output: `models/${name}` };
      await writeTextFile(join(folder, config), [trainConfig(all, own)]);
    }
    const launch = join(folder, 'launch.sh');
    const names = models.map(({ name }) => name);
    await writeTextFile(launch, [launchScript(names, training.gpus, tasks)]);
    await chmod(launch, 0o755);
    await writeTextFile(join(folder, 'README.md'), [exportReadme(record, tasks, relative(out, directory))]);
    await writeJsonFile(join(folder, 'export.json'), record);
    return record;
  });
}

function chosenArms({ arms }: FinishedAblation, { directory, arms: asked }: ExportOptions): FinishedAblation['arms'] {
  const known = arms.map(({ name }) => name);
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined) throw usageError(`--arm: there is no arm \`${unknown}\`; arms: ${known.join(', ')}`);
  const chosen = arms.filter(({ name, leftOut }) => leftOut === '' && (asked.length === 0 || asked.includes(name)));
  if (chosen.length > 0) return chosen;
  throw usageError(`${directory}: no arm that is asked for came to its budget, so there is none to train on.`);
}

/** A model for each training seed; their own seed needs no word of it in the name. */
function modelsOn({ name: data, arm, seed }: ExportedData, trainingSeeds: readonly number[]): ExportedModel[] {
  const seeds = trainingSeeds.length === 0 ? [undefined] : trainingSeeds;
  return seeds.map((training) => {
    const name = modelName({ arm, seed, training });
    return { name, arm, seed, training_seed: training ?? seed, data, config: `configs/${name}.yaml` };
  });
}

/** Steps that the arm with the fewest blocks fills. */
function stepsOf(
  data: readonly ExportedData[],
  { batch, accumulation, gpus, sequenceLength }: Omit<Training, 'steps'>,
): number {
  const fewest = Math.min(...data.map(({ blocks }) => blocks));
  const sequences = batch * accumulation * gpus;
  const steps = Math.floor(fewest / sequences);
  if (steps > 0) return steps;
  throw usageError(
    `The smallest arm fills ${fewest} sequences of ${sequenceLength} tokens, and a step takes ${sequences}: lower --accumulation, --batch or --sequence-length, or give the ablation more tokens.`,
  );
}
