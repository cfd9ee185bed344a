import { type Defect, type Ground, withSentence } from './defect.ts';

const LEAD_INS = [
  'Here is the rewritten text:',
  "Sure! Here's a rewritten version of the document:",
  'Certainly, here is a summary of the passage:',
  'Here are some questions and answers based on the document:',
  'Below is the revised version of the text:',
  'Okay, here is the rephrased article:',
  'The following is a paraphrase of the given text:',
];
const FOREIGN_LEAD_INS = [
  'Hier ist der umgeschriebene Text:',
  'Natürlich, hier ist eine Zusammenfassung des Textes:',
  'Voici le texte réécrit :',
  'Bien sûr ! Voici une version reformulée du document :',
  'Aquí está el texto reescrito:',
  'Ecco il testo riscritto:',
  'Aqui está o texto reescrito:',
  '以下是改写后的文本：',
];
const PARAPHRASED_LEAD_INS = [
  'Here is my attempt at making the passage easier to read:',
  'As requested, I have rewritten the document in plain language:',
  'I have rephrased the passage while keeping all of its facts:',
  'Based on the document you shared, this is a simplified version:',
  'What follows is a rewritten version of your text:',
  'Let me present the document in a clearer way:',
  "Let's rewrite this passage in simpler words:",
  'This rewritten version keeps all of the facts:',
];
/** Written after the phrases were tuned, and never tuned on. */
const UNFORESEEN_LEAD_INS = [
  'My take on the passage, in plainer words:',
  'The document, put more simply, reads as follows:',
  'To make this easier to follow, the article could be written like this:',
  'In my own words, the passage says this:',
  'Easier to read, and with all facts kept:',
  'I made the text clearer for you:',
];
const CLOSINGS = [
  'I hope this helps!',
  'Let me know if you would like any changes.',
  'Feel free to ask if you have further questions.',
  'Please let me know if you need anything else.',
  'Note: The original text was rewritten to be clearer.',
  'This rewritten version keeps all facts of the original.',
  'Would you like me to make it shorter?',
  'If you have any other questions, just ask.',
  '[End of document]',
];
const FOREIGN_CLOSINGS = [
  'Ich hoffe, das hilft Ihnen weiter!',
  'Bitte lassen Sie mich wissen, ob Sie noch etwas brauchen.',
  "J'espère que cela vous aide !",
  "N'hésitez pas à me demander plus de détails.",
  'Espero que esto te ayude.',
  'Avísame si necesitas algo más.',
  'Spero che questo ti sia utile.',
  'Fammi sapere se hai altre domande.',
  '希望这对你有帮助。',
];
const REFUSALS = [
  "I'm sorry, but I can't assist with that request.",
  'I cannot rewrite this document because it contains sensitive content.',
  "I apologize, but I don't have access to the document.",
  'As an AI language model, I cannot summarize this text.',
  'Unfortunately, I am unable to rewrite this passage.',
  'It seems that you have not provided any text. Please provide the document you would like me to rewrite.',
  'Could you please provide the text that I should rewrite?',
];
const FOREIGN_REFUSALS = [
  'Es tut mir leid, aber ich kann diese Anfrage nicht erfüllen.',
  'Leider kann ich diesen Text nicht umschreiben.',
  'Als KI-Sprachmodell kann ich dabei nicht helfen.',
  'Ich kann Ihnen bei dieser Anfrage nicht weiterhelfen.',
  'Je suis désolé, mais je ne peux pas réécrire ce document.',
  'En tant que modèle de langage, je ne peux pas vous aider.',
  'Lo siento, pero no puedo ayudar con esa solicitud.',
  'Mi dispiace, ma non posso aiutarti con questa richiesta.',
  'Desculpe, mas não posso ajudar com esse pedido.',
  '抱歉，我无法改写这篇文章。',
];
const SELF_TALK = [
  'As an AI language model, I do not have personal opinions about it.',
  "I'm an AI assistant and cannot verify these claims.",
  'As a language model, I cannot check whether this is still true.',
  'I cannot fulfill this request any further.',
];
const MARKERS = [
  'Rewritten text:',
  '**Rewritten Text:**',
  'Output:',
  'Answer:',
  'Summary:',
  '## Rewritten Version',
  'assistant',
];

