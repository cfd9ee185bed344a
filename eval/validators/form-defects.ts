import { type Defect, withSentence } from './defect.ts';

const GERMAN =
  'Die Gemeinde hat im vergangenen Jahr beschlossen, dass die alte Brücke über den Fluss nicht mehr genutzt werden darf, weil sie für schwere Wagen zu schwach ist. Viele Leute, die auf der anderen Seite wohnen, müssen nun einen langen Weg nehmen, um zur Schule oder zum Markt zu kommen. Der Rat will deshalb eine neue Brücke bauen, aber das Geld dafür ist noch nicht da.';
const FRENCH =
  "La commune a décidé que le vieux pont ne serait plus ouvert aux voitures, parce qu'il est devenu trop fragile pour les porter. Les habitants de l'autre rive doivent désormais faire un long détour pour aller à l'école ou au marché. Le conseil voudrait construire un nouveau pont, mais il n'a pas encore trouvé l'argent pour le faire.";
const SPANISH =
  'El ayuntamiento ha decidido que el viejo puente ya no se puede usar, porque es demasiado débil para los coches. Los vecinos que viven en la otra orilla tienen que dar ahora un largo rodeo para llegar a la escuela o al mercado. El consejo quiere construir un puente nuevo, pero todavía no tiene el dinero que hace falta.';
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
    plant: ({ rewrite, draw }) => ({
      text: `${rewrite.text} ${`${draw.oneOf(['very', 'and', 'the', 'data'])} `.repeat(15 + draw.below(40))}`,
    }),
  },
  {
    kind: 'loop of a line',
    by: ['loop'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: `${rewrite.text}\n${'\n- It is important to keep this in mind.'.repeat(8 + draw.below(20))}`,
    }),
  },
  {
    kind: 'loop of a few words',
    by: ['loop'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: `${rewrite.text} It goes on${' and on, of course,'.repeat(12 + draw.below(30))} to this day.`,
    }),
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
    plant: ({ rewrite, draw }) => ({
      text: `${rewrite.text} ${draw.oneOf(['a', '!', '=', 'h']).repeat(80 + draw.below(300))}.`,
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
    plant: ({ rewrite }) => ({
      text: `This is what the text has to say about it. ${rewrite.source}`,
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
    plant: ({ rewrite, draw }) =>
      PROSE.test(rewrite.text)
        ? { text: `${rewrite.text} There is also${draw.oneOf([',', ':', ' –', ' the'])}` }
        : undefined,
  },
  {
    kind: 'open bracket or quote',
    by: ['truncated'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: `${rewrite.text} ${draw.oneOf(['It also (in part.', 'They say "it is so.', 'It is so [as said.', 'They call it “the end.'])}`,
    }),
  },
  {
    kind: 'open code fence',
    by: ['truncated'],
    rules: true,
    plant: ({ rewrite }) =>
      rewrite.text.includes('```') ? undefined : { text: `${rewrite.text}\n\n\`\`\`python\nprint("done")` },
  },
  {
    kind: 'half a table',
    by: ['truncated', 'format'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: `${rewrite.text}\n\n| Name | Use | Note |\n|---|---|---|\n| one | first | none |\n| ${draw.oneOf(['two', 'two | second', 'two | second | no'])}`,
    }),
  },
  {
    kind: 'ends with a heading',
    by: ['truncated'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: `${rewrite.text}\n\n## ${draw.oneOf(['What comes next', 'Outlook on the rest', 'In a nutshell'])}`,
    }),
  },
  {
    kind: 'too short',
    by: ['length'],
    rules: true,
    plant: ({ draw }) => ({
      text: draw.oneOf(['It is done.', 'This is about rules.', 'Yes, they can.', 'There are several of them.']),
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
    plant: ({ rewrite, draw }) =>
      rewrite.language === 'en' ? { text: draw.oneOf([GERMAN, FRENCH, SPANISH]) } : undefined,
  },
  {
    kind: 'mojibake',
    by: ['encoding'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: withSentence(
        rewrite.text,
        draw.oneOf(['The cafÃ© is open.', 'Itâ€™s done.', 'It costs 0 Â£.', 'Well ðŸ˜€ done.']),
        draw,
      ),
    }),
  },
  {
    kind: 'broken characters',
    by: ['encoding'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: withSentence(
        rewrite.text,
        draw.oneOf(['The caf\uFFFD is open.', 'It is\u0000 done.', 'It is \ud83d done.', 'So\u001b it is.']),
        draw,
      ),
    }),
  },
  {
    kind: 'qa: a question without an answer',
    strategy: 'qa',
    by: ['format'],
    rules: true,
    plant: ({ rewrite }) => changed(`${rewrite.text}\n\nQuestion: What else is there to know?`),
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
    plant: ({ rewrite }) => changed(cutForm(/^[^:\n]{1,30}: /gm, 'Anna: ')(rewrite.text)),
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
    plant: ({ rewrite }) => changed(`${rewrite.text}\n\nInstruction: Explain what follows from it.`),
  },
];
