import { expect, it } from 'vitest';
import type { AblationResults, ArmResult } from '../../src/ablation/results.ts';
import { ablationReportPage } from '../../src/report/report-page.ts';

const METRICS = Array.from({ length: 9 }, (_, at) => `m${at}`);

const arm = (name: string, fields: Partial<ArmResult> = {}): ArmResult => ({
  name,
  state: 'complete',
  detail: '',
  strategy: 'qa',
  model: 'small',
  seeds: [],
  acceptance: 0.5,
  per_million_accepted: null,
  means: Object.fromEntries(METRICS.map((metric) => [metric, 1])),
  standard_errors: {},
  ranks: {},
  lengths: null,
  vocabulary_growth: [],
  ...fields,
});

const RESULTS: AblationResults = {
  tool_version: '0',
  name: 'small',
  question: '',
  source: '',
  budget_tokens: 1_000,
  seeds: [1],
  baseline: 'one',
  level: 0.05,
  sources: [],
  requests: { asked: 0, shared: 0 },
  troubles: [],
  import_notes: [],
  metrics: METRICS.map((name) => ({ name, title: name, description: '', unit: 'text', better: null, digits: 2 })),
  arms: [
    arm('one'),
    arm('two', {
      per_million_accepted: {
        requests: 1_234,
        prompt_tokens: 5e6,
        completion_tokens: 2e6,
        gpu_hours: null,
        cost: 7.25,
      },
    }),
    arm('three', { state: 'interrupted', detail: 'a signal came' }),
  ],
  comparisons: [],
};

it('has at most eight metrics beside each other, what a million tokens take, and tells of what was interrupted', () => {
  const page = [...ablationReportPage([RESULTS])].join('');
  const heads = [...page.matchAll(/<thead>.*?<\/thead>/g)].map(([head]) => head);
  expect(heads.map((head) => METRICS.filter((name) => head.includes(`>${name}<`)).length)).toEqual([5, 4, 0, 0]);
  expect(page).toContain('>1.23k</td>');
  expect(page).toContain('>7.25</td>');
  expect(page).toContain('three was interrupted: run the same command again</span>: a signal came');
  expect(page).not.toContain('three failed');
});

it('tells what could not be measured or compared, and the standard errors of imported means', () => {
  const [one = arm('one'), ...others] = RESULTS.arms;
  const page = [
    ...ablationReportPage([
      {
        ...RESULTS,
        troubles: ['no server <at> all'],
        import_notes: ['lm_eval/piqa: left out'],
        arms: [{ ...one, standard_errors: { m0: 0.125 } }, ...others],
      },
    ]),
  ].join('');
  expect(page).toContain('<p>Not measured: no server &lt;at&gt; all</p>');
  expect(page).toContain('<p>lm_eval/piqa: left out</p>');
  expect(page).toContain('>1.00 ± 0.13</td>');
  expect(page).toContain('±: the standard error');
  expect([...ablationReportPage([RESULTS])].join('')).not.toContain('±');
});
