import * as fc from 'fast-check';
import type { Call } from '../../src/prox/program.ts';

/** Strings that a program grammar can stumble over. */
export const awkwardText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', "'", '\\', ',', '(', ')', '=', '#', '`', ';', ' ', '\t', 'n', 'a', '\r') }),
  fc
    .array(fc.constantFrom('", target_str="', '")', "', '", 'remove_lines(0, 1)', '$&', '\\n', 'word'))
    .map((parts) => parts.join('')),
);

/** Any call of the vocabulary; lines are numbered from 1 by {@link anyCalls}. */
const anyCall = fc.oneof(
  fc.record({ kind: fc.constant('remove_lines' as const), start: fc.nat(), end: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('normalize' as const), source: awkwardText, target: awkwardText }),
  fc.record({ kind: fc.constant('keep' as const) }),
);

/** Calls of one program, numbered by the line they are printed on. */
export const anyCalls: fc.Arbitrary<Call[]> = fc
  .array(anyCall)
  .map((calls) => calls.map((call, index): Call => (call.kind === 'keep' ? call : { ...call, line: index + 1 })));

/** A call without what only the reader knows: how its strings were escaped. */
export function withoutLiteral(call: Call): Call {
  if (call.kind !== 'normalize') return call;
  return { kind: call.kind, source: call.source, target: call.target, line: call.line };
}