const before =
  (forms: readonly string[]) =>
  ({ rewrite, draw }: Ground) => ({ text: `${draw.oneOf(forms)}\n\n${rewrite.text}` });
const behind =
  (forms: readonly string[]) =>
  ({ rewrite, draw }: Ground) => ({ text: `${rewrite.text}\n\n${draw.oneOf(forms)}` });
const alone =
  (forms: readonly string[]) =>
  ({ draw }: Ground) => ({ text: draw.oneOf(forms) });
const atStart =
  (forms: readonly string[]) =>
  ({ rewrite, draw }: Ground) => ({ text: `${draw.oneOf(forms)} ${rewrite.text}` });

/** What a model says around a text or in place of it. */
export const TALK_DEFECTS: readonly Defect[] = [
  { kind: 'lead-in', by: ['cleaned'], rules: true, plant: before(LEAD_INS) },
  { kind: 'lead-in, other languages', by: ['cleaned'], rules: true, plant: before(FOREIGN_LEAD_INS) },
  { kind: 'lead-in, paraphrased', by: ['cleaned'], rules: true, plant: before(PARAPHRASED_LEAD_INS) },
  { kind: 'lead-in in unforeseen words', by: ['cleaned'], rules: false, plant: before(UNFORESEEN_LEAD_INS) },
  { kind: 'closing remark', by: ['cleaned'], rules: true, plant: behind(CLOSINGS) },
  { kind: 'closing remark, other languages', by: ['cleaned'], rules: true, plant: behind(FOREIGN_CLOSINGS) },
  { kind: 'echoed label', by: ['cleaned', 'format'], rules: true, plant: before(MARKERS) },
  {
    kind: 'quotes around all',
    by: ['cleaned', 'format'],
    rules: true,
    plant: ({ rewrite, draw }) =>
      /["“”]/.test(rewrite.text)
        ? undefined
        : { text: draw.oneOf(['"', '“']) === '"' ? `"${rewrite.text}"` : `“${rewrite.text}”` },
  },
  {
    kind: 'code fence around all',
    by: ['cleaned'],
    rules: true,
    plant: ({ rewrite, draw }) =>
      rewrite.text.includes('```')
        ? undefined
        : { text: `\`\`\`${draw.oneOf(['', 'text', 'markdown'])}\n${rewrite.text}\n\`\`\`` },
  },
  {
    kind: 'control token at the end',
    by: ['cleaned'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: rewrite.text + draw.oneOf(['<|im_end|>', '</s>', '<|eot_id|>', '<end_of_turn>']),
    }),
  },
  {
    kind: 'control token within',
    by: ['leak.control_token'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: withSentence(
        rewrite.text,
        draw.oneOf(['<|im_start|>user Go on.', '[INST] Rewrite this. [/INST] Done.', '<|assistant|> Well.']),
        draw,
      ),
    }),
  },
  {
    kind: 'prompt repeated',
    by: ['leak.prompt'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: withSentence(rewrite.text, draw.oneOf(INSTRUCTION.split(/(?<=\.) /)), draw),
    }),
  },
  {
    kind: 'fence of the prompt',
    by: ['leak.prompt'],
    rules: true,
    plant: ({ rewrite, draw }) => ({
      text: `${rewrite.text}\n${draw.oneOf(['</document>', '[/DOC]'.toLowerCase()])}\nEnd.`,
    }),
  },
  { kind: 'refusal', by: ['refusal'], rules: true, plant: alone(REFUSALS) },
  { kind: 'refusal, other languages', by: ['refusal'], rules: true, plant: alone(FOREIGN_REFUSALS) },
  {
    kind: 'refusal before a text',
    by: ['refusal'],
    rules: true,
    plant: atStart([...REFUSALS.slice(0, 5), ...FOREIGN_REFUSALS]),
  },
  {
    kind: 'talk about itself within',
    by: ['refusal'],
    rules: true,
    plant: ({ rewrite, draw }) => ({ text: withSentence(rewrite.text, draw.oneOf(SELF_TALK), draw) }),
  },
];

/** The instruction of every candidate of the scorecard. */
export const INSTRUCTION =
  'Rewrite the document above so that a curious reader without special knowledge can follow it. Keep every fact, ' +
  'name and number as it stands, and do not add anything that the document does not say.';
