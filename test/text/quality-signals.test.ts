import { expect, test } from 'vitest';
import { failedQualityRules, qualitySignals, type QualitySignals } from '../../src/text/quality-signals.ts';

const GOOD = `The lighthouse stands at the end of a narrow spit, and it has been dark since the keepers left.
Every spring a small crew of volunteers rows out to it with paint, glass and a list of what the winter broke.
They replace the panes that gulls have cracked, oil the hinges, and write down how much of the wall has crumbled.
Nobody pays them for this work, but the council lends them a boat and the baker sends bread.
In the evening they light the old lamp for one hour, so that the town can see it from the pier.`;

const failed = (text: string): string[] => failedQualityRules(qualitySignals(text));

test('good prose fails no rule', () => {
  expect(failed(GOOD)).toEqual([]);
});

test('the empty text fails rules and divides by nothing', () => {
  expect(failed('')).toEqual([
    'c4.sentences',
    'gopher.word_count',
    'gopher.mean_word_length',
    'gopher.alphabetic_words',
    'gopher.alphabetic_tokens',
    'gopher.stop_words',
    'fineweb.line_punctuation',
  ]);
});

test('C4 keeps, drops and condemns by line', () => {
  const { c4 } = qualitySignals(
    [
      'This line has five words.',
      'no end mark here',
      'Too short.',
      'And it ends so...',
      'Enable Javascript to see this page.',
      'We use cookies on this site.',
      'Some claim stands here.[12]',
      'Two are here. Both of them count.',
      `A word of ${'x'.repeat(1001)} is too long.`,
      'function f() { return 1 }',
    ].join('\n'),
  );
  expect(c4).toEqual({ loremIpsum: false, curlyBracket: false, keptLines: 3, sentences: 4 });
});

test('C4 condemns for lorem ipsum, and for a curly bracket in a line it would keep', () => {
  expect(qualitySignals('Call it as f({a: 1}) in code.').c4.curlyBracket).toBe(true);
  expect(qualitySignals('Here is Lorem Ipsum for you.').c4.loremIpsum).toBe(true);
  expect(failed(`${GOOD}\nCall it as f({a: 1}) in code.`)).toEqual(['c4.curly_bracket']);
  expect(failed(`${GOOD}\nHere is Lorem Ipsum for you.`)).toEqual(['c4.lorem_ipsum']);
});

test('C4 takes the full stops of other scripts', () => {
  expect(qualitySignals('他来了。他走了！\n没有句号').c4).toMatchObject({ keptLines: 1, sentences: 2 });
});

test('Gopher counts words, symbols, bullets and stop words', () => {
  const { gopher } = qualitySignals('# The cat of 12\n- sat with it...\n• to and fro…\n\nThe end #2');
  // Words: The cat of 12 sat with it to and fro The end 2 (13); symbols: # - ... • … # (6).
  expect(gopher.words).toBe(13);
  expect(gopher.meanWordLength).toBeCloseTo((3 + 3 + 2 + 2 + 3 + 4 + 2 + 2 + 3 + 3 + 3 + 3 + 1) / 13, 10);
  expect(gopher.hashRatio).toBeCloseTo(2 / 19, 10);
  expect(gopher.ellipsisRatio).toBeCloseTo(2 / 19, 10);
  expect(gopher.bulletLines).toBeCloseTo(2 / 5, 10);
  expect(gopher.ellipsisLines).toBeCloseTo(2 / 5, 10);
  expect(gopher.alphabeticWords).toBeCloseTo(11 / 13, 10);
  expect(gopher.alphabeticTokens).toBeCloseTo(11 / 19, 10);
  expect(gopher.stopWords).toBe(4); // of, with, to, and: `The` has a capital
});

test('repetition is measured over paragraphs, lines and n-grams', () => {
  const text = 'same words here\n\nsame words here\n\nother words there\nsame words here';
  const { repetition } = qualitySignals(text);
  expect(repetition.duplicateParagraphs).toBeCloseTo(1 / 3, 10);
  expect(repetition.duplicateParagraphCharacters).toBeCloseTo(15 / text.length, 10);
  expect(repetition.duplicateLines).toBeCloseTo(2 / 4, 10);
  expect(repetition.duplicateLineCharacters).toBeCloseTo(30 / text.length, 10);
  // `same words` and `words here` three times each; the first one to get there counts.
  expect(repetition.topNgramCharacters[0]).toBeCloseTo((3 * 10) / text.length, 10);
});

test('FineWeb looks at lines that are not blank', () => {
  const long = 'A line that is longer than thirty characters';
  const text = `Short.\n${long}\n\nShort.\n`;
  const { fineWeb } = qualitySignals(text);
  expect(fineWeb.punctuatedLines).toBeCloseTo(2 / 3, 10);
  expect(fineWeb.shortLines).toBeCloseTo(2 / 3, 10);
  expect(fineWeb.duplicateLineCharacters).toBeCloseTo(6 / (12 + long.length), 10);
  expect(fineWeb.newlinesPerWord).toBeCloseTo(4 / 12, 10);
});

