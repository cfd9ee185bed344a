/** A model that was trained on the texts of an arm and seed. */
export interface TrainedModel {
  readonly arm: string;
  /** Of the texts. */
  readonly seed: number;
  /** Of the training, where the texts were trained on with several; undefined where it is the texts' own. */
  readonly training: number | undefined;
}

/** The name of a model's folder: `ARM-seed-N`, or `ARM-seed-N-training-M`. */
export function modelName({ arm, seed, training }: TrainedModel): string {
  return `${dataName(arm, seed)}${training === undefined ? '' : `-training-${training}`}`;
}

/** The name of the texts of an arm and seed: `ARM-seed-N`. */
export function dataName(arm: string, seed: number): string {
  return `${arm}-seed-${seed}`;
}

/** The model that a folder is named after; undefined where it is named after none. */
export function parseModelName(name: string): TrainedModel | undefined {
  const [, arm, seed, training] = /^(.+)-seed-(\d+)(?:-training-(\d+))?$/.exec(name) ?? [];
  if (arm === undefined) return undefined;
  return { arm, seed: Number(seed), training: training === undefined ? undefined : Number(training) };
}

/** The seeds of a model, for people: `seed 0`, or `seed 0, training seed 2`. */
export function seedsOf({ seed, training }: Omit<TrainedModel, 'arm'>): string {
  return `seed ${seed}${training === undefined ? '' : `, training seed ${training}`}`;
}
