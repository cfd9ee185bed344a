import { unitInterval } from '../text/hash.ts';

/** How a rater's prompt is known, where the rated text stands in it, and how it is answered. */
interface RaterPrompt {
  /** Its first group is the text. */
  readonly pattern: RegExp;
  readonly answer: (draw: Draw) => string;
}

/** A whole number from `least` to `most`, drawn from the text and a word. */
type Draw = (word: string, least: number, most: number) => number;

const DATAMAN_DIGITS = Array.from({ length: 14 }, (_, index) => String(index));

const letter = (draw: Draw): string => String.fromCodePoint(65 + draw('domain', 0, 14));

const PROMPTS: readonly RaterPrompt[] = [
  {
    pattern: /^Please score the text on fourteen evaluation criteria[^\n]*\nText: ([^]*)\nDomain:_\n/,
    answer: (draw) => [letter(draw), ...DATAMAN_DIGITS.map((place) => draw(place, 1, 5))].join('\n'),
  },
  {
    pattern: /^Please give an overall score for the text:\nText: ([^]*)\nOverall Score:_/,
    answer: (draw) => String(draw('13', 1, 5)),
  },
  { pattern: /^Please specify an domain type for the text:\nText: ([^]*)\nDomain:_/, answer: letter },
  {
    pattern: /^<document>\n([^]*)\n<\/document>\n[^]*\nEducational score: <total points>$/,
    answer: (draw) => `Some of the statements hold for this extract.\n\nEducational score: ${draw('education', 0, 5)}`,
  },
  {
    pattern: /^<document>\n([^]*)\n<\/document>\n[^]*\nWriting style: N\n/,
    answer: (draw) =>
      ['Writing style', 'Required expertise', 'Facts and trivia', 'Educational value']
        .map((criterion) => `${criterion}: ${draw(criterion, 1, 10)}`)
        .join('\n'),
  },
];

/**
 * What the simulated model answers where it is asked to rate a text: labels in the form that was asked for, drawn from the
 * text and the seed alone, so that they mean nothing and are always the same. Undefined for other prompts.
 */
export function rate(user: string, seed: number): string | undefined {
  for (const { pattern, answer } of PROMPTS) {
    const text = pattern.exec(user.trim())?.[1];
    if (text === undefined) continue;
    return answer((word, least, most) => least + Math.floor(unitInterval(seed, word, text) * (most - least + 1)));
  }
  return undefined;
}
