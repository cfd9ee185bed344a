import * as fc from 'fast-check';

/**
 * Property tests draw the same cases each time, so that a change and nothing else decides whether they pass.
 * `RANDOM_SEED=7 RANDOM_CASES=5000 npx vitest run test/text` draws others, and more of them.
 */
fc.configureGlobal({
  seed: Number(process.env['RANDOM_SEED'] ?? 1),
  numRuns: Number(process.env['RANDOM_CASES'] ?? 100),
});
