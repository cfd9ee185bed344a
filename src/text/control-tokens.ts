/**
 * Strings that chat templates and tokenizers give a meaning of their own: `<|im_start|>` and its kind (also with the
 * full-width bars of DeepSeek), `[INST]`, `<<SYS>>`, `<s>`, `<bos>`, `<start_of_turn>`, `<unk>`, `<pad>` and their
 * closing forms. Global, so it carries `lastIndex`: use it with `match`, `matchAll` and `replace`, not with `test`.
 */
export const CONTROL_TOKENS: RegExp =
  /<[|\uff5c][^\s<>|\uff5c]{1,64}[|\uff5c]>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:s|bos|eos|start_of_turn|end_of_turn|unk|pad)>/g;

/** The marks between which our own prompts put a document: a document that holds one could end itself early. */
const PROMPT_FENCES = /<\/?document>|\[\/?doc\]/g;

/** The first control token in the text, or undefined. */
export function findControlToken(text: string): string | undefined {
  const at = text.search(CONTROL_TOKENS);
  return at === -1 ? undefined : text.slice(at).match(CONTROL_TOKENS)?.[0];
}

/**
 * The text with every control token, and every `<document>`, `</document>`, `[doc]`, `[/doc]`, broken by a space inside
 * its first and last bracket: `<|im_start|>` becomes `< |im_start| >`. Nothing else changes; a text without any is
 * returned as it is. The result holds none, so doing it again changes nothing.
 */
export function neutralizeControlTokens(text: string): string {
  return text.replace(CONTROL_TOKENS, loosened).replace(PROMPT_FENCES, loosened);
}

function loosened(token: string): string {
  return `${token.slice(0, 1)} ${token.slice(1, -1)} ${token.slice(-1)}`;
}
