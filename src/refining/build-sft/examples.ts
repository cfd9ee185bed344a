import { numberLines } from '../../prox/number-lines.ts';
import { printProgram } from '../../prox/print.ts';
import type { Call } from '../../prox/program.ts';
import type { Window } from '../../prox/windows.ts';
import { neutralizeControlTokens } from '../../text/control-tokens.ts';
import type { Label } from './keep-rule.ts';

/** The system prompt of the published models (ProX). */
const SYSTEM = 'You are a helpful, respectful and honest assistant.';

/** A chat of one question and its answer. */
export interface Example {
  /** The source document's id; for a window, with its number. */
  readonly id: string;
  readonly source_id: string;
  readonly messages: readonly [
    { readonly role: 'system'; readonly content: string },
    { readonly role: 'user'; readonly content: string },
    { readonly role: 'assistant'; readonly content: string },
  ];
}

/**
 * A document and whether it is kept: the published models' document interface, where the user turn is the text alone.
 * Control tokens are broken up, as they are in every prompt that is sent.
 */
export function documentExample(document: string, text: string, label: Label): Example {
  return exampleOf(document, document, neutralizeControlTokens(text), `${label}_doc()`);
}

/**
 * A window and the program that cleans it: the published models' chunk interface, numbered over the whole document,
 * `untouch_doc()` for a clean one.
 *
 * @param calls with the window's own line numbers, from 0
 */
export function windowExample(document: string, id: string, window: Window, calls: readonly Call[]): Example {
  const { text, firstLine } = window;
  const user = `[doc]\n${neutralizeControlTokens(numberLines(text, firstLine))}\n[/doc]`;
  const program = calls.length === 0 ? 'untouch_doc()' : printProgram(calls.map((call) => shifted(call, firstLine)));
  return exampleOf(id, document, user, program);
}

function shifted(call: Call, lines: number): Call {
  return call.kind === 'remove_lines' ? { ...call, start: call.start + lines, end: call.end + lines } : call;
}

function exampleOf(id: string, source_id: string, user: string, assistant: string): Example {
  return {
    id,
    source_id,
    messages: [
      { role: 'system', content: SYSTEM },
      { role: 'user', content: user },
      { role: 'assistant', content: assistant },
    ],
  };
}
