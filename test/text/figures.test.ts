import { describe, expect, it } from 'vitest';
import { amount, count, modelSize, percent, rate, seconds, short, signed } from '../../src/text/figures.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [950, '950'],
    [999.6, '1.00k'],
    [1_000, '1.00k'],
    [12_345, '12.3k'],
    [1_234_567, '1.23M'],
    [1.5e9, '1.50B'],
    [2e12, '2.00T'],
    [999_999, '1.00M'],
  ])('%d is %s in three digits', (value, text) => {
    expect(short(value)).toBe(text);
  });

  it.each([
    [354e6, '354M'],
    [1.7e9, '1.7B'],
    [7e9, '7B'],
    [100e6, '100M'],
    [12_345, '12.3k'],
  ])('%d parameters are a model of %s', (parameters, text) => {
    expect(modelSize(parameters)).toBe(text);
  });

  it('have commas where they are exact, and one decimal as a share', () => {
    expect(count(1_234_567)).toBe('1,234,567');
    expect(percent(0.1234)).toBe('12.3%');
    expect(percent(1)).toBe('100.0%');
  });

  it.each([
    [0, '0.00'],
    [0.000_001, '<0.0001'],
    [0.004_217, '0.00422'],
    [0.1, '0.10'],
    [1234.567, '1234.57'],
  ])('%d of money is %s', (value, text) => {
    expect(amount(value)).toBe(text);
  });

  it.each([
    [0, '0s'],
    [59.4, '59s'],
    [59.6, '1m 00s'],
    [200, '3m 20s'],
    [3_599.7, '1h 00m'],
    [7_500, '2h 05m'],
    [360_000, '100h 00m'],
  ])('%d seconds are %s', (value, text) => {
    expect(seconds(value)).toBe(text);
  });

  it.each([
    [0, '0'],
    [0.0421, '0.042'],
    [7.46, '7.5'],
    [9.999, '10'],
    [12_345, '12.3k'],
  ])('%d a second is %s', (value, text) => {
    expect(rate(value)).toBe(text);
  });

  it('carry the sign of a difference, unless nothing is left of it', () => {
    expect(signed(-0.0123, 3)).toBe('−0.012');
    expect(signed(0.5, 1)).toBe('+0.5');
    expect(signed(-0.0001, 3)).toBe('0.000');
  });
});
