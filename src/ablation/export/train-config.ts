import { stringify } from 'yaml';
import { PACKING_GROUP } from './packed-blocks.ts';
import { warmupSteps } from './warmup.ts';

/** What the models of all arms have in common. */
export interface Training {
  /** A name on the Hugging Face Hub, or a folder; absolute. */
  readonly model: string;
  /** Goes on from the model's weights; otherwise only its shape is taken, and training starts from scratch. */
  readonly continued: boolean;
  /** Tokens of a sequence. */
  readonly sequenceLength: number;
  /** Sequences of one step on one GPU at a time; how often these are added up; GPUs. */
  readonly batch: number;
  readonly accumulation: number;
  readonly gpus: number;
  readonly steps: number;
}

/** What differs between the configurations of an export: nothing else does. */
export interface ModelToTrain {
  /** The entry of `dataset_info.json`. */
  readonly dataset: string;
  /** That of the held-out documents; undefined where they fill no sequence, which the trainer would refuse. */
  readonly heldOut: string | undefined;
  /** Of the first weights and of the order of the sequences. */
  readonly seed: number;
  /** Relative to the export. */
  readonly output: string;
}

/** AdamW of SmolLM-135M: beta2 and weight decay (`config_smollm1_135M.yaml` of huggingface/smollm at commit 45a1be8). */
export const BETA2 = 0.95;
const WEIGHT_DECAY = 0.01;
/** The peak there, from scratch; a tenth of it where weights are there already: our choice, from no source. */
const LEARNING_RATE = 0.003;
const CONTINUED_LEARNING_RATE = 0.0003;
/** Checkpoints of a training; the last one is where a killed training goes on. */
const CHECKPOINTS = 10;

/**
 * A configuration of `llamafactory-cli train`, stage `pt`. Its keys are those of LLaMA-Factory (`hparams/*.py`, read at
 * 0.9.3 to 0.9.6.dev0) and of the TrainingArguments of transformers 4 and 5: warm-up in steps, since 5 deprecates
 * `warmup_ratio` and later ones refuse it. `packing` is left out on purpose: at this stage it is on, and written out it
 * would shorten every sequence by one token (`hparams/data_args.py`). One worker tokenizes, so that texts are packed in
 * groups as {@link PACKING_GROUP} counts them. `data_seed` is left out: `seed` decides the order too.
 */
export function trainConfig(training: Training, { dataset, heldOut, seed, output }: ModelToTrain): string {
  const { model, continued, sequenceLength, batch, accumulation, steps } = training;
  return stringify({
    model_name_or_path: model,
    train_from_scratch: !continued,
    stage: 'pt',
    do_train: true,
    finetuning_type: 'full',
    dataset_dir: 'data',
    dataset,
    template: 'empty',
    cutoff_len: sequenceLength,
    preprocessing_batch_size: PACKING_GROUP,
    preprocessing_num_workers: 1,
    // Loss and perplexity of the held-out documents, once at the end.
    ...(heldOut === undefined ? {} : { do_eval: true, eval_dataset: heldOut, per_device_eval_batch_size: batch }),
    output_dir: output,
    per_device_train_batch_size: batch,
    gradient_accumulation_steps: accumulation,
    max_steps: steps,
    learning_rate: continued ? CONTINUED_LEARNING_RATE : LEARNING_RATE,
    lr_scheduler_type: 'cosine',
    warmup_steps: warmupSteps(steps, BETA2),
    weight_decay: WEIGHT_DECAY,
    adam_beta2: BETA2,
    max_grad_norm: 1,
    bf16: true,
    seed,
    logging_steps: 10,
    save_steps: Math.max(1, Math.ceil(steps / CHECKPOINTS)),
    save_total_limit: 1,
    report_to: 'none',
    // Seconds. While the first of several processes tokenizes, the others wait: their 30 minutes are too few for a corpus.
    ddp_timeout: 180_000_000,
  });
}
