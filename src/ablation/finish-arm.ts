import type { Arm } from './ablation-file.ts';
import { armFolder, textFolders } from './arm-folder.ts';
import { economyOf } from './economy.ts';
import type { ArmWork } from './make-arm.ts';
import { type ArmMeasurement, measureArm, type MeasureOptions } from './measure.ts';
import type { FinishedArm, SeedResult } from './results.ts';
import type { Sources } from './sources.ts';

/** What arms are measured with. */
export interface Measuring extends Pick<MeasureOptions, 'meters' | 'onTrouble'> {
  readonly onMeasured: (arm: string, seed: number) => void;
}

/** Measures an arm whose every seed is complete; of another one it says why there is nothing to measure. */
export async function finishArm(
  { ablation, out, answers, stop, made: { failures, runs, controls } }: ArmWork,
  arm: Arm,
  sources: Sources,
  { meters, onMeasured, onTrouble }: Measuring,
): Promise<FinishedArm> {
  const folders = ablation.seeds.map((seed) => armFolder(out, arm, seed));
  const complete = folders.every((folder) => (arm.kind === 'run' ? runs.has(folder) : controls.has(folder)));
  const failure = failures.get(arm.name);
  const seeds: SeedResult[] = [];
  const measurements: ArmMeasurement[] = [];
  const models = new Set<string>();
  for (const seed of failure === undefined && complete ? ablation.seeds : []) {
    const folder = armFolder(out, arm, seed);
    const run = runs.get(folder);
    const measured =
      // The documents themselves are the same for every seed.
      arm.kind !== 'run' && measurements[0] !== undefined
        ? measurements[0]
        : await measureArm({
            folders: textFolders(ablation, arm, out, seed),
            metrics: ablation.metrics,
            heldOut: sources.heldOut,
            input: sources.input,
            meters,
            stop,
            arm: arm.name,
            seed,
            onlySeed: ablation.seeds.length === 1,
            onTrouble,
          });
    measurements.push(measured);
    for (const model of Object.values(run?.manifest.models ?? {})) models.add(model);
    seeds.push({
      seed,
      texts: measured.texts,
      tokens: measured.tokens,
      tasks: run?.manifest.tasks ?? null,
      reasons: run?.manifest.reasons ?? {},
      economy: run === undefined ? null : await economyOf(folder, run, answers),
    });
    onMeasured(arm.name, seed);
  }
  return {
    measurements: { name: arm.name, seeds: measurements.map(({ measured }) => measured) },
    shapes: measurements.map(({ shape }) => shape),
    seeds,
    strategy: strategyOf(arm),
    model: arm.kind === 'run' ? [...models].join(', ') : 'none',
    end: failure !== undefined ? { state: 'failed', detail: failure } : complete ? undefined : INTERRUPTED,
  };
}

const INTERRUPTED = {
  state: 'interrupted',
  detail: 'stopped before all its texts were made; the same command goes on with it',
} as const;

function strategyOf({ kind, mix, options }: Arm): string {
  if (kind !== 'run') return kind;
  return mix === undefined ? options.strategy : Object.keys(mix.strategies).join('+');
}
