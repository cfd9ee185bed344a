import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/selection/expression/expression.ts';
import type { JsonObject } from '../../../src/vocabulary/json.ts';

const documentOf = (metadata: JsonObject, text = 'Some text.') => ({
  id: 'd',
  text,
  metadata,
  position: { file: 0, row: 0 },
});
const score = (source: string, metadata: JsonObject = {}, text?: string) =>
  parseExpression(source, '--by').score(documentOf(metadata, text));
const holds = (source: string, metadata: JsonObject = {}, text?: string) =>
  parseExpression(source, '--where').holds(documentOf(metadata, text));
const complaint = (source: string): string => {
  try {
    parseExpression(source, '--by');
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  throw new Error(`${source} was read.`);
};

const RATED = { annotations: { dataman: { overall: 5, accuracy: 3 } }, n: 4 };

describe('expressions', () => {
  it('compute with columns by path, numbers and the usual precedence', () => {
    expect(score('annotations.dataman.overall + annotations.dataman.accuracy', RATED)).toBe(8);
    expect(score('1 + 2 * n - -6 / 3', RATED)).toBe(11);
    expect(score('(1 + 2) * n', RATED)).toBe(12);
    expect(score('10 - 3 - 2')).toBe(5);
    expect(score('1.5e1 + 0.5')).toBe(15.5);
  });

  it('know functions of numbers and of texts', () => {
    expect(score('min(3, n, 9) + max(1, 2) + abs(-2)', RATED)).toBe(7);
    expect(score('log(exp(2))')).toBe(2);
    expect(score('length(text)', {}, 'four')).toBe(4);
    expect(score('tokens(text) / tokens("a b c d")', {}, 'a b c d')).toBe(1);
    expect(score('coalesce(missing, other, 7)', { other: null })).toBe(7);
    expect(
      ['0.5', '1.5', '2.5', '3.5', '-0.5', '-1.5', '2.4999', '2.6'].map((n) => score(`round_half_even(${n})`)),
    ).toEqual([0, 2, 2, 4, 0, -2, 2, 3]);
  });

  it('read names in backticks, names with dots of their own, and digits behind a dot', () => {
    expect(score('`odd name`.`of-it` + list.2', { 'odd name': { 'of-it': 1 }, list: { 2: 5 } })).toBe(6);
    expect(score('a.b', { 'a.b': 3, a: { b: 4 } })).toBe(3);
    expect(score('`and` + `text`', { and: 1, text: 2 })).toBe('selection.not_a_number');
  });

  it('look into a column that holds JSON in a string, as Parquet has it', () => {
    const annotations = JSON.stringify(RATED.annotations);
    expect(score('annotations.dataman.overall + annotations.dataman.accuracy', { annotations })).toBe(8);
    expect(score('annotations.dataman.overall', { annotations: '{"dataman": {' })).toBe('selection.no_score');
    expect(holds('annotations == "{}"', { annotations: '{}' })).toBe(true);
  });

  it('join comparisons with and, or, not and in', () => {
    const row = { topic: 'law', year: 1999, kept: true };
    expect(holds('topic in ("law", "medicine") and year >= 1990', row)).toBe(true);
    expect(holds('topic not in ("law") or not kept', row)).toBe('selection.where');
    expect(holds('not topic == "law"', row)).toBe('selection.where');
    expect(holds("not (topic = 'art') and year in (1999, -1)", row)).toBe(true);
    expect(holds('year < 1990 or year > 1995 and kept', row)).toBe(true);
    expect(holds('topic < "lax"', row)).toBe(true);
  });

  it('treat null as unknown: it spreads, no condition holds for it, and only the word null finds it', () => {
    expect(score('a + 1', { a: null })).toBe('selection.no_score');
    expect(score('max(a, 1)', {})).toBe('selection.no_score');
    expect(holds('a > 1', { a: null })).toBe('selection.where');
    expect(holds('not (a > 1)', { a: null })).toBe('selection.where');
    expect(holds('a != "x"', {})).toBe('selection.where');
    expect(holds('a == b', {})).toBe('selection.where');
    expect(holds('a == null', { a: null })).toBe(true);
    expect(holds('a != null', { a: 0 })).toBe(true);
    expect(holds('a in (1, null)', {})).toBe(true);
    expect(holds('a > 1 or true', {})).toBe(true);
    expect(holds('a > 1 and false or true', {})).toBe(true);
  });

  it('find texts, NaN, lists and infinities where a number is needed', () => {
    for (const value of ['5', 'NaN', true, [1], { b: 1 }]) {
      expect(score('a + 1', { a: value })).toBe('selection.not_a_number');
      expect(score('a', { a: value })).toBe('selection.not_a_number');
    }
    expect(score('1 / 0')).toBe('selection.not_a_number');
    expect(score('log(0 - 1)')).toBe('selection.not_a_number');
  });

  it('find conditions that are neither true nor false', () => {
    expect(holds('a > 3', { a: '4' })).toBe('selection.type');
    expect(holds('a', { a: 1 })).toBe('selection.type');
    expect(holds('a and true', { a: 'yes' })).toBe('selection.type');
    expect(holds('a == "4"', { a: 4 })).toBe('selection.where');
    // What decides alone does, whatever the other side is.
    expect(holds('a > 3 or true', { a: '4' })).toBe(true);
  });

  it('find ratings outside of the range of their rater', () => {
    const dataman = (overall: number) =>
      score('annotations.dataman.overall', { annotations: { dataman: { overall } } });
    expect([dataman(1), dataman(5)]).toEqual([1, 5]);
    expect([dataman(0), dataman(6)]).toEqual(['selection.out_of_range', 'selection.out_of_range']);
    expect(score('annotations.fineweb_edu.int_score', { annotations: { fineweb_edu: { int_score: 0 } } })).toBe(0);
    expect(score('annotations.prox_doc.format', { annotations: { prox_doc: { format: 6 } } })).toBe(
      'selection.out_of_range',
    );
    // A regression's raw score may lie outside.
    expect(score('annotations.fineweb_edu.score', { annotations: { fineweb_edu: { score: -0.2 } } })).toBe(-0.2);
    expect(score('annotations.classifier.score', { annotations: { classifier: { score: 1.2 } } })).toBe(
      'selection.out_of_range',
    );
    expect(holds('annotations.perplexity.perplexity > 0', { annotations: { perplexity: { perplexity: 0.5 } } })).toBe(
      'selection.out_of_range',
    );
  });

  it('tell which columns they read, each once, and whether a document has them', () => {
    const { columns } = parseExpression('a.b + max(c, a.b) + length(text)', '--by');
    expect(columns.map(({ name }) => name)).toEqual(['a.b', 'c', 'text']);
    expect(columns.map(({ read }) => read(documentOf({ a: { b: null } })))).toEqual([null, undefined, 'Some text.']);
  });
});

describe('an expression that cannot be read', () => {
  it.each([
    ['a + ', 5, 'expected a column, a number or a text in quotes, found the end'],
    ['a. + b', 4, 'expected the name of a column after the dot, found "+"'],
    ['(a + b', 7, 'expected ")" to close the one at column 1, found the end'],
    ['a b', 3, 'expected an operator or the end, found "b"'],
    ['a ? b', 3, '"?" means nothing here'],
    ['a == "b', 6, 'a quote that is not closed'],
    ['1 < a < 3', 7, 'comparisons cannot be chained'],
    ['lenght(text)', 1, 'did you mean length?'],
    ['length()', 1, 'length takes 1 value, not 0'],
    ['a in ("x", b)', 12, 'expected a number or a text in quotes, found "b"'],
    ['not', 4, 'found the end'],
    ['a > and', 5, 'found "and"'],
  ])('%s is refused at column %i: %s', (source, column, what) => {
    const [head = '', line = '', mark = ''] = complaint(source).split('\n');
    expect(head).toContain(`--by: column ${column}: `);
    expect(head).toContain(what);
    expect(line).toBe(`  ${source}`);
    expect(mark).toBe(`  ${' '.repeat(column - 1)}^`);
  });

  it('may be as long as a line, but not nested without end', () => {
    expect(score(Array.from({ length: 1_000 }, () => '1').join(' + '))).toBe(1_000);
    expect(complaint(Array.from({ length: 50_000 }, () => '1').join(' + '))).toContain('more than 1000 operators');
    expect(complaint(`${'('.repeat(5_000)}1`)).toContain('too deeply nested');
    expect(complaint(`${'-'.repeat(5_000)}1`)).toContain('too deeply nested');
  });
});
