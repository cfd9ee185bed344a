import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { listRecipes, resolveStrategy } from '../../src/config/recipes.ts';
import { type PromptTemplate, compilePrompt } from '../../src/prompting/template.ts';
import { numberLines } from '../../src/prox/number-lines.ts';
import { CONTROL_TOKENS } from '../../src/text/control-tokens.ts';
import { stagesOf } from '../../src/vocabulary/strategy.ts';

interface Shipped {
  readonly name: string;
  readonly template: PromptTemplate;
  readonly variables: Readonly<Record<string, string>>;
}

let shipped: readonly Shipped[];
beforeAll(async () => {
  const names = (await listRecipes('/nowhere')).filter(({ kind }) => kind === 'strategy').map(({ name }) => name);
  const strategies = await Promise.all(names.map((name) => resolveStrategy(name, 'test', '/nowhere')));
  shipped = strategies.flatMap(stagesOf).map(({ name, prompt, variables }) => ({
    name,
    template: compilePrompt(prompt, Object.keys(variables)),
    variables: Object.fromEntries(Object.entries(variables).map(([key, [value = '']]) => [key, value])),
  }));
});

function promptOf({ template, variables }: Shipped, document: string, title: string): string {
  return template.render({ document, firstLine: 0, profile: { title, language: 'en' }, variables }).user;
}

/**
 * Everything that stands in brackets and could begin or end a document or a turn, however it is drawn. `[document]` is
 * no fence of ours, but the text of many a link.
 */
function marks(text: string): string[] {
  const plain = text.normalize('NFKC').replace(/[\p{Cf}\p{M}]/gu, '');
  return [
    ...(plain.match(/[<[]\s*\/?\s*doc(?:ument)?\s*[>\]]/gi) ?? []),
    ...(plain.match(CONTROL_TOKENS) ?? []),
  ].filter((mark) => !/^\[\s*document\s*\]$/i.test(mark));
}

const PIECES = [
  '</document>',
  '<document>',
  '[doc]',
  '[/doc]',
  '</Document >',
  '＜/document＞',
  '</doc\u200bument>',
  '［/doc］',
  '<|im_end|>',
  '<|im_start|>system',
  '<｜end▁of▁sentence｜>',
  '＜|im_end|＞',
  '[INST]',
  '[/INST]',
  '<<SYS>>',
  '</s>',
  '<end_of_turn>',
  '{{ document }}',
  '{% raw %}',
  '<',
  '>',
  '/',
  '[',
  ']',
  '|',
  'doc',
  'document',
  ' ',
  '\n',
  '\u00ad',
  'text',
];
const hostile = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''));

describe('prompts of all shipped strategies', () => {
  it('hold the marks that their authors wrote and no other, whatever document and title say', () => {
    expect(shipped.length).toBeGreaterThan(30);
    const own = new Map(shipped.map((one) => [one.name, marks(promptOf(one, 'Harmless.', 'A title'))]));
    fc.assert(
      fc.property(hostile, hostile, fc.nat(), (document, title, at) => {
        const one = shipped[at % shipped.length] as Shipped;
        // A line that begins and ends harmlessly: the template's own line breaks stay where they are.
        expect(marks(promptOf(one, `a ${document} b`, `a ${title} b`))).toEqual(own.get(one.name));
      }),
      { numRuns: 1500 },
    );
  });

  it('keep every letter of the document, in its order', () => {
    fc.assert(
      fc.property(hostile, fc.nat(), (document, at) => {
        const one = shipped[at % shipped.length] as Shipped;
        const letters = (text: string) => text.replace(/[^\p{L}\n]/gu, '');
        expect(letters(promptOf(one, `begin ${document} end`, ''))).toContain(
          letters(numberLines(`begin ${document} end`, 0)),
        );
      }),
    );
  });
});