test('repeated markup and code are duplicate lines, but not of text', () => {
  const { fineWeb } = qualitySignals('One\n===\n\nTwo\n===\n\n    return x\n    return x\n| a | b |\n| a | b |');
  expect(fineWeb.duplicateLineCharacters).toBeGreaterThan(0.3);
  expect(fineWeb.duplicateTextLineCharacters).toBe(0);
});

test('Windows line ends change nothing', () => {
  expect(qualitySignals(GOOD.replaceAll('\n', '\r\n'))).toEqual(qualitySignals(GOOD));
});

test('rules fail beyond their figure, not on it, and are named in check order', () => {
  const base = qualitySignals(GOOD);
  const onTheFigure: QualitySignals = {
    c4: { ...base.c4, sentences: 5 },
    gopher: {
      words: 50,
      meanWordLength: 10,
      hashRatio: 0.1,
      ellipsisRatio: 0.1,
      bulletLines: 0.9,
      ellipsisLines: 0.3,
      alphabeticWords: 0.8,
      alphabeticTokens: 0.8,
      stopWords: 2,
    },
    repetition: {
      duplicateParagraphs: 0.3,
      duplicateParagraphCharacters: 0.2,
      duplicateLines: 0.3,
      duplicateLineCharacters: 0.2,
      topNgramCharacters: [0.2, 0.18, 0.16],
      duplicateNgramCharacters: [0.15, 0.14, 0.13, 0.12, 0.11, 0.1],
    },
    fineWeb: {
      punctuatedLines: 0.12,
      shortLines: 0.67,
      duplicateLineCharacters: 0.01,
      duplicateTextLineCharacters: 0.01,
      newlinesPerWord: 0.3,
    },
  };
  expect(failedQualityRules(onTheFigure)).toEqual([]);
  const more = (value: number): number => value + 0.001;
  const less = (value: number): number => value - 0.001;
  const beyond: QualitySignals = {
    c4: { loremIpsum: true, curlyBracket: true, keptLines: 0, sentences: 4 },
    gopher: {
      words: 49,
      meanWordLength: more(10),
      hashRatio: more(0.1),
      ellipsisRatio: more(0.1),
      bulletLines: more(0.9),
      ellipsisLines: more(0.3),
      alphabeticWords: less(0.8),
      alphabeticTokens: less(0.8),
      stopWords: 1,
    },
    repetition: {
      duplicateParagraphs: more(0.3),
      duplicateParagraphCharacters: more(0.2),
      duplicateLines: more(0.3),
      duplicateLineCharacters: more(0.2),
      topNgramCharacters: [0.2, 0.18, 0.16].map(more),
      duplicateNgramCharacters: [0.15, 0.14, 0.13, 0.12, 0.11, 0.1].map(more),
    },
    fineWeb: {
      punctuatedLines: less(0.12),
      shortLines: more(0.67),
      duplicateLineCharacters: more(0.01),
      duplicateTextLineCharacters: more(0.01),
      newlinesPerWord: more(0.3),
    },
  };
  expect(failedQualityRules(beyond)).toEqual([
    'c4.lorem_ipsum',
    'c4.curly_bracket',
    'c4.sentences',
    'gopher.word_count',
    'gopher.mean_word_length',
    'gopher.hash_ratio',
    'gopher.ellipsis_ratio',
    'gopher.bullet_lines',
    'gopher.ellipsis_lines',
    'gopher.alphabetic_words',
    'gopher.alphabetic_tokens',
    'gopher.stop_words',
    'gopher.duplicate_paragraphs',
    'gopher.duplicate_paragraph_characters',
    'gopher.duplicate_lines',
    'gopher.duplicate_line_characters',
    'gopher.top_2_gram',
    'gopher.top_3_gram',
    'gopher.top_4_gram',
    'gopher.duplicate_5_gram',
    'gopher.duplicate_6_gram',
    'gopher.duplicate_7_gram',
    'gopher.duplicate_8_gram',
    'gopher.duplicate_9_gram',
    'gopher.duplicate_10_gram',
    'fineweb.line_punctuation',
    'fineweb.short_lines',
    'fineweb.duplicate_lines',
    'fineweb.duplicate_text_lines',
    'fineweb.newlines_per_word',
  ]);
});

test('Gopher’s bounds on words and their length have another end, too', () => {
  const base = qualitySignals(GOOD);
  const failedWith = (gopher: Partial<QualitySignals['gopher']>): string[] =>
    failedQualityRules({ ...base, gopher: { ...base.gopher, ...gopher } });
  expect(failedWith({ words: 100_000, meanWordLength: 3 })).toEqual([]);
  expect(failedWith({ words: 100_001 })).toEqual(['gopher.word_count']);
  expect(failedWith({ meanWordLength: 2.999 })).toEqual(['gopher.mean_word_length']);
});
