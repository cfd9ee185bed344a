import { stringify } from 'yaml';
import { PACKING_GROUP } from './packed-blocks.ts';

/** What the models of all arms have in common. */
export interface Training {
  /** A name on the Hugging Face Hub, or a folder. */
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
export interface TrainedArm {
  /** The entry of `dataset_info.json`. */
  readonly dataset: string;
  readonly heldOut: readonly string[];
  readonly seed: number;
  /** Relative to the export. */
  readonly output: string;
}

/** AdamW of SmolLM-135M: beta2 and weight decay (`config_smollm1_135M.yaml` of huggingface/smollm at commit 45a1be8). */
const BETA2 = 0.95;
const WEIGHT_DECAY = 0.01;
/** The peak there, from scratch. A tenth of it where weights are there already: our choice, from no source. */
const LEARNING_RATE = 0.003;
/** Share of the steps in which the rate rises: our choice. */
const WARMUP = 0.05;
/** Checkpoints of a training; the last one is where a killed training goes on. */
const CHECKPOINTS = 10;

/**
 * A configuration of `llamafactory-cli train`, stage `pt`. `packing` is left out on purpose: at this stage it is on, and
 * written out it would shorten every sequence by one token (`hparams/data_args.py`). One worker tokenizes, so that texts
 * are packed in groups as {@link PACKING_GROUP} counts them.
 */
export function trainConfig(training: Training, arm: TrainedArm): string {
  const { model, continued, sequenceLength, batch, accumulation, steps } = training;
  return stringify({
    model_name_or_path: model,
    train_from_scratch: !continued,
    stage: 'pt',
    do_train: true,
    // Loss and perplexity of the held-out documents, once at the end.
    do_eval: true,
    finetuning_type: 'full',
    dataset_dir: 'data',
    dataset: arm.dataset,
    eval_dataset: arm.heldOut.join(','),
    template: 'empty',
    cutoff_len: sequenceLength,
    preprocessing_batch_size: PACKING_GROUP,
    preprocessing_num_workers: 1,
    output_dir: arm.output,
    per_device_train_batch_size: batch,
    per_device_eval_batch_size: batch,
    gradient_accumulation_steps: accumulation,
    max_steps: steps,
    learning_rate: continued ? LEARNING_RATE / 10 : LEARNING_RATE,
    lr_scheduler_type: 'cosine',
    warmup_ratio: WARMUP,
    weight_decay: WEIGHT_DECAY,
    adam_beta2: BETA2,
    max_grad_norm: 1,
    bf16: true,
    seed: arm.seed,
    logging_steps: 10,
    save_steps: Math.max(1, Math.ceil(steps / CHECKPOINTS)),
    save_total_limit: 1,
    report_to: 'none',
  });
}
