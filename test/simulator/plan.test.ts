import { describe, expect, it } from 'vitest';
import { simulateLoad, type Workload } from '../../src/simulator/plan.ts';
import { fullRate, saturatedBatch } from '../../src/simulator/profile.ts';
import { FINEPHRASE, PROFILES } from '../../src/simulator/profiles.ts';

const profile = PROFILES['smollm2-1.7b-h100'].engine;
const workload: Workload = {
  documentTokens: { mean: FINEPHRASE.promptTokens - 100, sigma: 0.6 },
  instructionTokens: 100,
  rewritesPerDocument: 1,
  output: { tokens: { mean: FINEPHRASE.answerTokens, sigma: 0.5 } },
  contextLength: 8192,
};

describe('simulateLoad', () => {
  it('makes what FinePhrase measured on SmolLM2 and an H100, with every slot asked for', () => {
    const load = simulateLoad(profile, workload, 512, 0);
    expect(load.tokensPerSecond / FINEPHRASE.tokensPerSecond).toBeGreaterThan(0.97);
    expect(load.tokensPerSecond / FINEPHRASE.tokensPerSecond).toBeLessThan(1.03);
  });

  it('gives the same figures for the same seed, and others for another', () => {
    const load = simulateLoad(profile, workload, 32, 1);
    expect(simulateLoad(profile, workload, 32, 1)).toEqual(load);
    expect(simulateLoad(profile, workload, 32, 2)).not.toEqual(load);
  });

  it('shows more tokens and longer waits with more in flight, and a line once the KV cache is full', () => {
    const loads = [16, 128, 512].map((concurrency) => simulateLoad(profile, workload, concurrency, 0));
    const ascending = (values: readonly number[]) => expect(values).toEqual(values.toSorted((a, b) => a - b));
    ascending(loads.map(({ tokensPerSecond }) => tokensPerSecond));
    ascending(loads.map(({ latencyP50 }) => latencyP50));
    expect(loads.map(({ waiting }) => waiting > 1)).toEqual([false, false, true]);
    expect(loads.map(({ preemptionsPerRequest }) => preemptionsPerRequest > 0)).toEqual([false, false, true]);
  });

  it('finds documents that are rewritten several times in the prefix cache', () => {
    const load = simulateLoad(profile, { ...workload, rewritesPerDocument: 4 }, 64, 0);
    expect(load.prefixHitRate).toBeGreaterThan(0.6);
    expect(load.prefixHitRate).toBeLessThan(0.75);
    expect(simulateLoad(profile, workload, 64, 0).prefixHitRate).toBe(0);
  });
});

describe('saturatedBatch', () => {
  it('is the least batch that makes 95% of a full one', () => {
    const rate = (batch: number) => fullRate({ ...profile, slots: batch }, 1000);
    const batch = saturatedBatch({ ...profile, slots: 200 }, 1000);
    expect(rate(batch)).toBeGreaterThanOrEqual(0.95 * rate(200));
    expect(rate(batch - 1)).toBeLessThan(0.95 * rate(200));
  });
});
