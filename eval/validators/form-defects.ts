import { type Defect, withSentence } from './defect.ts';

const lastSentence = (text: string): string => text.split(/(?<=[.!?])\s+/).at(-1) ?? text;
/** Prose and its kin: the last line is a sentence. */
const PROSE = /[\p{Ll}\d][.]$/u;

const cutForm =
  (pattern: RegExp, put: string) =>
  (text: string): string | undefined => {
    const cut = text.replace(pattern, put);
    return cut === text ? undefined : cut;
  };
const changed = (text: string | undefined) => (text === undefined ? undefined : { text });

/** What is wrong with a text whatever it says: loops, copies, ends, lengths, languages, characters, forms. */
export const FORM_DEFECTS: readonly Defect[] = [
  {
    kind: 'cut off by the server',
    by: ['finish'],
    rules: true,
    plant: ({ draw }) => ({ finishReason: draw.oneOf(['length', 'content_filter', 'repetition', 'abort']) }),
  },
  {
    kind: 'loop of a sentence',
    by: ['loop'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: `${rewrite.text}${` ${lastSentence(rewrite.text)}`.repeat(8 + draw.below(20))}`,
    }),
  },
  {
    kind: 'loop of a word',
    by: ['loop'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: `${rewrite.text} ${`${draw.oneOf(phrases.loopedWords)} `.repeat(15 + draw.below(40))}`,
    }),
  },
  {
    kind: 'loop of a line',
    by: ['loop'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: `${rewrite.text}\n${`\n${draw.oneOf(phrases.loopedLines)}`.repeat(8 + draw.below(20))}`,
    }),
  },
  {
    kind: 'loop of a few words',
    by: ['loop'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => {
      const [begin, part, end] = draw.oneOf(phrases.loopedParts);
      return { text: `${rewrite.text} ${begin}${part.repeat(12 + draw.below(30))}${end}` };
    },
  },
  {
    kind: 'the text twice',
    by: ['loop'],
    rules: true,
    plant: ({ rewrite }) => ({ text: `${rewrite.text}\n\n${rewrite.text}` }),
  },
  {
    kind: 'a letter over and over',
    by: ['loop'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: `${rewrite.text} ${draw.oneOf(phrases.loopedLetters).repeat(80 + draw.below(300))}.`,
    }),
  },
  {
    kind: 'the source handed back',
    by: ['copy', 'length'],
    rules: true,
    plant: ({ rewrite }) => ({ text: rewrite.source, byLanguageModel: true }),
  },
  {
    kind: 'the source behind a sentence',
    by: ['copy', 'length'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: `${draw.oneOf(phrases.sentencesBefore)} ${rewrite.source}`,
      byLanguageModel: true,
    }),
  },
  {
    kind: 'cut in the middle of a sentence',
    by: ['truncated'],
    rules: true,
    plant: ({ rewrite, draw }) => {
      const last = lastSentence(rewrite.text);
      const words = last.split(' ');
      if (!PROSE.test(rewrite.text) || words.length < 9 || last.includes('\n')) return undefined;
      const kept = words.slice(0, 6 + draw.below(words.length - 8)).join(' ');
      return { text: rewrite.text.slice(0, rewrite.text.length - last.length) + kept.replace(/[.!?]$/, '') };
    },
  },
  {
    kind: 'cut at a comma or a colon',
    by: ['truncated'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) =>
      PROSE.test(rewrite.text) ? { text: `${rewrite.text} There is also${draw.oneOf(phrases.cutEnds)}` } : undefined,
  },
  {
    kind: 'open bracket or quote',
    by: ['truncated'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: `${rewrite.text} ${draw.oneOf(phrases.openEnds)}`,
    }),
  },
  {
    kind: 'open code fence',
    by: ['truncated'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) =>
      rewrite.text.includes('```') ? undefined : { text: `${rewrite.text}\n\n${draw.oneOf(phrases.openFences)}` },
  },
  {
    kind: 'half a table',
    by: ['truncated', 'format'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: `${rewrite.text}\n\n${draw.oneOf(phrases.cutTables)}`,
    }),
  },
  {
    kind: 'ends with a heading',
    by: ['truncated'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: `${rewrite.text}\n\n${draw.oneOf(phrases.lastHeadings)}`,
    }),
  },
  {
    kind: 'too short',
    by: ['length'],
    rules: true,
    plant: ({ draw, phrases }) => ({
      text: draw.oneOf(phrases.tooShort),
    }),
  },
  {
    kind: 'too long',
    by: ['length'],
    rules: true,
    plant: ({ rewrite, other }) => ({
      text: [rewrite.text, ...Array.from({ length: 3 }, () => `${other.source}\n\n${rewrite.source}`)].join('\n\n'),
    }),
  },
  {
    kind: 'in another language',
    by: ['language'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) =>
      rewrite.language === 'en' ? { text: draw.oneOf(phrases.foreignTexts) } : undefined,
  },
  {
    kind: 'mojibake',
    by: ['encoding'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: withSentence(rewrite.text, draw.oneOf(phrases.mojibake), draw),
    }),
  },
  {
    kind: 'broken characters',
    by: ['encoding'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: withSentence(rewrite.text, draw.oneOf(phrases.brokenCharacters), draw),
    }),
  },
  {
    kind: 'qa: a question without an answer',
    strategy: 'qa',
    by: ['format'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) =>
      changed(`${rewrite.text}\n\nQuestion: ${draw.oneOf(phrases.questionsAlone)}`),
  },
  {
    kind: 'qa: labels missing',
    strategy: 'qa',
    by: ['format'],
    rules: true,
    plant: ({ rewrite }) => changed(cutForm(/^Question: /gm, '')(rewrite.text)),
  },
  {
    kind: 'dialogue: told, not spoken',
    strategy: 'dialogue',
    by: ['format'],
    rules: true,
    plant: ({ rewrite }) => changed(cutForm(/^[^:\n]{1,30}: /gm, '')(rewrite.text)),
  },
  {
    kind: 'dialogue: one speaker',
    strategy: 'dialogue',
    by: ['format'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) =>
      changed(cutForm(/^[^:\n]{1,30}: /gm, draw.oneOf(phrases.speakers))(rewrite.text)),
  },
  {
    kind: 'faq: no answers',
    strategy: 'faq',
    by: ['format', 'length'],
    rules: true,
    plant: ({ rewrite }) =>
      changed(
        rewrite.text
          .split('\n')
          .filter((line) => /\?\W*$/.test(line))
          .join('\n\n'),
      ),
  },
  {
    kind: 'table: ragged rows',
    strategy: 'table',
    by: ['format'],
    rules: true,
    plant: ({ rewrite }) => changed(cutForm(/^(\|[^|\n]*\|)[^|\n]*\|([^\n]*)$(?![\s\S]*\n\|)/m, '$1$2')(rewrite.text)),
  },
  {
    kind: 'list: no items',
    strategy: 'knowledge-list',
    by: ['format'],
    rules: true,
    plant: ({ rewrite }) => changed(cutForm(/^\s*[-*] /gm, '')(rewrite.text)),
  },
  {
    kind: 'instruction: no response',
    strategy: 'instruction',
    by: ['format'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) =>
      changed(`${rewrite.text}\n\nInstruction: ${draw.oneOf(phrases.instructionsAlone)}`),
  },
];
