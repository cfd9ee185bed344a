import type { AblationResults, ArmResult } from '../../src/ablation/results.ts';

/** An arm of a result that is made up: all its metrics are 1. */
export function armResult(name: string, metrics: readonly string[], fields: Partial<ArmResult> = {}): ArmResult {
  return {
    name,
    state: 'complete',
    detail: '',
    strategy: 'qa',
    model: 'small',
    seeds: [],
    acceptance: 0.5,
    per_million_accepted: null,
    means: Object.fromEntries(metrics.map((metric) => [metric, 1])),
    standard_errors: {},
    ranks: {},
    lengths: null,
    vocabulary_growth: [],
    ...fields,
  };
}

/** Results of these arms, the first of them the baseline. */
export function ablationResults(
  arms: readonly ArmResult[],
  metrics: readonly string[],
  fields: Partial<AblationResults> = {},
): AblationResults {
  return {
    tool_version: '0',
    name: 'small',
    question: '',
    source: '',
    budget_tokens: 1_000,
    seeds: [1],
    baseline: arms[0]?.name ?? '',
    level: 0.05,
    sources: [],
    requests: { asked: 0, shared: 0 },
    troubles: [],
    import_notes: [],
    metrics: metrics.map((name) => ({ name, title: name, description: '', unit: 'text', better: null, digits: 2 })),
    arms,
    comparisons: [],
    ...fields,
  };
}

/** Results of so many arms, each compared in each metric, with lengths and vocabulary. Names are of `letters` letters. */
export function manyArms(count: number, metrics: readonly string[], letters: number): AblationResults {
  const names = Array.from({ length: count }, (_, at) => `arm-${at}-`.padEnd(letters, 'abcdefghij'));
  const arms = names.map((name, at) =>
    armResult(name, metrics, {
      seeds: [{ seed: 0, texts: 9, tokens: 1_000, tasks: null, reasons: { [`${name}.reason`]: 3 }, economy: null }],
      lengths: {
        texts: 100,
        mean: 300 + at,
        quantiles: { '0.05': 20, '0.25': 64, '0.5': 250 + at, '0.75': 400, '0.95': 900 },
        histogram: [16, 23, 32, 45, 64, 91, 128, 181, 256, 362].map((from) => ({ from, texts: 10 })),
      },
      vocabulary_growth: [100, 1_000, 1_500].map((words) => ({ words, different: Math.round(words / 2) + at })),
    }),
  );
  const comparisons = metrics.flatMap((metric) =>
    names.slice(1).map((arm, at) => ({
      arm,
      metric,
      mean: at / 7,
      low: at / 7 - 0.1234567890123,
      high: at / 7 + 0.1234567890123,
      p: 0.5,
      effect: 0.1,
      corrected: 1,
      significant: at % 2 === 0,
      pairs: 100,
    })),
  );
  return ablationResults(arms, metrics, { comparisons });
}
