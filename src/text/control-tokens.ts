import { roundLookAlikes } from './look-alikes.ts';

/**
 * Strings that chat templates and tokenizers give a meaning of their own: `<|im_start|>` and its kind (also with the
 * full-width bars of DeepSeek and the square brackets of EXAONE), `[INST]`, `[SYSTEM_PROMPT]`, `<<SYS>>`, `<s>`, `<bos>`,
 * `<start_of_turn>`, `<end_of_utterance>`, `<unk>`, `<pad>`, `<think>`, `<tool_call>` and their closing forms. Global, so
 * it carries `lastIndex`: use it with `match`, `matchAll` and `replace`, not with `test`.
 */
export const CONTROL_TOKENS: RegExp =
  /<[|\uff5c][^\s<>|\uff5c]{1,64}[|\uff5c]>|\[\|[a-z]{1,20}\|\]|\[\/?(?:INST|SYSTEM_PROMPT)\]|<<\/?SYS>>|<\/?(?:s|bos|eos|start_of_turn|end_of_turn|end_of_utterance|unk|pad|think|tool_call)>/g;

/** A control token of the most telling kinds as {@link neutralizeControlTokens} leaves it. */
export const BROKEN_TOKEN: RegExp =
  /< [|\uff5c][^\s<>|\uff5c]{1,64}[|\uff5c] >|\[ \/?(?:INST|SYSTEM_PROMPT) \]|< <\/?SYS> >|< \/?(?:start_of_turn|end_of_turn) >/;

/** The first control token in the text, or undefined. */
export function findControlToken(text: string): string | undefined {
  const at = text.search(CONTROL_TOKENS);
  return at === -1 ? undefined : text.slice(at).match(CONTROL_TOKENS)?.[0];
}

/**
 * The text with every control token broken by a space inside its first and last bracket: `<|im_start|>` becomes
 * `< |im_start| >`. The marks between which our prompts put a text (`<document>`, `<rewrite>`, `[doc]` and their closing forms),
 * whatever looks like one and whatever only looks like a control token get round brackets: `</document>` becomes
 * `(/document)`, so that a document cannot end itself early. Nothing else changes. The result holds none of them, so
 * doing it again changes nothing.
 */
export function neutralizeControlTokens(text: string): string {
  return roundLookAlikes(text, isSpared).replace(CONTROL_TOKENS, loosened);
}

/** What is broken by spaces instead, and the inside of what was. */
function isSpared(token: string): boolean {
  return token === '<SYS>' || token === '</SYS>' || findControlToken(token) === token;
}

/** Another token may lie inside: `<|[INST]|>`. */
function loosened(token: string): string {
  return `${token.slice(0, 1)} ${token.slice(1, -1).replace(CONTROL_TOKENS, loosened)} ${token.slice(-1)}`;
}
