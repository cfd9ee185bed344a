import type { Call } from './program.ts';

/**
 * Writes calls as a program, one a line, in the published models' naming style. `parseProgram` reads the same calls
 * back, in order.
 */
export function printProgram(calls: readonly Call[]): string {
  return calls.map(printCall).join('\n');
}

function printCall(call: Call): string {
  if (call.kind === 'keep') return 'keep_chunk()';
  if (call.kind === 'drop') return 'drop_doc()';
  if (call.kind === 'remove_lines') return `remove_lines(start=${call.start}, end=${call.end})`;
  return `normalize(source_str=${quote(call.source)}, target_str=${quote(call.target)})`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function quote(value: string): string {
  return `"${value.replace(/[\\"\n\r\t]/g, (character) => ESCAPES[character] ?? character)}"`;
}
