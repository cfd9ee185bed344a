import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../src/extractive/blocks.ts';
import { isProseSentence, pointsElsewhere } from '../../src/extractive/prose-sentence.ts';
import { readSource } from '../../src/extractive/source-text.ts';
import { readArticle, RST } from './samples.ts';

describe('blocksOf', () => {
  it('joins hard-wrapped lines and keeps lines that are paragraphs of their own', () => {
    const wrapped = 'The harbour was built in the year 1901 by the town and its\nmerchants, who needed deep water.';
    expect(blocksOf(wrapped)).toEqual([
      {
        kind: 'paragraph',
        texts: ['The harbour was built in the year 1901 by the town and its merchants, who needed deep water.'],
        listItem: false,
      },
    ]);
    const [page] = blocksOf('Learn more\nThe harbour was built in 1901 by the town for its many merchants.\n\nDonate');
    expect(page?.kind === 'paragraph' && page.texts).toEqual([
      'Learn more',
      'The harbour was built in 1901 by the town for its many merchants.',
    ]);
  });

  it('knows headings of Markdown and reST with their depth', () => {
    const text = '# One\n\n## Two ##\n\nThree\n=====\n\nFour\n----\n\nFive\n====\n';
    expect(blocksOf(text)).toEqual([
      { kind: 'heading', text: 'One', depth: 1 },
      { kind: 'heading', text: 'Two', depth: 2 },
      { kind: 'heading', text: 'Three', depth: 1 },
      { kind: 'heading', text: 'Four', depth: 2 },
      { kind: 'heading', text: 'Five', depth: 1 },
    ]);
  });

  it.each([
    ['fenced code', '```\nThe code is here.\n\nMore of it.\n```'],
    ['indented code', '    The code is here.\n    More of it.'],
    ['a directive with its body', '.. note:: Beware\n\n   The body is here.\n\n   More of it.'],
    ['a pipe table', '| The cell is here. | More |\n|---|---|\n| a | b |'],
    ['a simple table', '=====  =====\nThe    cell\n\nis     here.\n=====  =====\n'],
    ['a doctest', '>>> print("The code is here.")\n... more'],
  ])('leaves out %s and goes on behind it', (_, matter) => {
    expect(blocksOf(`${matter}\n\nA sentence follows it.`)).toEqual([
      { kind: 'paragraph', texts: ['A sentence follows it.'], listItem: false },
    ]);
  });

  it('leaves out what a double colon announces, up to the next line as far left', () => {
    const text = 'Write it so::\n\n   code = 1\n\n   more = 2\n\nThen it works.';
    expect(blocksOf(text).flatMap((block) => (block.kind === 'paragraph' ? block.texts : []))).toEqual([
      'Write it so::',
      'Then it works.',
    ]);
  });

  it('takes markers off list items and quotes and joins an item with its further lines', () => {
    expect(blocksOf('- One item\n  goes on.\n2. Two.\n\n> Quoted\n> text.')).toEqual([
      { kind: 'paragraph', texts: ['One item goes on.'], listItem: true },
      { kind: 'paragraph', texts: ['Two.'], listItem: true },
      { kind: 'paragraph', texts: ['Quoted text.'], listItem: false },
    ]);
  });

  it('reads fields', () => {
    expect(blocksOf(':Author: J. Doe\nStatus: Final')).toEqual([
      { kind: 'field', key: 'Author', value: 'J. Doe' },
      { kind: 'field', key: 'Status', value: 'Final' },
    ]);
  });
});

describe('isProseSentence', () => {
  it.each([
    'The lamp was lit every evening at six.',
    'Call ``lamp.light()`` before the ship arrives at the port.',
    '“The lamp is out,” said the keeper of the tower.',
    '灯台は夜に船を導く塔です。',
  ])('takes “%s”', (text) => expect(isProseSentence(text)).toBe(true));

  it.each([
    ['no end mark', 'The lamp was lit every evening at six'],
    ['too few words', 'The lamp burns.'],
    ['a fragment', 'and then the lamp was lit again.'],
    ['a link', 'See [the manual](https://example.org) for all the details.'],
    ['a role', 'See :pep:`8` for all the details of the style.'],
    ['a footnote', 'The lamp was lit every evening [1]_ at six.'],
    ['mostly numbers', 'The 1 2 3 4 5 6 7 8 9 10 11 12 13.'],
    ['an open bracket', 'The lamp (which was lit every evening burned.'],
    ['page furniture', 'Subscribe to our newsletter for more news about lamps.'],
  ])('refuses %s', (_, text) => expect(isProseSentence(text)).toBe(false));
});

describe('pointsElsewhere', () => {
  it('finds sentences about a figure, a list or a place on the page', () => {
    expect(pointsElsewhere('The table below shows the lamps of the coast.')).toBe(true);
    expect(pointsElsewhere('The following lamps were lit in that year.')).toBe(true);
    expect(pointsElsewhere('The lamps were lit below the deck of the ship.')).toBe(false);
  });
});

describe('readSource', () => {
  it('gives the sentences of an article with their sections, without code, tables, links and notices', () => {
    const { statements, sections } = readArticle();
    expect(sections.map(({ heading }) => heading)).toEqual(['', 'Lighthouses', 'History', 'Automation']);
    const texts = statements.map(({ text }) => text);
    expect(texts[0]).toBe('A lighthouse is a tower that guides ships with a strong light at night.');
    expect(texts).toContain('The first lighthouses were open fires on hills near harbours.');
    expect(texts).toContain('Clean the lens with a soft cloth.');
    expect(texts.join(' ')).not.toMatch(/lamp = |1000|manual|Read more|Copyright/);
    expect(statements[0]).toMatchObject({ section: 1, opensSection: true, continues: false, standalone: true });
    expect(statements[1]).toMatchObject({ continues: true, opensSection: false });
  });

  it('leaves out directives, fields and sentences with roles of a reST document', () => {
    const { statements, fields } = readSource(RST, 'en');
    expect(fields).toEqual([
      { key: 'Title', value: 'Harbour rules' },
      { key: 'Author', value: 'J. Doe' },
    ]);
    const text = statements.map((statement) => statement.text).join(' ');
    expect(text).toContain('The pilot is a sailor who knows the local currents.');
    expect(text).not.toMatch(/directive|depths|basin|public domain/);
  });

  it('knows which statements lean on the sentence before them and which are personal', () => {
    const { statements } = readSource(
      'The lamp was lit at six. It burned all night long. We saw the light at once.',
      'en',
    );
    expect(statements.map(({ standalone }) => standalone)).toEqual([true, false, true]);
    expect(statements.map(({ personal }) => personal)).toEqual([false, false, true]);
  });

  it('tells names from common words by how they are written within sentences', () => {
    const { common, proper } = readSource('The keeper met Anna at the tower. Towers are high.', 'en');
    expect(common.has('keeper')).toBe(true);
    expect(proper.has('Anna')).toBe(true);
    expect(proper.has('Towers')).toBe(false);
  });
});
