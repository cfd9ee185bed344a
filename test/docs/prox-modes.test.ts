import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REFERENCE_OPTIONS } from '../../src/prox/reference/execute.ts';
import { applyProgram } from '../../src/refining/apply/apply-program.ts';
import { told } from './prox-modes.ts';

const PAGE = readFileSync(new URL('../../docs/prox-modes.md', import.meta.url), 'utf8');
const [, DOCUMENT = ''] = /```\n(.*?)\n```\n/s.exec(PAGE) ?? [];

/** What stands between the marks of code, if that is what the text is. */
function code(text: string): string {
  const [, , content = ''] = /^(`+)(.*)\1$/.exec(text) ?? [];
  return content.startsWith(' `') ? content.slice(1, -1) : content;
}

const rows = PAGE.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| |'))
  .map((line) => {
    const [, what = '', program = '', reference = '', safe = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const [, text = ''] = /: (`.*`)$/.exec(what) ?? [];
    return {
      what,
      text: text === '' ? DOCUMENT : code(text),
      program: code(program).replaceAll('⏎', '\n'),
      kind: what.endsWith('(document level)') ? ('doc' as const) : ('chunk' as const),
      reference,
      safe,
    };
  });

describe('docs/prox-modes.md', () => {
  it('has its document and its tables', () => {
    expect(DOCUMENT.split('\n')).toHaveLength(4);
    expect(rows.length).toBeGreaterThan(30);
  });

  it.each(rows)('is right about "$what"', ({ text, program, kind, reference, safe }) => {
    const one = { id: '', text, program, kind, options: REFERENCE_OPTIONS };
    expect(told(text, applyProgram(one, 'reference', 'closed'))).toBe(reference);
    expect(told(text, applyProgram(one, 'safe', 'closed'))).toBe(safe);
  });
});
