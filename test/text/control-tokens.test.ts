import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONTROL_TOKENS, findControlToken, neutralizeControlTokens } from '../../src/text/control-tokens.ts';

const TOKENS = [
  '<|im_start|>',
  '<|endoftext|>',
  '<｜begin▁of▁sentence｜>',
  '[INST]',
  '[/INST]',
  '<<SYS>>',
  '<</SYS>>',
  '<s>',
  '</s>',
  '<bos>',
  '<eos>',
  '<start_of_turn>',
  '<end_of_turn>',
  '<unk>',
  '<pad>',
];
const FENCES = ['<document>', '</document>', '[doc]', '[/doc]'];

test.each(TOKENS)('%s is found', (token) => {
  expect(findControlToken(`before ${token} after ${token}`)).toBe(token);
});

test('code and markup that only look alike are no control tokens', () => {
  for (const text of ['a <| f |> b', '<span>', '[inst]', '<S>', 'x <s y> z', '<||>', '<document>']) {
    expect(findControlToken(text)).toBeUndefined();
  }
});

test('each token is broken visibly and the rest stays', () => {
  expect(neutralizeControlTokens('a<|im_start|>user [INST] b</s> <<SYS>> </document>')).toBe(
    'a< |im_start| >user [ INST ] b< /s > < <SYS> > < /document >',
  );
});

test('nothing that a tokenizer or our own fence could match is left, and a second time changes nothing', () => {
  const piece = fc.constantFrom(...TOKENS, ...FENCES, '<', '>', '|', '｜', '[', ']', '/', 's', 'doc', 'INST', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const safe = neutralizeControlTokens(pieces.join(''));
      expect(safe.match(CONTROL_TOKENS)).toBeNull();
      for (const fence of FENCES) expect(safe).not.toContain(fence);
      expect(neutralizeControlTokens(safe)).toBe(safe);
      expect(safe.replaceAll(' ', '')).toBe(pieces.join('').replaceAll(' ', ''));
    }),
  );
});

test('a text without any is returned as it is', () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z .,|#{}()=]*$/), (text) => neutralizeControlTokens(text) === text));
});
