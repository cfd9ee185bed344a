import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/raters/measured/rules.ts';

const rate = await rules.open({});

describe('the rater rules', () => {
  it('gives every signal as a number under the name of its rule, counted by hand here', () => {
    const rating = rate({
      text: [
        'The boats of the town lie in the harbour.', // 9 words, 1 end mark
        '- Nets dry on the wall...', // a bullet, an ellipsis
        'Short line', // 10 characters
        'Short line', // once more
      ].join('\n'),
    });
    expect(rating).toMatchObject({
      c4_lorem_ipsum: 0,
      c4_kept_lines: 1,
      c4_sentences: 1,
      gopher_word_count: 18,
      gopher_bullet_lines: 0.25,
      gopher_ellipsis_lines: 0.25,
      gopher_stop_words: 2,
      gopher_duplicate_lines: 0.25,
      fineweb_line_punctuation: 0.5,
      fineweb_short_lines: 0.75,
      gopher_top_2_gram: 0.224719,
      // 10 of the characters that are no line break: 41 + 25 + 10 + 10
      fineweb_duplicate_lines: 0.116279,
      failed: [
        'c4.sentences',
        'gopher.word_count',
        'gopher.top_2_gram', // 20 of 89 characters
        'gopher.top_4_gram', // 21 of 89
        'fineweb.short_lines',
        'fineweb.duplicate_lines',
        'fineweb.duplicate_text_lines',
      ],
    });
  });

  it('has a column of the same name for every rule that fails', () => {
    const texts = ['', '{', 'lorem ipsum dolor sit amet.', '# # # ... ...\n'.repeat(40), 'so so so so so. '.repeat(40)];
    const failed = new Set(texts.flatMap((text) => rate({ text })['failed'] as string[]));
    expect(failed.size).toBeGreaterThan(20);
    for (const rule of failed) expect(rules.columns).toHaveProperty(rule.replace('.', '_'));
  });

  it('rates what its columns say, all of it in snake_case and finite', () => {
    for (const text of ['', 'One two.', 'x'.repeat(5_000), '深い海の魚は光を出す。'.repeat(20)]) {
      const rating = rate({ text });
      expect(Object.keys(rating)).toEqual(Object.keys(rules.columns));
      for (const [column, value] of Object.entries(rating)) {
        expect(column).toMatch(/^[a-z][a-z0-9_]*$/);
        if (column !== 'failed') expect(Number.isFinite(value)).toBe(true);
      }
    }
  });
});
