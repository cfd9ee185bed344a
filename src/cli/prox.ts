import type { Command } from 'commander';

/** `rewrite prox …`: what one does with ProX programs outside of a run. */
export function addProx(program: Command, _exit: (code: number) => void): void {
  program
    .command('prox')
    .description('ProX programs: apply, score, and make training data for a refiner')
    .exitOverride();
}
