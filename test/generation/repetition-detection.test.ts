import { expect, it } from 'vitest';
import { knowsRepetitionDetection } from '../../src/generation/repetition-detection.ts';

it.each([
  ['vllm', '0.17.0', true],
  ['vllm', '0.31.1rc1.dev5+g1234', true],
  ['vllm', 'v1.0', true],
  ['vllm', '0.16.3', false],
  ['vllm', '0.9.2', false],
  ['vllm', 'dev', false],
  ['vllm', undefined, false],
  ['sglang', '0.17.0', false],
  ['unknown', '0.17.0', false],
] as const)('%s %s knows repetition_detection: %s', (engine, version, expected) => {
  expect(knowsRepetitionDetection(engine, version)).toBe(expected);
});
