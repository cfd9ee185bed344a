import { describe, expect, it } from 'vitest';
import { planReport } from '../../src/cli/plan-report.ts';
import { simulatorOptionsSchema } from '../../src/simulator/options.ts';
import { planOptionsSchema } from '../../src/simulator/plan-options.ts';

const report = (settings: object, options: object) =>
  planReport(simulatorOptionsSchema.parse(settings), planOptionsSchema.parse({ plan: true, ...options }));
const gpus = { profile: 'qwen2.5-1.5b-h100', gpus: 4 };

describe('planReport', () => {
  it('has a row for each number of requests in flight, and hours and cost of a corpus', () => {
    const text = report(gpus, {
      planConcurrency: '8,16',
      planDocuments: '1M',
      gpuHourPrice: 2,
      rewritesPerDocument: 2,
    });
    expect(text).toContain('Qwen/Qwen2.5-1.5B-Instruct on H100');
    expect(text.match(/^ +8 +[\d,]+ +[\d.]+ .*%$/m)).not.toBeNull();
    expect(text).toContain('1,000,000 documents (2,000,000 requests');
    const [, hours = '', gpuHours = '', cost = ''] =
      /^ +16 +([\d.,]+) +([\d.,]+) +([\d.,]+) +[\d.]+$/m.exec(text) ?? [];
    const number = (cell: string) => Number(cell.replaceAll(',', ''));
    expect(number(hours) * 4).toBeCloseTo(number(gpuHours), -1);
    expect(number(gpuHours) * 2).toBeCloseTo(number(cost), -1);
  });

  it('tells neither hours nor cost without documents and price', () => {
    const text = report(gpus, { planConcurrency: 8 });
    expect(text).not.toContain('hours');
    expect(text).toContain('4 GPUs make up to');
  });

  it('asks for a profile, and for one way to say how long answers are', () => {
    expect(() => report({}, {})).toThrow('--profile smollm2-1.7b-h100');
    expect(() => report({ ...gpus, outputTokens: 5, answers: 'fixed' }, { outputRatio: 1 })).toThrow('--output-ratio');
  });
});
