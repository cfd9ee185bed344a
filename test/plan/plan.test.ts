import { describe, expect, it } from 'vitest';
import { planRewriting, planTokens, shareOfTraining } from '../../src/plan/plan.ts';

const rewriting = {
  average: { written: 0.5, accepted: 0.4, prompt: 1, completion: 0.5 },
  speed: { value: 10_000, origin: '' },
  parameters: 1e9,
  rewritesPerDocument: 2,
};
const machines = { gpus: 4, nightHours: 10, gpuHourPrice: 2 };

describe('planTokens', () => {
  it('takes the share that is asked for where real text is enough', () => {
    expect(planTokens(30e9, 10e9, 1 / 3, 4)).toEqual({
      target: 30e9,
      available: 10e9,
      epochsAlone: 3,
      synthetic: 10e9,
      syntheticShare: 1 / 3,
      real: 20e9,
      realEpochs: 2,
      raised: false,
      // 40 billion are met in 4 epochs: two thirds of 60.
      longest: 60e9,
    });
  });

  it('makes more synthetic where real text may not be repeated often enough', () => {
    // Of 100 billion, 4 epochs of 5 are 20.
    expect(planTokens(100e9, 5e9, 1 / 3, 4)).toMatchObject({ synthetic: 80e9, realEpochs: 4, raised: true });
  });

  it('makes nothing synthetic where none is asked for and real text is enough, and the rest where it is not', () => {
    expect(planTokens(30e9, 10e9, 0, 4)).toMatchObject({ synthetic: 0, real: 30e9, realEpochs: 3, raised: false });
    expect(planTokens(50e9, 10e9, 0, 4)).toMatchObject({ synthetic: 10e9, real: 40e9, raised: true, longest: 40e9 });
  });
});

describe('planRewriting', () => {
  it('follows from the tokens that are missing, by a hand-worked example', () => {
    const plan = planRewriting({ synthetic: 7.2e9, available: 6e9 }, rewriting, machines);
    // 7.2 / 0.4 = 18 billion source tokens, 3 times the 6 there are; half of them are completion tokens, 9 billion:
    // 9e9 / 10,000 a second = 900,000 seconds.
    expect(plan).toEqual({
      sourceTokens: 18e9,
      rewrites: 3,
      runs: 1.5,
      completionTokens: 9e9,
      promptTokens: 18e9,
      gpuHours: 250,
      hours: 62.5,
      nights: 7,
      cost: 500,
      flops: 2 * 1e9 * 27e9,
    });
    // 54e18 of 6 × 2e9 × 9e9 = 108e18.
    expect(shareOfTraining(plan, 2e9, 9e9)).toBe(0.5);
  });

  it('counts whole nights where they are full, whatever rounding leaves', () => {
    const average = { written: 0.875, accepted: 0.7, prompt: 1, completion: 0.5 };
    const speed = { value: 5_000, origin: '' };
    // 5.292 billion / 0.7 × 0.5 = 3.78 billion, 756,000 seconds at 5,000 a second: 7 nights of 10 hours on 3 GPUs.
    const plan = planRewriting(
      { synthetic: 5.292e9, available: 6e9 },
      { ...rewriting, average, speed },
      {
        ...machines,
        gpus: 3,
      },
    );
    expect(plan.hours / 10).toBeGreaterThan(7);
    expect(plan.nights).toBe(7);
  });

  it('tells neither cost nor compute without a price and the size of the model', () => {
    const plan = planRewriting(
      { synthetic: 1e9, available: 1e9 },
      { ...rewriting, parameters: undefined },
      {
        ...machines,
        gpuHourPrice: undefined,
      },
    );
    expect(plan).toMatchObject({ cost: undefined, flops: undefined });
    expect(shareOfTraining(plan, 2e9, 9e9)).toBeUndefined();
  });
});
