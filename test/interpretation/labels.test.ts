import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../src/text/tokens.ts';
import { answer, failure, interpret, strategyWith, taskOf } from './tasks.ts';

const rating = (labels: { grammar: string; column: string }, chunkTokens?: number) =>
  strategyWith({ kind: 'labels', join: 'lines', labels }, chunkTokens);
const long = 'A line of several words that costs some tokens.';
const short = 'Few words.';
const score = { grammar: 'score', column: 'education' };

describe('interpretLabels', () => {
  it('makes the labels of a text its candidate, as JSON', () => {
    expect(interpret(taskOf(long, rating(score)), [answer('It teaches.\nScore: 4')]).result).toEqual({
      kind: 'candidate',
      text: '{"education":4}',
      completionVerbatim: false,
      program: null,
    });
  });

  it('takes the mean over segments, weighted by their tokens', () => {
    const { prompts, result } = interpret(taskOf(`${long}\n\n${long}\n\n${short}`, rating(score, 11)), [
      answer('Score: 5'),
      answer('Score: 2'),
      answer('Score: 0'),
    ]);
    expect(prompts.map(({ user }) => user)).toEqual([long, long, short]);
    const [longTokens, shortTokens] = [estimateTokens(long), estimateTokens(short)];
    const mean = (5 * longTokens + 2 * longTokens) / (2 * longTokens + shortTokens);
    expect(result).toMatchObject({ text: JSON.stringify({ education: Number(mean.toPrecision(6)) }) });
  });

  it('rejects an answer in another form, and says of which segment and how', () => {
    expect(interpret(taskOf(long, rating(score)), [answer('It is good.')]).result).toEqual({
      kind: 'rejected',
      reason: 'format.score',
      detail: 'has no line "Score: N"',
      text: 'It is good.',
      program: null,
    });
    const task = taskOf(`${long}\n\n${long}`, rating(score, 11));
    expect(interpret(task, [answer('Score: 5'), answer('Score: 7')]).result).toMatchObject({
      detail: 'segment 2 of 2: the score is no whole number from 0 to 5',
    });
  });

  it('fails with the failure of a segment', () => {
    const task = taskOf(`${long}\n\n${long}`, rating(score, 11));
    expect(interpret(task, [answer('Score: 5'), failure('endpoint.timeout', false)]).result).toMatchObject({
      kind: 'failed',
      reason: 'endpoint.timeout',
    });
  });
});
