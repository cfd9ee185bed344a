import { expect, test } from 'vitest';
import { ineligibleBecause as ineligible } from '../../src/selection/eligibility.ts';
import type { JsonObject } from '../../src/vocabulary/json.ts';
import type { Profile } from '../../src/vocabulary/document.ts';
import type { Accepts } from '../../src/vocabulary/strategy.ts';

const profile: Profile = { language: 'en', tokens: 100, quality: 'high', failedRules: [], title: '' };
const accepts: Accepts = { minTokens: 50, maxTokens: 200, quality: 'any', languages: ['en'] };

const ineligibleBecause = (of: Profile, by: Accepts, metadata: JsonObject = {}) =>
  ineligible({ id: 'd', text: 'Text.', position: { file: 0, row: 0 }, metadata, profile: of }, by);

test('both bounds of length are inside', () => {
  expect(ineligibleBecause({ ...profile, tokens: 50 }, accepts)).toBeUndefined();
  expect(ineligibleBecause({ ...profile, tokens: 200 }, accepts)).toBeUndefined();
  expect(ineligibleBecause({ ...profile, tokens: 49 }, accepts)).toBe('too_short');
  expect(ineligibleBecause({ ...profile, tokens: 201 }, accepts)).toBe('too_long');
});

test('quality is asked for or not', () => {
  const low: Profile = { ...profile, quality: 'low' };
  expect(ineligibleBecause(low, accepts)).toBeUndefined();
  expect(ineligibleBecause(low, { ...accepts, quality: 'high' })).toBe('quality');
  expect(ineligibleBecause(low, { ...accepts, quality: 'low' })).toBeUndefined();
  expect(ineligibleBecause(profile, { ...accepts, quality: 'low' })).toBe('quality');
});

test('an unknown language is taken only where every language is', () => {
  const unknown: Profile = { ...profile, language: 'und' };
  expect(ineligibleBecause(unknown, accepts)).toBe('language');
  expect(ineligibleBecause(unknown, { ...accepts, languages: ['und'] })).toBe('language');
  expect(ineligibleBecause(unknown, { ...accepts, languages: [] })).toBeUndefined();
});

test('the first reason is language, then length, then quality', () => {
  const nothing: Accepts = { minTokens: 500, maxTokens: 600, quality: 'low', languages: ['de'] };
  expect(ineligibleBecause(profile, nothing)).toBe('language');
  expect(ineligibleBecause(profile, { ...nothing, languages: [] })).toBe('too_short');
});

test('a condition over columns is the last reason; what is unknown or makes no sense does not hold', () => {
  const rated: Accepts = { ...accepts, where: 'annotations.fineweb_edu.score >= 3' };
  const score = (value: number | string | null) => ({ annotations: { fineweb_edu: { score: value } } });
  expect(ineligibleBecause(profile, rated, score(3))).toBeUndefined();
  for (const value of [2, null, 'high']) expect(ineligibleBecause(profile, rated, score(value))).toBe('where');
  expect(ineligibleBecause(profile, rated)).toBe('where');
  expect(ineligibleBecause({ ...profile, tokens: 1 }, rated)).toBe('too_short');
});
