import { CHINCHILLA } from '../../plan/targets.ts';
import { count, modelSize, short } from '../../text/figures.ts';
import { BETA2, type Training } from './train-config.ts';
import { leastWarmup } from './warmup.ts';

/** What is looked at before a training is called too small to tell anything. */
export interface PlannedTraining {
  readonly training: Training;
  /** That each model is trained on. */
  readonly tokens: number;
  /** Of the model; undefined where they are not known. */
  readonly parameters: number | undefined;
  /** Models of each arm. */
  readonly modelsPerArm: number;
  /** Whether the held-out documents fill a sequence. */
  readonly heldOut: boolean;
  /** Whether tokens are estimated. */
  readonly estimated: boolean;
}

/** What a planned training cannot tell, and what would help: a sentence or two each. Empty where nothing is amiss. */
export function trainingAdvice(planned: PlannedTraining): readonly string[] {
  return [
    tokensPerParameter(planned),
    fewSteps(planned),
    oneModel(planned),
    noHeldOut(planned),
    estimate(planned),
  ].filter((sentence) => sentence !== undefined);
}

function tokensPerParameter({ training, tokens, parameters }: PlannedTraining): string | undefined {
  // What goes on from weights has its tokens behind it.
  if (training.continued) return undefined;
  if (parameters === undefined) {
    return `The parameters of ${training.model} are not known here, so nothing says whether ${short(tokens)} tokens are enough for it: give --model-parameters.`;
  }
  if (tokens >= CHINCHILLA * parameters) return undefined;
  const each = Number((tokens / parameters).toPrecision(2));
  return `${short(tokens)} tokens are ${each} for each of the ${modelSize(parameters)} parameters of ${training.model}. Compute-optimal training takes about ${CHINCHILLA} (Chinchilla, Hoffmann et al. 2022), ${short(CHINCHILLA * parameters)} tokens here: far below, benchmarks stay near chance, and the loss on held-out documents tells more. Take a smaller model, --continued, or an ablation with more tokens.`;
}

function fewSteps({ training: { steps } }: PlannedTraining): string | undefined {
  const least = leastWarmup(BETA2);
  if (steps >= 2 * least) return undefined;
  return `${count(steps)} steps are few: with beta2 ${BETA2} the rate should rise over ${least} (2 / (1 − beta2), Ma and Yarats 2021), more than half of the training. Lower --accumulation or --batch, or give the ablation more tokens.`;
}

function oneModel({ modelsPerArm }: PlannedTraining): string | undefined {
  if (modelsPerArm > 1) return undefined;
  return 'There is one model for each arm: how much of a difference is the luck of its training cannot be told. Give several training seeds, such as --seed 0 --seed 1 --seed 2.';
}

function noHeldOut({ heldOut, training }: PlannedTraining): string | undefined {
  if (heldOut) return undefined;
  return `The held-out documents do not fill one sequence of ${count(training.sequenceLength)} tokens, so no loss on them is measured.`;
}

function estimate({ estimated }: PlannedTraining): string | undefined {
  if (!estimated) return undefined;
  return "Tokens are estimated, and so are the steps: where there are fewer tokens than that, the trainer begins its texts anew. Give --tokenizer, the model's tokenizer.json, for exact steps.";
}
