import { describe, expect, it } from 'vitest';
import { planRewriting, planTokens, shareOfTraining } from '../../src/plan/plan.ts';

const rewriting = {
  ratio: { value: 0.5, origin: '' },
  acceptance: { value: 0.8, origin: '' },
  speed: { value: 10_000, origin: '' },
  promptTokens: 2,
  parameters: 1e9,
};

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
    });
  });

  it('makes more synthetic where real text may not be repeated often enough', () => {
    // Of 100 billion, 4 epochs of 5 are 20.
    expect(planTokens(100e9, 5e9, 1 / 3, 4)).toMatchObject({ synthetic: 80e9, realEpochs: 4, raised: true });
  });
});

describe('planRewriting', () => {
  it('follows from the tokens that are missing, by a hand-worked example', () => {
    const machines = { gpus: 4, nightHours: 10, gpuHourPrice: 2 };
    const plan = planRewriting({ synthetic: 7.2e9, available: 6e9 }, rewriting, 2, machines);
    // 7.2 / 0.8 = 9 billion completion tokens; a rewrite of all the text makes 3 of them.
    expect(plan).toEqual({
      rewrites: 3,
      passes: 1.5,
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

  it('tells neither cost nor compute without a price and the size of the model', () => {
    const machines = { gpus: 4, nightHours: 10, gpuHourPrice: undefined };
    const plan = planRewriting(
      { synthetic: 1e9, available: 1e9 },
      { ...rewriting, parameters: undefined },
      2,
      machines,
    );
    expect(plan).toMatchObject({ cost: undefined, flops: undefined });
    expect(shareOfTraining(plan, 2e9, 9e9)).toBeUndefined();
  });
});
