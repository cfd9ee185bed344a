import { describe, expect, it } from 'vitest';
import { judge, reasonOf } from './candidates.ts';

const QA =
  'Question: How long is it?\nAnswer: Very long.\n\nQuestion: How wide is it?\nAnswer: Wide.\nIn places very wide.';
const DIALOGUE = 'Anna: Is it long?\n\nBen: It is.\n\nAnna: And wide?\n\nBen: In places.';
const TABLE = '| River | Length |\n|:------|------:|\n| Amazon | long |\n| Rhine | short |';

/** What a format says of a text: undefined when it accepts. */
function problem(kind: string, text: string, bounds: object = {}): string | undefined {
  const verdict = judge('format', { text }, { kind, ...bounds });
  if (verdict.accepted) return undefined;
  expect(verdict.reason).toBe(`format.${kind}`);
  return verdict.detail;
}

describe('format qa', () => {
  it.each([
    QA,
    '# Questions\n\n**Question:** How long?\n**Answer:** Long.',
    '**Question 1:** How long?\n\n**Answer 1:** Long.\n\n**Question 2:** Why?\n\n**Answer 2:** Rain.',
    '1. Question: How long?\n   Answer: Long.',
    'Q: How long?\nA: Long.',
    'Question: Which is longer?\nA) the Rhine\nB) the Amazon\nAnswer: B) the Amazon',
    'Question:\nHow long is it?\nAnswer:\nLong.',
    'Frage: Wie lang ist er?\nAntwort: Lang.',
    'Question : Est-il long ?\nRéponse : Oui.',
    '问题：它有多长？\n答案：很长。',
  ])('accepts %j', (text) => {
    expect(problem('qa', text)).toBeUndefined();
  });

  it.each([
    ['The river is long.', 'does not begin with a question'],
    ['The river is long.\n\nQuestion: How long?\nAnswer: Long.', 'does not begin with a question'],
    ['Question: How long?\nAnswer: Long.\n\nQuestion: How wide?', 'question 2 has no answer'],
    ['Question: How long?\nAnswer:\n\nQuestion: Why?\nAnswer: Rain.', 'answer 1 is empty'],
    ['Question: It is long.\nAnswer: Yes.', 'question 1 does not end with a question mark'],
    ['Answer: Long.', 'answer 1 has no question'],
    ['', '0 questions with answers, at least 1'],
  ])('refuses %j: %s', (text, detail) => {
    expect(problem('qa', text)).toBe(detail);
  });

  it('counts pairs', () => {
    expect(problem('qa', QA, { min_pairs: 2 })).toBeUndefined();
    expect(problem('qa', QA, { min_pairs: 3 })).toBe('2 questions with answers, at least 3');
  });

  it('asks for the start marker where there is one', () => {
    expect(problem('qa', QA, { start: 'Question:' })).toBeUndefined();
    expect(problem('qa', `# Title\n${QA}`, { start: 'Question:' })).toBe('does not begin with "Question:"');
  });
});

describe('format dialogue', () => {
  it.each([
    DIALOGUE,
    '**Anna:** Is it long?\n**Ben:** It is.\n**Anna:** And wide?\n**Ben:** In places.',
    '# At the river\n\n*Two friends meet.*\n\nDr. Silva: Look.\nO’Brien: At what?\nDr. Silva: The river.\nO’Brien: Ah.',
    'Anna: It has parts:\n\n- one\n- two\n\nBen: I see.\nAnna: Good.\nBen: Thanks.',
    '小明：它很长吗？\n老师：很长。\n小明：为什么？\n老师：因为雨多。',
  ])('accepts %j', (text) => {
    expect(problem('dialogue', text)).toBeUndefined();
  });

  it.each([
    ['The river is long. It is wide.', 'does not begin with a turn (Name: text)'],
    ['Anna: Is it long?\nBen: It is.', '2 turns, at least 4'],
    ['Anna: One.\nAnna: Two.\nAnna: Three.\nAnna: Four.', 'only one speaker'],
    ['Date: today\nPlace: here\nWeather: fine\nMood: good', '4 speakers in 4 turns'],
    ['Anna: One.\nAnna: Two.\nAnna: Three.\nAnna: Four.\nBen: Five.', 'the speakers hardly take turns'],
    ['Anna: Is it long?\nBen:\nAnna: And wide?\nBen: In places.', 'turn 2 is empty'],
  ])('refuses %j: %s', (text, detail) => {
    expect(problem('dialogue', text)).toBe(detail);
  });
});

