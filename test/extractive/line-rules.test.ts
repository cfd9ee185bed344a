import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeDocument } from '../../src/extractive/document-rules.ts';
import { refineLines, removedLines } from '../../src/extractive/line-rules.ts';
import { parseProgram } from '../../src/prox/parse.ts';
import { ARTICLE, RST, seedTexts } from './samples.ts';

const kept = (text: string): string => {
  const lines = text.split('\n');
  const removed = removedLines(lines, 'en');
  return lines.filter((_, at) => removed[at] !== true).join('\n');
};

const refine = (text: string, firstLine: number): string =>
  refineLines({ text, firstLine }, removedLines(text.split('\n'), 'en'));

const PARAGRAPH =
  'The harbour was built in 1901 by the town, and it has been extended twice since then, in 1930 and 1974.';

describe('refineLines', () => {
  it('leaves a clean text alone', () => {
    expect(refine(`${PARAGRAPH}\n\n${PARAGRAPH}`, 0)).toBe('untouch_doc()');
    expect(refine('', 0)).toBe('untouch_doc()');
  });

  it('numbers lines over the document', () => {
    expect(refine(`Home\nAbout us\nContact\n${PARAGRAPH}\nRead more`, 100)).toBe(
      'remove_lines(start=100, end=102)\nremove_lines(start=104, end=104)',
    );
  });

  it('takes editorial marks out of lines that stay, and only then', () => {
    expect(refine(`History [edit]\n${PARAGRAPH}`, 0)).toBe('normalize(source_str="[edit]", target_str="")');
    expect(refine('© 2020 Example Ltd. [edit]', 0)).toBe('remove_lines(start=0, end=0)');
  });

  it('removes a blank line between two removed ones with them', () => {
    expect(refine(`${PARAGRAPH}\nShare this\n\n\nTweet\n${PARAGRAPH}`, 0)).toBe('remove_lines(start=1, end=4)');
  });

  it.each([
    ['a label', 'Skip to content'],
    ['a share button', 'Share on Facebook'],
    ['a cookie banner', 'We use cookies to improve your experience on this website.'],
    ['a copyright line', '© 2012–2020 Example Society. All rights reserved.'],
    ['a breadcrumb trail', 'Home › Harbours › Lighthouses'],
    ['a bare address', 'https://example.org/a/b?c=d'],
    ['a tag list', 'Tags: harbour, ships, light'],
    ['a byline', 'Posted by J. Doe on 3 May 2020'],
    ['a count of comments', '12 comments'],
    ['a licence notice', 'This work is licensed under a Creative Commons licence.'],
  ])('removes %s', (_, line) => {
    expect(kept(`${PARAGRAPH}\n${line}\n${PARAGRAPH}`)).toBe(`${PARAGRAPH}\n${PARAGRAPH}`);
  });

  it('removes a menu: a row of short lines, but not the heading under it', () => {
    const menu = 'Harbour\nShips\nPeople\nSearch\nOld Town Maps';
    expect(kept(`${menu}\nThe harbour today\n${PARAGRAPH}`)).toBe(`The harbour today\n${PARAGRAPH}`);
  });

  it.each([
    ['headings', `Overview\n========\n\n${PARAGRAPH}`],
    ['a heading and a subheading', `The harbour\nIts history\n${PARAGRAPH}`],
    ['lists', '- apples\n- pears\n- plums\n- cherries\n- figs\n- dates\n- nuts'],
    ['code', 'let a = 1;\nlet b = 2;\nreturn a + b;\nlet c = 3;\nlet d = 4;\nlet e = 5;\nlet f = 6;'],
    ['fenced code', `${PARAGRAPH}\n\`\`\`\nhome\nlogin\nsearch\nsubmit\n\`\`\`\n${PARAGRAPH}`],
    ['a table', '| Home | About | Contact |\n| --- | --- | --- |\n| One | Two | Three |'],
    [
      'a wrapped line that is a label',
      'The report of the year 1930 was not sent to the town by its\nsupport\noffice in time.',
    ],
    ['a verse', 'The lamp is lit,\nthe ship is near,\nthe night is long,\nthe sky is clear.'],
  ])('keeps %s', (_, text) => expect(kept(text)).toBe(text));

  it('removes little from edited prose and much from the navigation of web pages', () => {
    const share = (text: string): number => 1 - kept(text).split('\n').length / text.split('\n').length;
    for (const text of [...seedTexts('peps.jsonl.gz', 20), ...seedTexts('18f.jsonl.gz', 20)]) {
      expect(share(text)).toBeLessThan(0.12);
    }
    for (const text of seedTexts('web-pages.jsonl.gz', 4)) expect(share(text)).toBeGreaterThan(0.15);
  });

  it('prints programs that the parser reads without a problem, within the chunk', () => {
    const line = fc.constantFrom(
      'Home',
      'Menu',
      '',
      PARAGRAPH,
      'Share this',
      '[edit] x',
      'a › B › C',
      '    code',
      '```',
      '"',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.nat(5000), (lines, first) => {
        const program = refine(lines.join('\n'), first);
        const { calls, problems } = parseProgram(program);
        expect(problems).toEqual([]);
        let last = first - 1;
        for (const call of calls) {
          if (call.kind !== 'remove_lines') continue;
          expect(call.start).toBeGreaterThan(last);
          expect(call.end).toBeGreaterThanOrEqual(call.start);
          last = call.end;
        }
        expect(last).toBeLessThan(first + Math.max(lines.length, 1));
      }),
    );
  });
});

describe('judgeDocument', () => {
  it('keeps documents of prose, also with code and tables', () => {
    expect(judgeDocument(ARTICLE, 'en')).toBe('keep_doc()');
    expect(judgeDocument(RST, 'en')).toBe('keep_doc()');
    expect(judgeDocument(`${'int a = f(b);\n'.repeat(40)}\n\n${`${PARAGRAPH}\n\n`.repeat(22)}`, 'en')).toBe(
      'keep_doc()',
    );
  });

  it('drops pages without prose', () => {
    expect(judgeDocument('', 'en')).toBe('drop_doc()');
    expect(judgeDocument('Home\nAbout\nContact\nLogin\n'.repeat(20), 'en')).toBe('drop_doc()');
    expect(judgeDocument(`${PARAGRAPH}\n${'x = f(y);\n'.repeat(200)}`, 'en')).toBe('drop_doc()');
  });

  it('keeps nearly all of the seed documents', () => {
    const texts = [...seedTexts('peps.jsonl.gz', 30), ...seedTexts('18f.jsonl.gz', 30)];
    const keptOnes = texts.filter((text) => judgeDocument(text, 'en') === 'keep_doc()');
    expect(keptOnes.length / texts.length).toBeGreaterThan(0.9);
  });
});
