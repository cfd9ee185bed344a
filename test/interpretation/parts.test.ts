import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/interpretation/parts.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { strategyWith } from './tasks.ts';

const line = 'A line of several words that costs some tokens.';
const text = Array.from({ length: 12 }, () => line).join('\n');

function partOf(source: string, firstLine: number) {
  return { text: source, tokens: estimateTokens(source), firstLine };
}

describe('partsOf', () => {
  it('keeps the source of a separate task whole, with its place in the document', () => {
    expect(partsOf(partOf(text, 40), strategyWith({ join: 'separate' }, 20))).toEqual([partOf(text, 40)]);
  });

  it('splits for lines, counting on from the first line', () => {
    const parts = partsOf(partOf(text, 40), strategyWith({ join: 'lines' }, 50));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts[0]?.firstLine).toBe(40);
    expect(parts.map((part) => part.text).join('\n')).toBe(text);
    expect(partsOf(partOf(text, 0), strategyWith({ join: 'lines' }))).toEqual([partOf(text, 0)]);
  });

  it('splits programs with chunk into windows and others not at all', () => {
    const output = { kind: 'program', join: 'program' } as const;
    const windows = partsOf(partOf(text, 0), strategyWith(output, 50));
    expect(windows.length).toBeGreaterThan(1);
    expect(windows.map((part) => part.text).join('\n')).toBe(text);
    expect(partsOf(partOf(text, 0), strategyWith(output))).toEqual([partOf(text, 0)]);
  });

  it('leaves out windows of only white space', () => {
    const output = { kind: 'program', join: 'program' } as const;
    const parts = partsOf(partOf(`a\n${'\n'.repeat(500)}b`, 0), strategyWith(output, 20));
    expect(parts.map((part) => part.text.trim())).toEqual(['a', 'b']);
    expect(parts[1]?.text.split('\n').length).toBe(502 - (parts[1]?.firstLine ?? 0));
  });

  it('has one part even for a blank source', () => {
    for (const join of ['separate', 'lines', 'program'] as const) {
      expect(partsOf(partOf('\n\n', 3), strategyWith({ join }, 20))).toEqual([partOf('\n\n', 3)]);
    }
  });
});
