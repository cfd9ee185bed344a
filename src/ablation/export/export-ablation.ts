import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tokenizer } from '../../blend/tokenizer.ts';
import { makeWholeFolder } from '../../emission/make-whole-folder.ts';
import { writeWholeFile } from '../../emission/write-whole-file.ts';
import { writeJsonFile, writeTextFile } from '../../run/manifest.ts';
import { TOOL_VERSION } from '../../run/tool-version.ts';
import { usageError } from '../../vocabulary/error.ts';
import { textFolders } from '../arm-folder.ts';
import { armTexts } from '../arm-texts.ts';
import { documentsOf } from '../controls.ts';
import { launchScript } from './launch-script.ts';
import { countPackedBlocks } from './packed-blocks.ts';
import { readFinishedAblation } from './read-finished.ts';
import { type Training, trainConfig } from './train-config.ts';

/** What is to be written, and for which training. */
export interface ExportOptions {
  /** Of the ablation; absolute. */
  readonly directory: string;
  readonly out: string;
  /** Those to be written; all, where it is empty. */
  readonly arms: readonly string[];
  readonly tokenizer: Tokenizer;
  readonly training: Omit<Training, 'steps'>;
  /** Of lm-evaluation-harness, separated by commas. */
  readonly tasks: string;
  readonly signal: AbortSignal;
}

/** `export.json`. */
export interface ExportRecord {
  readonly tool_version: string;
  readonly ablation: { readonly name: string; readonly tool_version: string; readonly budget_tokens: number };
  readonly stack: 'llamafactory';
  readonly tokenizer: string;
  readonly training: Training & { readonly tokens: number };
  readonly left_out: Readonly<Record<string, string>>;
  readonly models: readonly ExportedModel[];
}

interface ExportedModel {
  readonly name: string;
  readonly arm: string;
  readonly seed: number;
  readonly texts: number;
  /** By the ablation's count, and by the trainer's tokenizer with an end-of-text token each. */
  readonly generated_tokens: number;
  readonly trainer_tokens: number;
  readonly blocks: number;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes the arms of a finished ablation for LLaMA-Factory: their texts with the matched budget, a configuration for each
 * arm and seed that differs in data, seed and output alone, and a script. Steps are those of the arm with the fewest
 * blocks, so that every model sees the same number of tokens. Throws a usage error where that is not one step.
 */
export async function exportAblation(options: ExportOptions): Promise<ExportRecord> {
  const { directory, out, tokenizer, training, tasks, signal } = options;
  const ablation = await readFinishedAblation(directory);
  const known = ablation.arms.map(({ name }) => name);
  const unknown = options.arms.find((name) => !known.includes(name));
  if (unknown !== undefined) throw usageError(`--arm: there is no arm \`${unknown}\`; arms: ${known.join(', ')}`);
  const arms = ablation.arms.filter(
    ({ name, leftOut }) => leftOut === '' && (options.arms.length === 0 || options.arms.includes(name)),
  );
  if (arms.length === 0)
    throw usageError(`${directory}: no arm that is asked for came to its budget, so there is none to train on.`);
  return makeWholeFolder(out, 'export', async (work) => {
    const models: ExportedModel[] = [];
    for (const arm of arms) {
      for (const seed of ablation.seeds) {
        const name = `${arm.name}-seed-${seed}`;
        const packed = countPackedBlocks(training.sequenceLength);
        const sums = { texts: 0, generated_tokens: 0, trainer_tokens: 0 };
        const folders = textFolders(ablation, arm, directory, seed);
        async function* lines(): AsyncGenerator<Uint8Array> {
          for await (const { text, tokens } of armTexts(folders)) {
            const count = tokenizer.count(text);
            packed.add(count);
            sums.texts += 1;
            sums.generated_tokens += tokens;
            sums.trainer_tokens += count + 1;
            yield Buffer.from(`${JSON.stringify({ text })}\n`);
          }
        }
        const file = `${name}.jsonl`;
        const { bytes, sha256 } = await writeWholeFile(join(work, 'data', file), lines(), signal);
        models.push({
          name,
          arm: arm.name,
          seed,
          ...sums,
          blocks: packed.blocks(),
          file: `data/${file}`,
          bytes,
          sha256,
        });
      }
    }
    const heldOut = join(directory, 'sources', '*', 'held-out', '*.jsonl.gz');
    async function* heldOutLines(): AsyncGenerator<Uint8Array> {
      for await (const { text } of documentsOf([heldOut])) yield Buffer.from(`${JSON.stringify({ text })}\n`);
    }
    await writeWholeFile(join(work, 'data', 'held-out.jsonl'), heldOutLines(), signal);

    const { sequenceLength, batch, accumulation, gpus } = training;
    const fewest = Math.min(...models.map(({ blocks }) => blocks));
    const sequences = batch * accumulation * gpus;
    const steps = Math.floor(fewest / sequences);
    if (steps === 0) {
      throw usageError(
        `The smallest arm fills ${fewest} sequences of ${sequenceLength} tokens, and a step takes ${sequences}: lower --accumulation, --batch or --sequence-length, or give the ablation more tokens.`,
      );
    }
    const all: Training = { ...training, steps };
    const columns = { prompt: 'text' };
    await writeJsonFile(
      join(work, 'data', 'dataset_info.json'),
      Object.fromEntries(
        ['held-out', ...models.map(({ name }) => name)].map((name) => [name, { file_name: `${name}.jsonl`, columns }]),
      ),
    );
    for (const { name, seed } of models) {
      const config = trainConfig(all, { dataset: name, heldOut: ['held-out'], seed, output: `models/${name}` });
      await writeTextFile(join(work, 'configs', `${name}.yaml`), [config]);
    }
    const launch = join(work, 'launch.sh');
    await writeTextFile(launch, [
      launchScript(
        models.map(({ name }) => name),
        gpus,
        tasks,
      ),
    ]);
    await chmod(launch, 0o755);
    const record: ExportRecord = {
      tool_version: TOOL_VERSION,
      ablation: { name: ablation.name, tool_version: ablation.toolVersion, budget_tokens: ablation.budgetTokens },
      stack: 'llamafactory',
      tokenizer: tokenizer.name,
      training: { ...all, tokens: steps * sequences * sequenceLength },
      left_out: Object.fromEntries(
        ablation.arms.filter(({ leftOut }) => leftOut !== '').map(({ name, leftOut }) => [name, leftOut]),
      ),
      models,
    };
    await writeJsonFile(join(work, 'export.json'), record);
    return record;
  });
}
