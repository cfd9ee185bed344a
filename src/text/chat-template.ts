import type { ChatTemplate, PromptLayout } from '../vocabulary/prompt.ts';

const TEMPLATES: Readonly<Record<ChatTemplate, (system: string | undefined, user: string) => string>> = {
  joined: (system, user) => (system === undefined ? user : `${system}\n\n${user}`),
  plain: (_system, user) => user,
  llama2: (system, user) =>
    system === undefined ? `[INST] ${user} [/INST]` : `[INST] <<SYS>>\n${system}\n<</SYS>>\n\n${user} [/INST]`,
  chatml: (system, user) =>
    [
      ...(system === undefined ? [] : [`<|im_start|>system\n${system}<|im_end|>`]),
      `<|im_start|>user\n${user}<|im_end|>`,
      '<|im_start|>assistant\n',
    ].join('\n'),
};

/** All names, the default first. */
export const CHAT_TEMPLATES = Object.keys(TEMPLATES) as readonly ChatTemplate[];

/** Llama's token for the beginning of a text. */
const BOS = '<s>';

/** The text of a prompt for `/v1/completions`. */
export function layOut(system: string | undefined, user: string, { template, bos }: PromptLayout): string {
  const text = TEMPLATES[template](system, user);
  return bos ? `${BOS}${text}` : text;
}
