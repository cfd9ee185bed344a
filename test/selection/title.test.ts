import { expect, test } from 'vitest';
import { titleOf } from '../../src/selection/title.ts';

test("the source's own title comes first", () => {
  expect(titleOf('# Heading\n', { title: ' Given ' })).toBe('Given');
  expect(titleOf('# Heading\n', { title: '  ' })).toBe('Heading');
  expect(titleOf('# Heading\n', { title: 7 })).toBe('Heading');
});

test.each([
  ['About us\n\nText.', 'About us'],
  ['\n\n=====\nTitle of reST\n=====\n', 'Title of reST'],
  ['## **Bold** ##\ntext', 'Bold'],
  ['# See [the guide](https://example.org/x) now', 'See the guide now'],
  ['**What is new?**\n', 'What is new?'],
  ['# It ends with a stop.\n', 'It ends with a stop.'],
  ['世界人权宣言\n序言', '世界人权宣言'],
])('%j has the title %j', (text, title) => {
  expect(titleOf(text, {})).toBe(title);
});

test.each([
  'The river rises in the hills.\nIt falls.',
  '- first item\n',
  '1. first step\n',
  '> quoted\n',
  '| a | b |\n',
  '2024\n',
  'word '.repeat(40),
  '',
])('%j has none', (text) => {
  expect(titleOf(text, {})).toBe('');
});
