import { describe, expect, it } from 'vitest';
import { PARAPHRASE, reasonOf, SOURCE } from './candidates.ts';

describe('refusal', () => {
  it.each([
    "I'm sorry, but I can't help with that.",
    'I’m sorry, but I cannot assist with this request.',
    'I am sorry, but the text you gave me is too short to rewrite.',
    'I cannot rewrite this text because it contains personal data.',
    "I can't provide a summary of this content.",
    'I am unable to process this document.',
    'I apologize, but I cannot fulfill this request.',
    'Unfortunately, I cannot complete this task.',
    'As an AI language model, I do not have personal opinions.',
    'As a large language model, I cannot browse the web.',
    "I'm an AI assistant and I can only work with text.",
    "I don't have access to the document.",
    'Please provide the text you would like me to rewrite.',
    'Could you please provide the document?',
    'It seems that you have not provided any text.',
    'There is no text provided to rewrite.',
    'Answer: I cannot assist with that.',
    "I'm afraid I can't help with rewriting this.",
    'I must decline this request, as the text contains harmful material.',
    "I don't see any document in your message.",
    'I will not be able to complete this task.',
    'My guidelines do not allow me to rewrite this passage.',
    'Dieser Bitte kann ich leider nicht nachkommen.',
    'Je regrette, mais je ne peux pas reformuler ce texte.',
    'Lo lamento, no puedo reescribir este documento.',
    'Sono spiacente, non posso riscrivere questo testo.',
    'I do not feel comfortable rewriting this document.',
    "I won't produce content of this kind.",
    'Leider ist es mir nicht möglich, diesen Text umzuschreiben.',
    "Il m'est impossible de traiter ce document.",
    'No me es posible reescribir este texto.',
    'Non mi è possibile riscrivere questo testo.',
    'Não me é possível reescrever este documento.',
    '很遗憾，我无法处理这个请求。',
    'Es tut mir leid, aber ich kann diesen Text nicht umschreiben.',
    'Als KI-Sprachmodell kann ich keine Meinung haben.',
    'Leider kann ich Ihnen dabei nicht helfen.',
    'Bitte geben Sie mir den Text, den ich umschreiben soll.',
    'Je suis désolé, mais je ne peux pas vous aider.',
    "En tant que modèle de langage, je n'ai pas d'opinion.",
    'Lo siento, pero no puedo ayudar con eso.',
    'Como modelo de lenguaje, no tengo opiniones.',
    'Mi dispiace, ma non posso aiutarti.',
    'Desculpe, mas não posso ajudar com isso.',
    '很抱歉，我无法提供帮助。',
  ])('rejects %j, alone and before more text', (sentence) => {
    expect(reasonOf('refusal', { text: sentence })).toBe('refusal');
    expect(reasonOf('refusal', { text: `${sentence}\n\n${PARAPHRASE}` })).toBe('refusal');
  });

  it.each([
    'As an AI language model, I cannot verify these figures.',
    "As an AI, I don't have feelings about it.",
    'I am a large language model and cannot check this.',
    'My training data does not cover what came later.',
    'I am not able to browse the internet to confirm it.',
  ])('rejects talk of the model about itself anywhere: %j', (sentence) => {
    const text = `${PARAPHRASE} ${PARAPHRASE} ${sentence}`;
    expect(reasonOf('refusal', { text })).toBe('refusal');
  });

  it('accepts a first sentence in the first person where the source has one', () => {
    const text = 'I did not find the document on the day of the flood. It lay in the river.';
    expect(reasonOf('refusal', { text, source: `${SOURCE} I lost it.` })).toBeUndefined();
    expect(reasonOf('refusal', { text: `Ben: ${text}` })).toBeUndefined();
    expect(reasonOf('refusal', { text })).toBe('refusal');
  });

  it('accepts the same sentences where they stand in the source', () => {
    const sentence = 'As an AI language model, I do not have personal opinions.';
    expect(
      reasonOf('refusal', { text: `It said: ${sentence}`, source: `${SOURCE}\nBot: ${sentence}` }),
    ).toBeUndefined();
    expect(reasonOf('refusal', { text: sentence, source: `${SOURCE}\nBot: ${sentence}` })).toBeUndefined();
  });

  it.each([
    'I cannot help but admire the river.',
    "I can't help thinking of the rain that fell that day.",
    'I cannot remember the day we crossed the river, but I remember the rain.',
    'Anna: I’m sorry, but I can’t come tomorrow.\nBen: That is a pity.',
    'Customer: Could you please provide a receipt?\nClerk: Of course.',
    'Unfortunately, the harvest failed in that year.',
    "I'm afraid I can't come to the river tomorrow.",
    'I must decline the invitation, he wrote.',
    'Dabei kann ich nicht einmal schwimmen.',
    'The model serves as a large language model for many tasks.',
    'No water was provided to the town for a week.',
    'As an assistant at the institute, she measured the level each day.',
    'Es tut sich viel am Fluss.',
    'Je ne peux pas oublier ce fleuve.',
    'No puedo olvidar el río.',
  ])('accepts %j', (text) => {
    expect(reasonOf('refusal', { text })).toBeUndefined();
    expect(reasonOf('refusal', { text: `${text}\n\n${PARAPHRASE}` })).toBeUndefined();
  });
});
