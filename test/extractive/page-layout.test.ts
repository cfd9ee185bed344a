import { describe, expect, it } from 'vitest';
import { removedLines } from '../../src/extractive/line-rules.ts';
import { writeExtractively } from '../../src/extractive/write.ts';
import { executeProgram, PROGRAM_LIMITS } from '../../src/prox/execute.ts';
import { parseProgram } from '../../src/prox/parse.ts';
import { windowsOf } from '../../src/prox/windows.ts';

const INTRODUCTION = 'The lamp of the old tower was lit in 1901, and it has burned in every night since then but two.';
const PARAGRAPHS = [
  'It was built by the town, with money that the owners of the ships had given for it over many years.',
  'The keeper lived in the tower with his family until the light was made to work by itself in 1974.',
  'Since then a man from the harbour has come once a month to look at the lamp and to clean the glass.',
];
const MENU = ['Home', 'Harbours', 'Lighthouses', 'Ships', 'People of the coast', 'Old photographs', 'Contact us'];
const FACTS = 'Height|22 m|Built|1901|Range|14 miles|Colour|White|Owner|The town|Contents|1 History|2 Keepers|3 Today';
const ARCHIVE = Array.from({ length: 24 }, (_, month) => `Month ${month + 1}`);

const kept = (lines: readonly string[], language = 'en'): string[] => {
  const removed = removedLines(lines, language);
  return lines.filter((_, at) => removed[at] !== true);
};

describe('where the article of a page stands', () => {
  it('leaves out what stands before and after it, with sentences of boxes there', () => {
    const box = ['Get our letter', 'It comes once a month and it is free.', 'Your name', 'Sign up now'];
    const page = [...MENU, 'The old tower', ...PARAGRAPHS, 'Read more', ...box, ...ARCHIVE];
    expect(kept(page)).toEqual(['The old tower', ...PARAGRAPHS]);
  });

  it('reaches an introduction in front of a box of facts and a table of contents', () => {
    const introduction = `${INTRODUCTION} ${PARAGRAPHS.join(' ')}`;
    const page = [...MENU, 'The old tower', introduction, ...FACTS.split('|'), ...PARAGRAPHS, ...MENU];
    expect(kept(page).slice(0, 2)).toEqual(['The old tower', introduction]);
    expect(kept(page)).toEqual(expect.arrayContaining(PARAGRAPHS));
    expect(kept(page)).not.toContain('Home');
  });

  it('is all of a text without navigation, however short its lines', () => {
    const slides = ['Lighthouses', 'A short history', ...PARAGRAPHS, 'Thank you', 'Questions'];
    expect(kept(slides)).toEqual(slides);
  });

  it('keeps a last paragraph behind share buttons', () => {
    const page = [...PARAGRAPHS, 'Share this', 'Tweet', INTRODUCTION];
    expect(kept(page)).toEqual([...PARAGRAPHS, INTRODUCTION]);
  });

  it('keeps lists, code and headings by markup at either end', () => {
    const text = [
      ...PARAGRAPHS,
      '',
      '## See also',
      '',
      '- [Ships](ships.md)',
      '- [Search](search.md)',
      '- Masts',
      'let a = b;',
    ];
    expect(kept(text)).toEqual(text);
  });

  it('works on text in a script without spaces', () => {
    const text =
      '灯塔建于一九〇一年，由镇上出资建造，最初由一名守塔人和他的家人居住，后来改为自动运行，每月有人前来检查灯具并擦拭玻璃。';
    const menu = Array.from({ length: 30 }, (_, at) => `菜单${at}`);
    expect(kept([...menu, text, text, text, ...menu], 'zh')).toEqual([menu[29], text, text, text]);
  });

  it('takes the pieces of a formula away that stands behind them as TeX', () => {
    const pieces = ['A', '=', 'B', '†'];
    const tex = '{\\displaystyle A=B^{\\dagger }}';
    expect(kept([PARAGRAPHS[0] ?? '', ...pieces, tex, 'where A is a matrix.', 'B'])).toEqual([
      PARAGRAPHS[0],
      tex,
      'where A is a matrix.',
      'B',
    ]);
  });

  it('removes cross references of a page, not sentences that begin alike', () => {
    const sentence = 'See also how the keepers of that time described it in the letters that they sent to the town.';
    expect(kept([...PARAGRAPHS, 'Main article: Lighthouse', 'See also: Harbour', sentence])).toEqual([
      ...PARAGRAPHS,
      sentence,
    ]);
  });

  it('judges a window by the whole page', () => {
    const text = [...MENU, 'The old tower', ...PARAGRAPHS, ...ARCHIVE].join('\n');
    const windows = windowsOf(text, 60);
    expect(windows.length).toBeGreaterThan(3);
    const program = (windowed: boolean): string =>
      (windowed ? windows : [{ text, firstLine: 0 }])
        .map(({ text: source, firstLine }) =>
          writeExtractively({
            strategy: 'prox-chunk',
            source,
            firstLine,
            document: text,
            title: '',
            language: 'en',
            variables: {},
          }),
        )
        .join('\n');
    const result = (written: string) => executeProgram(text, parseProgram(written), PROGRAM_LIMITS);
    expect(result(program(true))).toMatchObject({ text: ['The old tower', ...PARAGRAPHS].join('\n'), refused: [] });
    expect(result(program(true)).text).toBe(result(program(false)).text);
  });

  it('ends on 200,000 short lines, one enormous line and a line of end marks', () => {
    expect(
      removedLines(
        Array.from({ length: 200_000 }, () => 'Menu'),
        'en',
      ),
    ).toHaveLength(200_000);
    for (const piece of ['word ', '."', '.[1]', '!', 'x']) {
      expect(removedLines([piece.repeat(500_000), `${piece.repeat(500_000)}x`], 'en')).toHaveLength(2);
    }
  });
});
