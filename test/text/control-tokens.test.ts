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
  '<end_of_utterance>',
  '[|endofturn|]',
  '[SYSTEM_PROMPT]',
  '[/SYSTEM_PROMPT]',
  '<think>',
  '</think>',
  '<tool_call>',
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

test('each token is broken visibly, each fence gets round brackets, and the rest stays', () => {
  expect(neutralizeControlTokens('a<|im_start|>user [INST] b</s> <<SYS>> </document>')).toBe(
    'a< |im_start| >user [ INST ] b< /s > < <SYS> > (/document)',
  );
});

/** Without blanks and the kind of brackets. */
const bare = (text: string) => text.replace(/[<[]/g, '(').replace(/[>\]]/g, ')').replaceAll(' ', '');

test('nothing that a tokenizer or our own fence could match is left, and a second time changes nothing', () => {
  const piece = fc.constantFrom(...TOKENS, ...FENCES, '<', '>', '|', '｜', '[', ']', '/', 's', 'doc', 'INST', ' ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const safe = neutralizeControlTokens(pieces.join(''));
      expect(safe.match(CONTROL_TOKENS)).toBeNull();
      for (const fence of FENCES) expect(safe).not.toContain(fence);
      expect(neutralizeControlTokens(safe)).toBe(safe);
      expect(bare(safe)).toBe(bare(pieces.join('')));
    }),
  );
});

test('a text without any is returned as it is', () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z .,|#{}()=]*$/), (text) => neutralizeControlTokens(text) === text));
});

test.each([
  '</Document >',
  '</DOCUMENT>',
  '< / document >',
  '</ d o c u m e n t >',
  '</document id="1">',
  '＜/document＞',
  '〈/document〉',
  '‹/document›',
  '<∕document>',
  '<\\document>',
  '</d\u043ecument>',
  '</doc\u200bument>',
  '</docu\u00adment>',
  '</do\u0301cument>',
  '</𝐝𝐨𝐜𝐮𝐦𝐞𝐧𝐭>',
  '</ｄｏｃｕｍｅｎｔ>',
  '<document\n>',
  '</doc>',
  '[/DOC]',
  '[ /doc ]',
  '【/doc】',
  '［/doc］',
  '[/document]',
  '＜|im_start|＞',
  '<∣im_start∣>',
  '[inst]',
  '[/ınst]'.replace('ı', 'İ'),
])('%j, which passes for a fence or a control token, has its brackets made round', (token) => {
  const inside = token.slice(1, -1);
  expect(neutralizeControlTokens(`before ${token} after`)).toBe(`before (${inside}) after`);
});

test.each([
  '＜＞',
  '﹤﹥',
  '‹›',
  '〈〉',
  '\u2329\u232a',
  '⟨⟩',
  '❬❭',
  '❮❯',
  'ᐸᐳ',
  '˂˃',
  '⟪⟫',
  '《》',
  '［］',
  '﹝﹞',
  '【】',
  '〔〕',
  '〖〗',
  '⟦⟧',
  '⁅⁆',
])('a document cannot end itself in %s, where all else is ASCII', (brackets) => {
  const [open = '', close = ''] = brackets;
  expect(neutralizeControlTokens(`before ${open}/document${close} after`)).toBe('before (/document) after');
  expect(neutralizeControlTokens(`before </document${close} after`)).toBe('before (/document) after');
  expect(neutralizeControlTokens(`before ${open}/document> after`)).toBe('before (/document) after');
});

test('a token inside another is broken too', () => {
  expect(neutralizeControlTokens('<｜[/INST]｜>')).toBe('< ｜[ /INST ]｜ >');
});

test('a fence between the brackets of another leaves neither', () => {
  expect(neutralizeControlTokens('[｜[/doc]|]')).toBe('(｜(/doc)|)');
  expect(neutralizeControlTokens('</doc </doc </doc> > >')).toBe('(/doc (/doc (/doc) ) )');
});

test('what only has the same words is left alone', () => {
  const text = '</documents> <document-list> [document](a.html) [docs] a < b / document > c <dock> /document ‹docx›';
  expect(neutralizeControlTokens(text)).toBe(text);
});

test('takes time linear in the text, whatever brackets are left open', () => {
  for (const piece of ['<', '[/', '<a', '</document', '［', '< ']) {
    const text = piece.repeat(200_000);
    expect(neutralizeControlTokens(text)).toBe(text);
  }
});
