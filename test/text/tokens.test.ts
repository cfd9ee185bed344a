import * as fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { estimateTokens } from '../../src/text/tokens.ts';
import { UDHR } from './udhr-excerpts.ts';

const PROSE = `A river begins as a trickle. Rain falls on high ground, sinks into the soil, and comes out again lower down the slope, where the rock lets no more water through. At first the stream is narrow enough to step across; children build dams of pebbles in it and the water finds its way around them within the hour.

Farther down, other streams join it. Each of them has its own colour: one is brown with peat, another carries grey silt from a glacier that has been melting since before anyone kept records. For a mile or two the currents run side by side without mixing, and from the bridge you can see the line between them.

By the time it reaches the plain, the river has slowed down. It swings from side to side, cutting into the outer bank of every bend and dropping sand on the inner one, so that the whole channel wanders across the valley over the centuries. Farmers know this well. A field that belonged to one village in 1850 may lie on the far shore today, and more than one lawsuit has been fought over an island that was not there when the map was drawn.`;

const MARKDOWN = `# Setting up the reader

The reader takes **JSON lines** and \`parquet\` files. See [the guide](https://example.org/docs/guide.html#files) for more.

## Options

| option | default | meaning |
|---|---|---|
| \`--text-column\` | \`text\` | column that holds the document |
| \`--limit\` | none | at most this many rows (e.g. 10,000) |

1. Install it with \`npm install reader@2.1.0\`.
2. Run \`reader --input 'corpus/*.jsonl.gz'\`.
   - Blank lines are not rows.
   - A line over 64 MB is skipped, counted and listed.

> **Note:** files are read in sorted order, so two runs see the same rows.`;

const CODE = `export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a.start - b.start);
  const merged: Interval[] = [];
  for (const { start, end } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    } else {
      merged.push({ start, end });
    }
  }
  return merged;
}

class RateLimiter:
    """Allows max_calls per period (in seconds)."""

    def __init__(self, max_calls: int, period: float = 1.0) -> None:
        self._timestamps: deque[float] = deque(maxlen=max_calls)
        self.period = period`;

function error(text: string): number {
  return Math.abs(estimateTokens(text) / countTokens(text) - 1);
}

test.each([
  ['English prose', PROSE, 0.1],
  ['Markdown', MARKDOWN, 0.15],
  ['code', CODE, 0.15],
])('%s is estimated within the stated share of o200k', (_name, text, bound) => {
  expect(error(text)).toBeLessThan(bound);
});

test.each(Object.keys(UDHR))('one paragraph of %s is estimated within 30% of o200k (Swahili: 35%)', (language) => {
  expect(error(UDHR[language] ?? '')).toBeLessThan(language === 'sw' ? 0.35 : 0.3);
});

test('the empty text has no tokens, any other at least one, always a whole number', () => {
  expect(estimateTokens('')).toBe(0);
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (text) => {
      const tokens = estimateTokens(text);
      expect(Number.isInteger(tokens)).toBe(true);
      expect(tokens).toBeGreaterThanOrEqual(1);
      expect(estimateTokens(text)).toBe(tokens);
    }),
  );
});

const PIECES = [
  'the ',
  'of ',
  ' ',
  '\n',
  '  ',
  'river',
  'HTTP',
  'x',
  '12345',
  '.',
  '--',
  '==',
  '…',
  'é',
  'ł',
  '中',
  'привет',
  '😀',
];

test('a text never has fewer tokens than its beginning', () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'grapheme' })), { maxLength: 60 });
  fc.assert(
    fc.property(text, fc.nat(), (pieces, cut) => {
      const whole = pieces.join('');
      expect(estimateTokens(whole.slice(0, cut % (whole.length + 1)))).toBeLessThanOrEqual(estimateTokens(whole));
    }),
    { numRuns: 500 },
  );
});

test('text that is not English costs more a word once that can be told', () => {
  const swahili = 'watu wote wamezaliwa huru hadhi haki zao sawa '.repeat(20);
  expect(estimateTokens(swahili)).toBeGreaterThan(1.1 * swahili.trim().split(' ').length);
});

test('twice the text has about twice the tokens', () => {
  const once = estimateTokens(PROSE);
  expect(Math.abs(estimateTokens(`${PROSE}\n\n${PROSE}`) - 2 * once)).toBeLessThanOrEqual(2);
});

test.each([
  ['hello world', 2],
  ['The quick brown fox jumps over the lazy dog.', 10],
  ['1234567', 3],
])('%j is %i tokens', (text, tokens) => {
  expect(estimateTokens(text)).toBe(tokens);
  expect(countTokens(text)).toBe(tokens);
});
