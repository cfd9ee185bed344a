import { describe, expect, it } from 'vitest';
import { CHAT_TEMPLATES, layOut } from '../../src/text/chat-template.ts';

describe('layOut', () => {
  it.each([
    ['joined', 'Be kind.\n\nHello.', 'Hello.'],
    ['plain', 'Hello.', 'Hello.'],
    ['llama2', '[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nHello. [/INST]', '[INST] Hello. [/INST]'],
    [
      'chatml',
      '<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHello.<|im_end|>\n<|im_start|>assistant\n',
      '<|im_start|>user\nHello.<|im_end|>\n<|im_start|>assistant\n',
    ],
  ] as const)('writes %s with a system prompt and without', (template, withSystem, without) => {
    expect(layOut('Be kind.', 'Hello.', { template, bos: false })).toBe(withSystem);
    expect(layOut(undefined, 'Hello.', { template, bos: false })).toBe(without);
  });

  it('puts <s> first where it is asked to, whatever the template', () => {
    for (const template of CHAT_TEMPLATES) {
      const text = layOut('Be kind.', 'Hello.', { template, bos: false });
      expect(layOut('Be kind.', 'Hello.', { template, bos: true })).toBe(`<s>${text}`);
    }
  });
});
