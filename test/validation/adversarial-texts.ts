import { SOURCE } from './candidates.ts';

const repeated =
  (unit: string) =>
  (length: number): string =>
    unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

/** A unit of its own for each number from 0 on. */
const counted =
  (unit: (index: number) => string) =>
  (length: number): string => {
    const parts: string[] = [];
    for (let [index, sum] = [0, 0]; sum < length; index++) {
      const part = unit(index);
      parts.push(part);
      sum += part.length;
    }
    return parts.join('').slice(0, length);
  };

/** Six letters that no other number has. */
const letters = (index: number): string =>
  Array.from({ length: 6 }, (_, place) => String.fromCharCode(97 + (Math.floor(index / 26 ** place) % 26))).join('');
const capitalised = (index: number): string => `Q${letters(index)}`;

/** Texts on which rules that look further than they must take too long: each of so many UTF-16 units. */
export const ADVERSARIAL: Readonly<Record<string, (length: number) => string>> = {
  'one letter': repeated('a'),
  'one capital letter': repeated('A'),
  'one digit': repeated('7'),
  spaces: (length) => `a${' '.repeat(length - 2)}b`,
  newlines: repeated('\n'),
  'one line of words': repeated(`${SOURCE.replace(/\s+/g, ' ')} `),
  'one word': repeated('word '),
  'one capitalised word': repeated('and Word '),
  'words that all differ': counted((index) => `${letters(index)} `),
  'names that all differ': counted((index) => `and ${capitalised(index)} `),
  'a run of names': counted((index) => `${capitalised(index)} `),
  'acronyms that all differ': counted((index) => `and ${letters(index).toUpperCase()} `),
  'numbers that all differ': counted((index) => `${1000 + index} million `),
  'web addresses that all differ': counted((index) => `https://a${index}.example.org/x `),
  'opening brackets': repeated('('),
  'two kinds of brackets': repeated('(['),
  'double quotes': repeated('"'),
  'curly quotes': repeated('"“'),
  'quotes with words': counted((index) => `"we said ${letters(index)} and went on" `),
  'an opening quote and blanks': repeated(`"a b c d e${' '.repeat(580)}" `),
  'capitals with full stops': repeated('A. '),
  'at signs': repeated('a@'),
  dots: repeated('a.'),
  'domains without end': repeated('a.com'),
  'digits and commas': repeated('1,'),
  'digits and hyphens': repeated('1-'),
  'digits and blanks': repeated('1 '),
  'threes of digits': repeated('123 '),
  'plus signs': repeated('+1 '),
  'equals signs': repeated('= '),
  'sums on one line': repeated('1 + 1 = 2 '),
  'open sums': repeated('1+(1+'),
  'words between operators': repeated('1 aa bb * '),
  'years with hyphens': repeated('1914-'),
  dates: repeated('3/17/87 '),
  'months and days': repeated('March 3 '),
  'fractions in words': repeated('two thirds '),
  'labels on one line': repeated('Question:'),
  'labels on lines': repeated('Question:\n'),
  'problems on lines': repeated('Problem: 1\nSolution: 1 + 1 = 2\nAnswer: 2\n'),
  'questions with answers': repeated('Question: a?\nAnswer: b\n'),
  'instructions with responses': repeated('Instruction: a\nResponse: b\n'),
  'questions as headings': repeated('## a?\nb\n'),
  'turns of a dialogue': repeated('Anna: a\nBen: b\n'),
  'rows of a table': (length) => `|a|b|\n|-|-|\n${repeated('|a|b|\n')(length)}`.slice(0, length),
  pipes: repeated('|'),
  'table rows': repeated('|-|\n'),
  fences: repeated('```\n'),
  'bold marks': repeated('**a'),
  'a bold line': (length) => `**${'a'.repeat(length - 4)}**`,
  'list items': repeated('- a\n'),
  'control tokens begun': repeated('<|'),
  'control tokens': repeated('</s>'),
  'lead-ins': repeated('Sure! Here is the rewritten text '),
  'closing remarks': repeated('I hope this helps! '),
  'short sentences': repeated('Is it? '),
  'number words': repeated('twenty-five thousand and '),
  'number words with hyphens': repeated('twenty-'),
  'Roman numerals': repeated('MCMXII '),
  'Roman numerals in one word': repeated('MCMXII'),
  mojibake: repeated('Ã©'),
  'combining marks': repeated('e\u0301\u0300'),
  'only combining marks': repeated('\u0301'),
  Chinese: repeated('亚马逊河很长'),
  'Chinese numerals': repeated('五万三'),
  emoji: repeated('😀'),
  'letters beyond the basic plane': repeated('𝐀𝐛'),
  'lone surrogates': repeated('\uD83D'),
  'capital I with a dot': repeated('İ'),
  apostrophes: repeated("a'"),
};
