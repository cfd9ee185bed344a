import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/random-cases.ts'],
    pool: 'forks',
    // As bin/rewrite.js starts (ADR 13): with a small young generation its collection hides what a text itself takes.
    execArgv: ['--max-semi-space-size=64'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
