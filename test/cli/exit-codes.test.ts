import { describe, expect, it } from 'vitest';
import { exitCodeOf, explain } from '../../src/cli/exit-codes.ts';
import { Interrupted } from '../../src/cli/signals.ts';
import { RewriteError } from '../../src/vocabulary/error.ts';

describe('exit codes', () => {
  it.each([
    [new RewriteError('usage', 'x'), 2],
    [new RewriteError('outage', 'x'), 3],
    [new RewriteError('gate', 'x'), 4],
    [new RewriteError('mismatch', 'x'), 5],
    [new Interrupted('SIGINT'), 130],
    [new Interrupted('SIGTERM'), 143],
    [new TypeError('x'), 1],
    ['x', 1],
  ])('%s is %i', (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });

  it('come with a message that does nothing to a terminal, whatever it quotes', () => {
    expect(explain(new RewriteError('usage', 'got \u001b[31m'))).toBe('rewrite: got ␛[31m');
  });

  it('come with a stack trace for a bug only', () => {
    expect(explain(new RewriteError('outage', 'No endpoint.'))).toBe('rewrite: No endpoint.');
    expect(explain(new Interrupted('SIGINT'))).toBe('rewrite: stopped by SIGINT');
    expect(explain(new TypeError('oops'))).toMatch(
      /^rewrite: this is a bug, please report it\.\nTypeError: oops\n +at /,
    );
  });
});