describe('format faq', () => {
  it.each([
    '## How long is it?\n\nLong.\n\n## How wide is it?\n\nWide.',
    '# FAQ\n\nAn introduction.\n\n## Size\n\n### How long is it?\nLong.\n\n### How wide is it?\nWide.',
    'Q: How long?\nA: Long.\n\nQ: How wide?\nA: Wide.',
    '**How long is it?**\nLong.\n\n**How wide is it?**\nWide.',
    '1. How long is it?\nLong.\n\n2. How wide is it?\nWide.',
  ])('accepts %j', (text) => {
    expect(problem('faq', text)).toBeUndefined();
  });

  it.each([
    ['## How long is it?\n\nLong.', '1 questions with answers, at least 2'],
    ['## How long is it?\n\nLong.\n\n## How wide is it?\n', 'question 2 has no answer'],
    ['## How long is it?\n## How wide is it?\n\nWide.', 'question 1 has no answer'],
    ['Just prose about a river.', '0 questions with answers, at least 2'],
    ['Q: How long?\nA: Long.\n\nQ: How wide?', 'question 2 has no answer'],
  ])('refuses %j: %s', (text, detail) => {
    expect(problem('faq', text)).toBe(detail);
  });
});

describe('format table', () => {
  it.each([
    TABLE,
    `A title\n\n${TABLE}\n\nQuestion: Which is long?\nAnswer: The Amazon.`,
    'River | Length\n--- | ---\nAmazon | long\nRhine | short',
    '| River | Note |\n|---|---|\n| Amazon | a \\| b |\n| Rhine |  |',
  ])('accepts %j', (text) => {
    expect(problem('table', text)).toBeUndefined();
  });

  it.each([
    ['The river is long.', 'no table with a header and a separator'],
    ['| a | b |\n| 1 | 2 |', 'no table with a header and a separator'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', '1 rows, at least 2'],
    ['| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |', 'row 2 has 1 columns, the header 2'],
    ['| a | b |\n|---|\n| 1 | 2 |\n| 3 | 4 |', "the separator has not the header's 2 columns"],
    ['| a |\n|---|\n| 1 |\n| 3 |', 'the table has one column'],
    [`${TABLE}\n\nQuestion: Which is long?`, 'question 1 has no answer'],
  ])('refuses %j: %s', (text, detail) => {
    expect(problem('table', text)).toBe(detail);
  });
});

describe('format knowledge-list', () => {
  it.each([
    '- one fact\n- another\n- a third',
    '# Facts\n\n1. one fact\n2. another\n   with more\n3. a third',
    'Facts about the river:\n* one fact\n* another\n* a third',
    '• 一\n• 二\n• 三',
  ])('accepts %j', (text) => {
    expect(problem('knowledge-list', text)).toBeUndefined();
  });

  it('refuses too few items and mostly prose', () => {
    expect(problem('knowledge-list', '- one\n- two')).toBe('2 items, at least 3');
    expect(problem('knowledge-list', 'Prose.\nMore.\nMore.\n- one\n- two\n- three')).toBe('3 of 6 lines are no items');
  });
});

describe('format math', () => {
  it.each([
    'Problem: Anna has 3 boats and buys 4. How many has she?\n\nSolution: 3 + 4 = 7.\n\nAnswer: 7',
    '**Problem:** 3 + 4?\n\n**Solution:**\nStep 1: Add.\n\n**Answer:** 7 boats',
    'Problem: 3 + 4?\nSolution: Add them.\n#### 7',
    'Problem: 3 + 4?\nSolution: It is $\\boxed{7}$.',
    'Problem: 3 + 4?\nSolution: Add.\nFinal answer: 7',
  ])('accepts %j', (text) => {
    expect(problem('math', text)).toBeUndefined();
  });

  it.each([
    ['Anna has 3 boats.', 'does not begin with a problem'],
    ['Problem: 3 + 4?', 'problem 1 has no solution'],
    ['Problem: 3 + 4?\nAnswer: 7', 'problem 1 has no solution'],
    ['Problem: 3 + 4?\nSolution: Add them.', 'solution 1 ends without a number as its answer'],
    ['Problem: 3 + 4?\nSolution: Add them.\nAnswer: many', 'solution 1 ends without a number as its answer'],
    ['Problem:\nSolution: 7\nAnswer: 7', 'problem 1 is empty'],
  ])('refuses %j: %s', (text, detail) => {
    expect(problem('math', text)).toBe(detail);
  });
});

describe('format instruction', () => {
  it('accepts pairs and refuses what is missing or empty', () => {
    expect(problem('instruction', 'Instruction: Explain it.\nResponse: It rains.\nA lot.')).toBeUndefined();
    expect(problem('instruction', '### Instruction:\nExplain it.\n\n### Response:\nIt rains.')).toBeUndefined();
    expect(problem('instruction', 'Instruction: Explain it.')).toBe('instruction 1 has no response');
    expect(problem('instruction', 'Instruction: Explain it.\nResponse: ')).toBe('response 1 is empty');
    expect(problem('instruction', 'Instruction: A.\nResponse: B.', { min_pairs: 2 })).toBe(
      '1 instructions with responses, at least 2',
    );
  });
});

describe('format', () => {
  it('gives the kind’s reason', () => {
    expect(reasonOf('format', { text: 'x' }, { kind: 'knowledge-list' })).toBe('format.knowledge-list');
  });
});
