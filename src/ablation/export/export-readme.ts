import { trainingFlops } from '../../run/flops.ts';
import { count, flops, modelSize, short } from '../../text/figures.ts';
import { markdownTable } from '../../text/markdown.ts';
import { HARNESS } from '../harness-version.ts';
import type { ExportRecord } from './export-ablation.ts';
import { evaluation } from './launch-script.ts';
import { TRAINER } from './stack.ts';

/**
 * The page of an export, in Markdown: what is there, what to install, how to train, how long, how to evaluate, and how the
 * results come back. `ablation`: its folder, relative to the export.
 */
export function exportReadme(record: ExportRecord, tasks: string, ablation: string): string {
  const { models } = record;
  const { gpus, batch, accumulation } = record.training;
  const first = models[0]?.name ?? '';
  return `# ${record.ablation.name}: ${models.length} ${models.length === 1 ? 'model' : 'models'} to train

The arms of the ablation \`${record.ablation.name}\`, written by rewrite ${record.tool_version} for a training with
[${TRAINER.name}](${TRAINER.page}). All arms have the same number of tokens and steps, and their configurations differ in
data, seed and output alone. The configurations follow the sources of ${TRAINER.name} ${TRAINER.version}; they were not run before
they were written.
${adviceSection(record.advice)}
## What is here

| file | what |
|---|---|
| \`data/NAME.jsonl\` | the texts of an arm and seed, \`{"text": …}\` a line |
| \`data/held-out.jsonl\` | ${count(record.held_out.texts)} documents that no arm was made of: loss and perplexity at the end of each training |
| \`data/dataset_info.json\` | these files, as ${TRAINER.name} looks them up |
| \`configs/NAME.yaml\` | the training of a model |
| \`launch.sh\` | trains and evaluates |
| \`export.json\` | counts and checksums of all of it |

${textsTable(record)}
${leftOutLines(record)}
## Install

${TRAINER.name} and ${HARNESS.name} want versions of their own, so each gets an environment:

\`\`\`
python${TRAINER.python} -m venv train && train/bin/pip install '${TRAINER.pip}==${TRAINER.version}'
python${TRAINER.python} -m venv evaluate && evaluate/bin/pip install '${HARNESS.pip}[hf]==${HARNESS.version}'
export PATH="$PWD/train/bin:$PATH:$PWD/evaluate/bin"
\`\`\`

${TRAINER.name} ${TRAINER.version} takes Python ${TRAINER.python} or later, PyTorch ${TRAINER.torch} or later and transformers ${TRAINER.transformers}.
\`launch.sh\` needs \`llamafactory-cli\`, \`torchrun\` and \`lm_eval\` on the path. The model \`${record.training.model}\` and the benchmarks come
from the Hugging Face Hub, or from its cache (\`HF_HOME\`).

## Train and evaluate

\`\`\`
./launch.sh
./launch.sh ${first}
\`\`\`

The first trains all models, one after the other, the second only those that it names. Each model takes ${gpus === 1 ? 'one GPU' : `${gpus} GPUs`}.
Several at once are several calls, each with names and devices of its own
(\`CUDA_VISIBLE_DEVICES=1 ./launch.sh ${models.at(-1)?.name ?? ''}\`), or a job of a cluster each. The same
command again goes on: what is trained or evaluated is passed over, and a training that was killed goes on from its last
checkpoint. A model that fails does not stop the others; the script then ends with exit code 1 and names it. A model that
was trained is \`models/NAME\`, with its losses in \`train_results.json\` and \`eval_results.json\`.

Change settings in all configurations or in none. Steps were counted for ${gpus === 1 ? 'one GPU' : `${gpus} GPUs`} × \`per_device_train_batch_size\`
${batch} × \`gradient_accumulation_steps\` ${accumulation}: other numbers with the same product are the same training. A model that does not
fit one GPU can be sharded: \`deepspeed: FILE\` in each configuration, with one of the files in \`examples/deepspeed\` of
${TRAINER.name} and \`pip install '${TRAINER.pip}[deepspeed]==${TRAINER.version}'\`.

## How long

${lengthLines(record)}

## Evaluate by hand

What \`launch.sh\` does for each model:

\`\`\`
${evaluation(first, tasks, 'results').join(' \\\n    ')}
\`\`\`

\`--log_samples\` is needed: arms are compared question by question. Ask all models the same tasks with the same version.

## Bring the results back

\`\`\`
rewrite ablate import ${ablation} results
rewrite report ${ablation}
\`\`\`

Called here; \`${ablation}\` is the folder of the ablation as seen from this one. \`import\` finds the files by the folders
\`results/NAME\`; elsewhere, \`--map ARM:SEED=PATH\` says whose they are.
`;
}

function adviceSection(advice: readonly string[]): string {
  if (advice.length === 0) return '';
  return `\n## Read this first\n\n${advice.map((sentence) => `- ${sentence}`).join('\n')}\n`;
}

function textsTable({ data, models }: ExportRecord): string {
  return markdownTable(
    ['texts', 'number', 'tokens of the ablation', 'tokens of the trainer', 'sequences', 'models'],
    data.map(({ name, texts, generated_tokens, trainer_tokens, blocks }) => [
      `\`${name}\``,
      ...[texts, generated_tokens, trainer_tokens, blocks].map(count),
      count(models.filter((model) => model.data === name).length),
    ]),
  );
}

function leftOutLines({ left_out: leftOut }: ExportRecord): string {
  const lines = Object.entries(leftOut).map(([arm, why]) => `- \`${arm}\` is left out: ${why}`);
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
}

function lengthLines({ training, model_parameters: parameters, models }: ExportRecord): string {
  const { steps, tokens, tokens_per_step: perStep, sequenceLength, batch, accumulation, gpus } = training;
  const lines = [
    `- A step takes ${count(batch * accumulation * gpus)} sequences of ${count(sequenceLength)} tokens: ${count(perStep)} tokens.`,
    `- A model takes ${count(steps)} steps: ${count(tokens)} tokens. All ${models.length}: ${short(tokens * models.length)} tokens.`,
  ];
  if (parameters === null)
    return [...lines, '- The parameters of the model are not known, so neither is its compute.'].join('\n');
  const one = trainingFlops(parameters, tokens);
  return [
    ...lines,
    `- A model of ${modelSize(parameters)} parameters takes about ${flops(one)} FLOPs (6 for each parameter and token, Kaplan et al. 2020), all of them ${flops(one * models.length)}. Divide by what a GPU reaches: an H100 has 9.89e14 a second in bf16 by its data sheet, and small models reach a fraction of it.`,
  ].join('\n');
}
