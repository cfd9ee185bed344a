import { describe, expect, it } from 'vitest';
import { PARAPHRASE, reasonOf, SOURCE } from './candidates.ts';
import { FAITHFUL } from './rewrites.ts';

describe('truncated', () => {
  it.each([
    ['in a sentence', PARAPHRASE.slice(0, -30)],
    ['in a word', 'The river is long. It flows through many countr'],
    ['behind a comma', 'The river is long, wide,'],
    ['behind a name in a dialogue', 'Anna: Is it long?\nBen:'],
    ['after two words', 'The river is long.\n\nFarmers in sou'],
    ['in a bracket', 'The river is long (see the map of the basin.'],
    ['in a quotation', 'He said: "The river'],
    ['in a code block', 'Run it:\n\n```\nnpm start'],
    ['in a table row', '| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | the river'],
    ['behind a heading', 'The river is long.\n\n## Its length'],
    ['in a list of sentences', '- The river is long.\n- It is wide.\n- It flows through many of the'],
    ['in an answer', 'Question: Where does the river go?\nAnswer: The river flows through nine countries and then'],
    ['in German', 'Der Fluss ist lang. Er fließt durch viele Länder und'],
    ['in Chinese', '亚马逊河很长。它的流域覆盖九个国家，其中大部分位'],
  ])('rejects a text that breaks off %s', (_, text) => {
    expect(reasonOf('truncated', { text })).toBe('truncated');
  });

  it.each([
    ['a full stop behind a quotation', 'They are called "flying rivers."'],
    ['a full stop in brackets', 'It is long. (Nobody knows how long.)'],
    ['a footnote', 'It is long.[12]'],
    ['emphasis', '**It is long.**'],
    ['an emoji', 'Enjoy the river! 🌊'],
    ['a web address', 'You find more on the rivers of the continent at https://example.com/rivers'],
    ['a short answer', 'Question: Where is most of the basin?\nAnswer: Brazil'],
    ['a signature', 'The river is long.\n\n— Maria Silva'],
    ['a formula', 'The area of the circle in question is therefore $3 \\cdot 4 = 12$'],
    [
      'list items without full stops',
      '- the length of the river in kilometres\n- the area of the basin in square kilometres',
    ],
    ['a table', '| a | b |\n|---|---|\n| 1 | 2 |'],
    ['a code block', 'Run it:\n\n```\nnpm start\n```'],
    ['Chinese', '亚马逊河很长。它的流域覆盖九个国家。'],
    ['Thai, which has no full stops', 'แม่น้ำอเมซอนเป็นแม่น้ำที่มีปริมาณน้ำมากที่สุดในโลก'],
    ['Hindi', 'नदी बहुत लंबी है और कई देशों से होकर बहती है।'],
    [
      'lines that all do without full stops',
      'The river rises in the mountains of Peru\nThe rain falls on the leaves of the trees\nThe wind carries the mist to the south\nThe farmers wait for the water each year',
    ],
    ['nothing at all', ''],
  ])('accepts %s', (_, text) => {
    expect(reasonOf('truncated', { text })).toBeUndefined();
  });

  it('accepts a last line that stands in the source, and programs', () => {
    const line = 'All rights in this text are reserved by the river society of Manaus';
    expect(reasonOf('truncated', { text: `It is long.\n${line}`, source: `${SOURCE}\n${line}` })).toBeUndefined();
    expect(reasonOf('truncated', { text: PARAPHRASE.slice(0, -30), kind: 'program' })).toBeUndefined();
  });

  it('finds most cuts of a faithful text at a random place', () => {
    let found = 0;
    let cuts = 0;
    for (const { text } of FAITHFUL.filter(({ name }) => name !== 'list' && name !== 'table')) {
      for (let at = Math.floor(text.length / 2); at < text.length - 1; at += 17) {
        if (/[\s.!?:]$/.test(text.slice(0, at))) continue;
        cuts++;
        if (reasonOf('truncated', { text: text.slice(0, at) }) === 'truncated') found++;
      }
    }
    expect(found / cuts).toBeGreaterThan(0.9);
  });
});
