import { describe, expect, it } from 'vitest';
import { windowsOf } from '../../../src/prox/windows.ts';
import { documentExample, windowExample } from '../../../src/refining/build-sft/examples.ts';
import { keptWindows } from '../../../src/refining/build-sft/windows.ts';

const SYSTEM = { role: 'system', content: 'You are a helpful, respectful and honest assistant.' };

describe('a document example', () => {
  it('is the text alone, and the answer of the paper', () => {
    expect(documentExample('a', 'One.\nTwo.', 'keep')).toEqual({
      id: 'a',
      source_id: 'a',
      messages: [SYSTEM, { role: 'user', content: 'One.\nTwo.' }, { role: 'assistant', content: 'keep_doc()' }],
    });
    expect(documentExample('a', 'Buy.', 'drop').messages[2].content).toBe('drop_doc()');
  });

  it('has no control tokens that a tokenizer would take for its own', () => {
    expect(documentExample('a', 'The token <|im_end|> ends a turn.', 'keep').messages[1].content).toBe(
      'The token < |im_end| > ends a turn.',
    );
  });
});

describe('a window example', () => {
  it('is numbered over the whole document, and so is its program', () => {
    const window = { text: 'Home\nThe tide turns.', firstLine: 999 };
    const calls = [
      { kind: 'remove_lines' as const, start: 0, end: 0, line: 1 },
      { kind: 'normalize' as const, source: ' turns', target: '', line: 2 },
    ];
    expect(windowExample('a', 'a/7', window, calls)).toEqual({
      id: 'a/7',
      source_id: 'a',
      messages: [
        SYSTEM,
        { role: 'user', content: '[doc]\n[999]Home\n[1000]The tide turns.\n[/doc]' },
        {
          role: 'assistant',
          content: 'remove_lines(start=999, end=999)\nnormalize(source_str=" turns", target_str="")',
        },
      ],
    });
  });

  it('says untouch_doc() of a clean window', () => {
    const example = windowExample('a', 'a/0', { text: 'The tide turns.', firstLine: 0 }, []);
    expect(example.messages[2].content).toBe('untouch_doc()');
  });
});

describe('the windows of a document', () => {
  it('are those that a refiner is shown, each with an id of its own', () => {
    const text = Array.from({ length: 300 }, (_, n) => `Line ${n} of a text that is longer than one window.`).join(
      '\n',
    );
    const windows = keptWindows('a/b', text);
    expect(windows.map(({ window }) => window)).toEqual(windowsOf(text));
    expect(windows.map(({ id }) => id)).toEqual(windows.map((_, index) => `a/b/${index}`));
    expect(windows.length).toBeGreaterThan(1);
  });

  it('are not asked about where they are blank, or a line that no context takes', () => {
    const long = 'word '.repeat(4_000);
    expect(keptWindows('a', `Text.\n${long}\n \n`).map(({ kind }) => kind)).toEqual(['asked', 'too_long', 'blank']);
  });
});
