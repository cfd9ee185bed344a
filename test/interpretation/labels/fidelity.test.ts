import { describe, expect, it } from 'vitest';
import { fidelity } from '../../../src/interpretation/labels/fidelity.ts';

const read = (text: string) => fidelity.read({ text }, { grammar: 'fidelity', column: 'fidelity' });

describe('fidelity', () => {
  it.each([
    ['Verdict: faithful', 1],
    ['None.\n\nVerdict: faithful.\n', 1],
    ['**Verdict:** unfaithful', 0],
    ['It says 1888, the document 1887.\nVERDICT : Unfaithful', 0],
  ])('reads %j as %i', (text, score) => {
    expect(read(text)).toEqual({ fidelity: score });
  });

  it.each([
    ['', 'has no line "Verdict: …"'],
    ['faithful', 'has no line "Verdict: …"'],
    ['My verdict: faithful', 'has no line "Verdict: …"'],
    ['Verdict: faithful\nVerdict: unfaithful', 'has 2 verdicts'],
    ['Verdict: faithful\nBut one date is off.', 'does not end with its verdict'],
    ['Verdict: mostly faithful', 'the verdict is neither faithful nor unfaithful: "Verdict: mostly faithful"'],
    [
      'Verdict: faithful or unfaithful',
      'the verdict is neither faithful nor unfaithful: "Verdict: faithful or unfaithful"',
    ],
    ['Verdict:', 'the verdict is neither faithful nor unfaithful: "Verdict:"'],
  ])('refuses %j: %s', (text, detail) => {
    expect(read(text)).toBe(detail);
  });
});
