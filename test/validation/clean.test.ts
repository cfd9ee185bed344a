import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleaned, judge, PARAPHRASE, SOURCE } from './candidates.ts';
import { FAITHFUL } from './rewrites.ts';

const BODY = PARAPHRASE;

describe('clean', () => {
  it.each([
    'Here is the rewritten text:',
    "Here's a simplified version of the document:",
    'Sure! Here is the rewritten text:',
    'Sure, here you go:',
    'Certainly, here is a summary of the passage:',
    'Certainly! Below is the rewritten version of the text:',
    'Of course! Here are five questions and answers based on the text:',
    'Below is a tutorial based on the document:',
    'Here is the table:',
    '**Here is the summary:**'.replaceAll('**', ''),
    'The following is a rewritten version of the text:',
    "I've rewritten the text in simple words:",
    'Hier ist der umgeschriebene Text:',
    'Natürlich! Hier ist eine Zusammenfassung:',
    'Im Folgenden finden Sie die überarbeitete Fassung:',
    'Voici le texte réécrit :',
    'Bien sûr ! Voici une version simplifiée :',
    'Aquí tienes el texto reescrito:',
    '¡Claro! Aquí está el resumen:',
    'Ecco il testo riscritto:',
    'Aqui está o texto reescrito:',
    '好的，以下是改写后的文本：',
  ])('removes the lead-in %j on a line of its own', (leadIn) => {
    expect(cleaned(`${leadIn}\n\n${BODY}`)).toEqual({ text: BODY, steps: ['lead_in'] });
  });

  it.each([
    'My take on the passage, in plainer words:',
    'The document, put more simply, reads as follows:',
    'Easier to read, and with all facts kept:',
    'I made the text clearer for you:',
    'A simpler take on the same material:',
    'The passage again, this time without the jargon:',
    'What the document says, in everyday language:',
    "I've kept the facts and changed the wording:",
    'The text could also be put this way:',
    'Retold for a general audience, the article reads:',
  ])('removes the first line %j, which tells how the text was rewritten, in whatever words', (line) => {
    expect(cleaned(`${line}\n\n${BODY}`)).toEqual({ text: BODY, steps: ['lead_in'] });
    expect(cleaned(`${line}\n\n${BODY}`, { source: `${line}\n\n${SOURCE}` }).steps).toEqual([]);
  });

  it.each([
    'What makes a text easier to read:\n\n1. Short words.\n2. Lists.',
    'Put the passage into simpler words:\n\n- Cut long sentences.\n- Use verbs.',
    'The document says this:\n\nNobody may enter.',
    'The easier way across the river:\n\nTake the old bridge.',
    'I found the document in a drawer:\n\nIt was a map.',
    'In other words, rivers fly: the trees draw water.\n\nThey give it to the wind.',
    'The text is easier to read in this version:\nIt has short words.',
  ])('leaves a text that begins %j', (text) => {
    expect(cleaned(text).steps).toEqual([]);
  });

  it.each(['Sure! Here is the rewritten text: ', 'Here is a summary of the document: ', 'Certainly! ', 'Natürlich! '])(
    'removes the lead-in %j before the text on the same line',
    (leadIn) => {
      expect(cleaned(`${leadIn}${BODY}`)).toEqual({ text: BODY, steps: ['lead_in'] });
    },
  );

  it.each([
    'Here is how it works: the trees draw water.',
    'Here is the plan: we leave at dawn.',
    'Here are the steps:\n\n1. Read.\n2. Write.',
    'Certainly, the Amazon is long.',
    'Sure enough, the rain came.',
    'This is the problem: nobody has measured it.',
    'The following is true: rivers flow downhill.',
    'Of course the river is long: it crosses a continent.',
    'Answering the question took years: the data were lost.',
  ])('leaves a text that begins %j', (text) => {
    expect(cleaned(text)).toEqual({ text, steps: [] });
  });

  it('leaves what stands in the source', () => {
    const line = 'Here is the rewritten text of the treaty:';
    expect(cleaned(`${line}\n\n${BODY}`, { source: `${line.toUpperCase()}\n\n${SOURCE}` }).steps).toEqual([]);
    const closing = 'Let me know if you have any questions.';
    expect(cleaned(`${BODY}\n\n${closing}`, { source: `${SOURCE}\n${closing}` }).steps).toEqual([]);
  });

  it.each([
    'I hope this helps!',
    'Let me know if you would like me to make any changes.',
    'Feel free to ask if you have any questions.',
    'If you have any further questions, feel free to ask!',
    'Would you like me to shorten it?',
    'This rewritten version keeps all facts of the original.',
    '(Note: I have rephrased the text and kept all numbers.)',
    '[End of rewritten text]',
    'Ich hoffe, das hilft dir weiter!',
    'Lassen Sie mich wissen, wenn Sie Änderungen wünschen.',
    "J'espère que cela vous aide !",
    "N'hésitez pas à me poser d'autres questions.",
    'Espero que esto te ayude.',
    'Fammi sapere se hai domande.',
    'Espero que isso ajude!',
    '希望这对你有帮助！',
    'Feel free to ask for another version.',
    'I hope this rewrite is useful to you.',
    'If you want, I can also turn this into a list.',
    'Please tell me if something should be changed.',
    'Happy to adjust the tone if needed!',
    'That is the complete rewrite.',
    'This version preserves all of the key facts of the source text.',
    'Note: I have kept all names and numbers as they were.',
    'Espero que esta versión le sea útil.',
    'Sagen Sie mir gerne Bescheid, wenn ich etwas ändern soll.',
  ])('removes the closing remark %j', (closing) => {
    expect(cleaned(`${BODY}\n\n${closing}`)).toEqual({ text: BODY, steps: ['closing'] });
    expect(cleaned(`${BODY} ${closing}`).text).toBe(BODY);
  });

  it.each([
    'Just let me know if this should be longer.',
    'Should I rewrite another document?',
    'If you need changes, I am here to help.',
    'All facts from the original text have been kept.',
    '[Note: names and dates were left unchanged.]',
    '--- End ---',
    'Möchten Sie, dass ich noch etwas ändere?',
    'Souhaitez-vous que je modifie quelque chose ?',
    '¿Quieres que cambie algo?',
    "Spero di esserti stato d'aiuto.",
    'Se precisar de mais alguma coisa, é só pedir.',
    '如需修改，请告诉我。',
  ])('removes a last paragraph that can be nothing but a word to the user: %j', (closing) => {
    expect(cleaned(`${BODY}\n\n${closing}`)).toEqual({ text: BODY, steps: ['closing'] });
    expect(cleaned(`${BODY}\n${closing.replace(/^\W+/, '')} It rained.`).steps).toEqual([]);
  });

  it('leaves a last paragraph in the first person where the source has one', () => {
    const text = `${BODY}\n\nI can still change my mind about this version of the story.`;
    expect(cleaned(text).steps).toEqual(['closing']);
    expect(cleaned(text, { source: `${SOURCE} I was there.` }).steps).toEqual([]);
    expect(cleaned(`${BODY}\n\nBen: I can help you change it.`).steps).toEqual([]);
    expect(cleaned(`${BODY}\n\nWould you have gone there?`).steps).toEqual([]);
  });

  it('removes several remarks and the ruler before them', () => {
    expect(cleaned(`${BODY}\n\n---\n\nI hope this helps!\n\nLet me know if you need more.`).text).toBe(BODY);
  });

  it.each([
    'Anna: Where is it?\nBen: Over there. Let me know if you get lost.',
    'Mix the flour.\n\nFeel free to experiment with the spices.',
    'I hope that more people will see it one day.',
    'The tool is new.\n\nThis version keeps the original colours of the screen.',
    'They had a choice.\n\nIf you want to go there, take the train.',
    'She was glad.\n\nI could see the river from there.',
  ])('leaves closing words that belong to the text: %j', (text) => {
    expect(cleaned(text).steps).toEqual([]);
  });

  it.each([
    ['Rewritten text:', 'marker'],
    ['**Rewritten Text:**', 'marker'],
    ['## Rewritten text', 'marker'],
    ['Output:', 'marker'],
    ['Answer:', 'marker'],
    ['assistant', 'marker'],
    ['Umgeschriebener Text:', 'marker'],
    ['Texte réécrit :', 'marker'],
    ['Respuesta:', 'marker'],
    ['Simplified text:', 'marker'],
    ['**Output**', 'marker'],
  ])('removes the prompt echo %j', (marker, step) => {
    expect(cleaned(`${marker}\n${BODY}`)).toEqual({ text: BODY, steps: [step] });
  });

  it('leaves labels that a format has', () => {
    for (const text of ['Question: Why?\nAnswer: So.', 'Answer: One.\nAnswer: Two.', 'Problem: 1 + 1\nSolution: 2']) {
      expect(cleaned(text)).toEqual({ text, steps: [] });
    }
  });

  it.each([
    ['"', '"'],
    ['“', '”'],
    ['„', '“'],
    ['«', '»'],
    ['「', '」'],
  ])('removes %s…%s around the whole text', (open, close) => {
    const text = 'The river is long. It crosses a continent.';
    expect(cleaned(`${open}${text}${close}`)).toEqual({ text, steps: ['quotes'] });
  });

  it('leaves quotes that do not wrap the whole, or stand in the source', () => {
    const two = '"Rain," she said, "is made by trees."';
    expect(cleaned(two).steps).toEqual([]);
    expect(cleaned('"Flying rivers."', { source: 'They say: "Flying rivers."' }).steps).toEqual([]);
  });

  it('removes a code fence around the whole, not around code', () => {
    expect(cleaned(`\`\`\`markdown\n${BODY}\n\`\`\``)).toEqual({ text: BODY, steps: ['code_fence'] });
    expect(cleaned(`\`\`\`\n${BODY}\n\`\`\``).text).toBe(BODY);
    for (const text of ['```python\nprint(1)\n```', '```\na\n```\ntext\n```\nb\n```']) {
      expect(cleaned(text).steps).toEqual([]);
    }
  });

  it('removes bold around the whole text or every line, not bold headings', () => {
    expect(cleaned('**The river is long.**')).toEqual({ text: 'The river is long.', steps: ['bold'] });
    expect(cleaned('**The river is long.**\n\n**It is wide.**').text).toBe('The river is long.\n\nIt is wide.');
    const headings = '**Length**\n\nThe river is long.\n\n**Width**\n\nIt is wide.';
    expect(cleaned(headings).steps).toEqual([]);
  });

  it('removes trailing control tokens and outer white space', () => {
    expect(cleaned(`${BODY}<|im_end|>\n<|endoftext|>`)).toMatchObject({ text: BODY, steps: ['control_tokens'] });
    expect(cleaned(`\n ${BODY}\n`)).toEqual({ text: BODY, steps: ['white_space'] });
    expect(cleaned('The tag <s> is old.').steps).toEqual([]);
  });

  it('takes off one wrapping after another and names the steps in order', () => {
    const text = `Sure! Here is the rewritten text:\n\n\`\`\`\n"The river is long."\n\`\`\`\n\nI hope this helps!`;
    expect(cleaned(text)).toEqual({
      text: 'The river is long.',
      steps: ['lead_in', 'closing', 'code_fence', 'quotes'],
    });
  });

  it('never empties a text and never touches programs', () => {
    expect(cleaned('Here is the rewritten text:').text).toBe('Here is the rewritten text:');
    expect(cleaned(' \n ').text).toBe(' \n ');
    expect(cleaned(`  ${BODY}\n`, { kind: 'program' }).steps).toEqual([]);
  });

  it('scores the share kept', () => {
    expect(judge('clean').score).toBe(1);
    expect(judge('clean', { text: `${'x'.repeat(50)}${' '.repeat(50)}` }).score).toBe(0.5);
  });

  it('leaves faithful rewrites as they are, and cleaning twice changes nothing more', () => {
    for (const { text } of FAITHFUL) expect(cleaned(text).steps).toEqual([]);
    const pieces = [
      'Sure!',
      ' Here is the summary:',
      '\n',
      '"',
      '**',
      '```',
      'The river.',
      ' I hope this helps!',
      '</s>',
    ];
    assert(
      property(array(constantFrom(...pieces), { maxLength: 6 }), (chosen) => {
        const once = cleaned(chosen.join('')).text;
        expect(cleaned(once).text).toBe(once);
      }),
    );
  });
});
