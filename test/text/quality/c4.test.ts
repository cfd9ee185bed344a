import { expect, it } from 'vitest';
import { c4KeepsLine } from '../../../src/text/quality/c4.ts';

it.each([
  ['The boat came in late.'],
  ['Did the boat come in?'],
  ['The boat came in late!'],
  ['He called it "the boat"'],
  ["He called it 'the boat'"],
  // Citations are taken off before the end is looked at.
  ['The boat came in late.[12]'],
  ['The boat came in late.[edit]'],
  ['The boat came in late.[citation needed]'],
  [`${'x'.repeat(1000)} came in late.`],
  ['  The boat came.  '],
])('C4 keeps %j', (line) => {
  expect(c4KeepsLine(line)).toBe(true);
});

it.each([
  [''],
  ['The boat came in late'],
  ['The boat came in late:'],
  ['The boat came in ...'],
  ['Too late.'],
  [`${'x'.repeat(1001)} came in late.`],
  ['Please enable JavaScript to go on.'],
  ['See our Terms of Use for more.'],
  ['See our privacy policy for more.'],
  ['See our cookie policy for more.'],
  ['This site uses cookies, as others do.'],
  ['Read on our use of cookies here.'],
  ['We use cookies on this site.'],
  // These two condemn the document.
  ['Lorem ipsum dolor sit amet.'],
  ['Call it as f({a: 1}) here.'],
])('C4 does not keep %j', (line) => {
  expect(c4KeepsLine(line)).toBe(false);
});
