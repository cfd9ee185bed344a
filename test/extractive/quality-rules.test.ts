import { describe, expect, it } from 'vitest';
import { filterProgram } from '../../src/extractive/quality-rules.ts';
import { ARTICLE } from './samples.ts';

const PARAGRAPHS = [
  'The harbour was built in 1901 by the town, and it has been extended twice since then. Ships of the north come to it.',
  'They bring the timber that the mills of the valley saw, and they leave with the cloth that the town is known for.',
  'A lighthouse stands at the end of the pier. It was lit first with oil. Today the lamp is electric, and nobody lives there.',
  'Visitors are shown the old machine on Sundays. The museum has letters of the keepers, which children like to read.',
];
const TEXT = PARAGRAPHS.join('\n');

describe('published filters as ProX programs', () => {
  it('say that a clean text is clean', () => {
    expect(filterProgram(TEXT, 'en', ['gopher', 'c4', 'fineweb'])).toBe('untouch_doc()');
  });

  it('drop what fails a document rule, each its own', () => {
    const short = 'The harbour was built by the town. It is old. It is small. Ships come to it. They leave with cloth.';
    expect(filterProgram(short, 'en', ['gopher'])).toBe('drop_doc()');
    expect(filterProgram(short, 'en', ['c4'])).toBe('untouch_doc()');

    const oneSentence = `${'The harbour and the ships and the mills that the town has had '.repeat(6)}are old.`;
    expect(filterProgram(oneSentence, 'en', ['c4'])).toBe('drop_doc()');
    expect(filterProgram(oneSentence, 'en', ['fineweb'])).toBe('untouch_doc()');

    const unmarked = Array.from({ length: 12 }, (_, n) => `Line ${n} of a list of the ships that came to the harbour`);
    expect(filterProgram(unmarked.join('\n'), 'en', ['fineweb'])).toBe('drop_doc()');
  });

  it('drop what repeats itself, by Gopher', () => {
    expect(filterProgram(`${TEXT}\n`.repeat(6), 'en', ['gopher'])).toBe('drop_doc()');
  });

  it('remove the lines that C4 does not keep, and the blank ones between them', () => {
    const page = [
      'Home',
      '',
      'About',
      PARAGRAPHS[0],
      'Please enable Javascript to see this page.',
      'Old.',
      PARAGRAPHS[1],
    ];
    expect(filterProgram([...page, ...PARAGRAPHS.slice(2), 'Read our privacy policy.'].join('\n'), 'en', ['c4'])).toBe(
      ['remove_lines(start=0, end=2)', 'remove_lines(start=4, end=5)', 'remove_lines(start=9, end=9)'].join('\n'),
    );
    expect(filterProgram([PARAGRAPHS[0], '', ...PARAGRAPHS.slice(1)].join('\n'), 'en', ['c4'])).toBe('untouch_doc()');
  });

  it('judge in a row what C4 has left', () => {
    const page = [...Array.from({ length: 30 }, (_, n) => `Menu entry ${n}`), ...PARAGRAPHS].join('\n');
    expect(filterProgram(page, 'en', ['fineweb'])).toBe('drop_doc()');
    expect(filterProgram(page, 'en', ['c4', 'fineweb'])).toBe('remove_lines(start=0, end=29)');
    expect(filterProgram(page, 'en', ['fineweb', 'c4'])).toBe('drop_doc()');
  });

  it('do not ask for English words in another language', () => {
    const german = [
      'Der Hafen wurde 1901 von der Stadt gebaut und seither zweimal erweitert. Schiffe aus dem Norden laufen ihn an.',
      'Sie bringen Holz, das die Mühlen im Tal sägen, und fahren mit dem Tuch wieder ab, für das die Stadt bekannt ist.',
      'Am Ende der Mole steht ein Leuchtturm. Zuerst brannte er mit Öl. Heute ist die Lampe elektrisch, niemand wohnt dort.',
    ].join('\n');
    expect(filterProgram(german, 'de', ['gopher'])).toBe('untouch_doc()');
    expect(filterProgram(german, 'en', ['gopher'])).toBe('drop_doc()');
  });

  it('use the rules as published, not our stricter counts', () => {
    const listed = ARTICLE.replaceAll(' ', ', ');
    expect(filterProgram(listed, 'en', ['gopher'])).toBe(filterProgram(ARTICLE, 'en', ['gopher']));
  });

  it('answer an empty text', () => {
    expect(filterProgram('', 'und', ['gopher'])).toBe('drop_doc()');
    expect(filterProgram('', 'und', ['c4'])).toBe('drop_doc()');
  });
});
