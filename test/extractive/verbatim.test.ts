import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXTRACTIVE_STRATEGIES, writeExtractively } from '../../src/extractive/write.ts';
import { ARTICLE, brief, folded, RST, seedTexts } from './samples.ts';

const TEXT_STRATEGIES = EXTRACTIVE_STRATEGIES.filter((name) => !/^(?:prox|rules)-/.test(name));

/** What a text says beside its questions, headings, labels and table frame. */
function saidIn(strategy: string, text: string): string[] {
  return text.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('#')) return [];
    if (line.startsWith('|')) return cellsOf(line);
    const spoken = strategy === 'dialogue' ? line.replace(/^\p{Lu}\p{L}+: /u, '') : line;
    const bare = spoken.replace(/^(?:Question|Answer|Instruction|Response): /, '').replace(/^(?:- |\d+\. )/, '');
    return bare.endsWith('?') ? [] : [bare];
  });
}

function cellsOf(row: string): string[] {
  if (/^[|\s-]+$/.test(row) || row.includes('What the text says')) return [];
  return row
    .split(' | ')
    .slice(1)
    .map((cell) => cell.replace(/\s*\|$/, '').trim());
}

/** Whether a text is made of whole sentences of the source, each as it stands there. */
function standsIn(source: string, text: string): boolean {
  let rest = text;
  while (rest !== '') {
    const ends = [...rest.matchAll(/[.!?…。！？।॥؟۔።։][)\]"'”’*_`]*(?=\s|$)|[。！？]|$/gu)].map(
      (end) => end.index + end[0].length,
    );
    const whole = ends.findLast((end) => end > 0 && source.includes(rest.slice(0, end)));
    if (whole === undefined) return false;
    rest = rest.slice(whole).trimStart();
  }
  return true;
}

function strayIn(strategy: string, source: string, text: string): string | undefined {
  const there = folded(source);
  return saidIn(strategy, text).find((said) => !standsIn(there, said));
}

const PIECES = [
  ...ARTICLE.split('\n\n'),
  ...RST.split('\n\n'),
  'Menu\nHome\nAbout us\nContact',
  'Dr. Smith met the U.S. delegation at 5 p.m. on Monday. They talked about node.js and version 3.11 for an hour.',
  '> The harbour is a place where ships are safe. It was built in 1901\n> by the town.',
  'He said "the lamp is out." Then the keeper (who was asleep. Really!) woke up. We built the tower because ships sank.',
  '1. You should clean the lens.\n   The lens is a ring of glass that bends light.\n2. The tower has three doors.',
  'Der Leuchtturm ist ein Turm, der Schiffen nachts den Weg weist. Die Lampe brennt die ganze Nacht.',
  '灯台は夜に船を導く塔です。最初の灯台は丘の上の火でした。',
  'The **main** lamp is a large bulb. The *spare lamp* is a smaller bulb! Is the lamp on? The lamp is a light.',
  'A|B|C\n---|---|---\nThe pipe | is a sign. Another | sentence | here with more words.',
  '<div class="x">The tag is a thing that opens here.</div> See https://example.org. A link is [here](x).',
  '    indented = code()\n',
  'Word '.repeat(80),
];

describe('what the built-in backend writes', () => {
  it.each(TEXT_STRATEGIES)('%s repeats sentences of an article and of a reST document as they stand', (strategy) => {
    for (const source of [ARTICLE, RST, `${ARTICLE}\n${RST}`]) {
      const text = writeExtractively(brief(strategy, source));
      expect(strayIn(strategy, source, text)).toBeUndefined();
    }
  });

  it.each(TEXT_STRATEGIES)('%s adds no sentence to any mixture of texts, in any language', (strategy) => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 24 }),
        fc.constantFrom('\n\n', '\n', ' '),
        fc.constantFrom('en', 'de', 'ja', 'und', ''),
        fc.boolean(),
        (pieces, separator, language, opens) => {
          const source = pieces.join(separator);
          const text = writeExtractively(brief(strategy, source, { language, firstLine: opens ? 0 : 12 }));
          expect(strayIn(strategy, source, text)).toBeUndefined();
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each(TEXT_STRATEGIES)('%s repeats sentences of real documents as they stand', (strategy) => {
    for (const [file, language] of [
      ['18f.jsonl.gz', 'en'],
      ['peps.jsonl.gz', 'en'],
      ['web-pages.jsonl.gz', 'en'],
      ['udhr.jsonl.gz', 'und'],
    ] as const) {
      for (const text of seedTexts(file, 15)) {
        const source = text.slice(0, 6000);
        expect(strayIn(strategy, source, writeExtractively(brief(strategy, source, { language })))).toBeUndefined();
      }
    }
  });

  it.each(TEXT_STRATEGIES)('%s finishes on hostile text', (strategy) => {
    const hostile = [
      'a',
      'A b. ',
      '> ',
      '- a\n',
      '`',
      '(',
      '=',
      '**',
      ':a:',
      '# \n',
      'The the ',
      '| ',
      '.',
      '\u0000',
      '\ud800',
    ];
    for (const part of hostile) {
      const source = part.repeat(60_000 / part.length);
      expect(writeExtractively(brief(strategy, source)).length).toBeLessThan(source.length);
    }
  });

  it('finds a sentence that does not stand in the source', () => {
    const text = 'A lighthouse is a tower that guides ships by day.';
    expect(strayIn('summary', ARTICLE, text)).toBe(text);
  });
});
