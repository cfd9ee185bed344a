import type { Command } from 'commander';
import { addProxBuildSft } from './prox-build-sft.ts';
import { addProxScore } from './prox-score.ts';

/** `rewrite prox …`: what one does with ProX programs outside of a run. */
export function addProx(program: Command, exit: (code: number) => void): void {
  const prox = program
    .command('prox')
    .description('ProX programs: apply, score, and make training data for a refiner')
    .exitOverride();
  addProxBuildSft(prox, exit);
  addProxScore(prox, exit);
}
