import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/cli/log.ts';

function logged(format: 'pretty' | 'json', quiet: boolean): string[] {
  const lines: string[] = [];
  const log = createLog({ format, quiet, writeLine: (line) => lines.push(line) });
  log.info('begun', { files: 2 });
  log.warn('odd');
  log.error('rewrite: over');
  return lines;
}

describe('createLog', () => {
  it('writes plain lines, marking warnings', () => {
    expect(logged('pretty', false)).toEqual(['begun', 'warning: odd', 'rewrite: over']);
    expect(logged('pretty', true)).toEqual(['warning: odd', 'rewrite: over']);
  });

  it('shows control characters of a document or a server, and lets them do nothing to a terminal', () => {
    const lines: string[] = [];
    const log = createLog({ format: 'pretty', quiet: false, writeLine: (line) => lines.push(line) });
    const message = 'id \u001b[31m said\nthis\u0007';
    log.info(message);
    log.warn(message);
    log.error(message);
    expect(lines).toEqual(['id ␛[31m said\nthis␇', 'warning: id ␛[31m said\nthis␇', 'id ␛[31m said\nthis␇']);
  });

  it('writes JSON lines with level, message and fields', () => {
    const parse = (line: string): unknown => JSON.parse(line);
    expect(logged('json', false).map(parse)).toMatchObject([
      { level: 30, msg: 'begun', files: 2 },
      { level: 40, msg: 'odd' },
      { level: 50, msg: 'rewrite: over' },
    ]);
    expect(logged('json', true)).toHaveLength(2);
  });
});
