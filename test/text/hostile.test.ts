import { expect, test } from 'vitest';
import { neutralizeControlTokens } from '../../src/text/control-tokens.ts';
import { detectLanguage } from '../../src/text/language.ts';
import { numbersIn } from '../../src/text/numbers.ts';
import { qualitySignals } from '../../src/text/quality-signals.ts';
import { sentences } from '../../src/text/sentences.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { words } from '../../src/text/words.ts';

/** Large enough that anything quadratic (10¹¹ steps) runs into the test's time limit. */
const LENGTH = 400_000;
const units = ['a', 'a ', ' ', '\n', '.', '. ', '1,', '1.', '"', '<|', '=', '中', '\ud800', 'aB', '.\u00a0"'];

test.each(units.map((unit) => [unit]))('%j without end is read by every function in one pass', (unit) => {
  const text = unit.repeat(LENGTH / unit.length);
  expect(words(text).length).toBeLessThanOrEqual(LENGTH);
  expect(sentences(text).every((sentence) => sentence.end <= text.length)).toBe(true);
  expect(numbersIn(text).length).toBeLessThanOrEqual(LENGTH);
  expect(neutralizeControlTokens(text)).toBe(text);
  expect(estimateTokens(text)).toBeGreaterThan(0);
  expect(detectLanguage(text).confidence).toBeLessThanOrEqual(1);
  expect(qualitySignals(text).gopher.words).toBeLessThanOrEqual(LENGTH);
});
