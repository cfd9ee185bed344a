import { join } from 'node:path';

/** The folder of one arm and seed: a run directory, or one of a control with the same `shards`. */
export function armFolder(out: string, arm: string, seed: number): string {
  return join(out, 'arms', arm, `seed-${seed}`);
}
