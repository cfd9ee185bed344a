import type { ListOf } from './phrases/phrases.ts';
import { type Defect, type Ground, withSentence } from './defect.ts';

const before =
  (forms: ListOf<string>) =>
  ({ rewrite, draw, phrases }: Ground) => ({ text: `${draw.oneOf(phrases[forms])}\n\n${rewrite.text}` });
const behind =
  (forms: ListOf<string>) =>
  ({ rewrite, draw, phrases }: Ground) => ({ text: `${rewrite.text}\n\n${draw.oneOf(phrases[forms])}` });
const alone =
  (forms: ListOf<string>) =>
  ({ draw, phrases }: Ground) => ({ text: draw.oneOf(phrases[forms]) });

/** What a model says around a text or in place of it. */
export const TALK_DEFECTS: readonly Defect[] = [
  { kind: 'lead-in', by: ['cleaned'], rules: true, plant: before('leadIns') },
  { kind: 'lead-in, other languages', by: ['cleaned'], rules: true, plant: before('foreignLeadIns') },
  { kind: 'lead-in, paraphrased', by: ['cleaned'], rules: true, plant: before('paraphrasedLeadIns') },
  { kind: 'lead-in without its usual words', by: ['cleaned'], rules: false, plant: before('plainLeadIns') },
  { kind: 'closing remark', by: ['cleaned'], rules: true, plant: behind('closings') },
  { kind: 'closing remark, other languages', by: ['cleaned'], rules: true, plant: behind('foreignClosings') },
  { kind: 'echoed label', by: ['cleaned', 'format'], rules: true, plant: before('markers') },
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
    plant: ({ rewrite, draw, phrases }) =>
      rewrite.text.includes('```')
        ? undefined
        : { text: `\`\`\`${draw.oneOf(phrases.fenceLanguages)}\n${rewrite.text}\n\`\`\`` },
  },
  {
    kind: 'control token at the end',
    by: ['cleaned'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: rewrite.text + draw.oneOf(phrases.lastTokens),
    }),
  },
  {
    kind: 'control token within',
    by: ['leak.control_token'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: withSentence(rewrite.text, draw.oneOf(phrases.tokensWithin), draw),
    }),
  },
  {
    kind: 'prompt repeated',
    by: ['leak.prompt'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: withSentence(rewrite.text, draw.oneOf(phrases.instruction.split(/(?<=\.) /)), draw),
    }),
  },
  {
    kind: 'fence of the prompt',
    by: ['leak.prompt'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      text: `${rewrite.text}\n${draw.oneOf(phrases.promptFences)}\nEnd.`,
    }),
  },
  { kind: 'refusal', by: ['refusal'], rules: true, plant: alone('refusals') },
  { kind: 'refusal, other languages', by: ['refusal'], rules: true, plant: alone('foreignRefusals') },
  {
    kind: 'refusal before a text',
    by: ['refusal'],
    rules: true,
    plant: ({ rewrite, draw, phrases: { refusals, foreignRefusals } }) => ({
      text: `${draw.oneOf([...refusals.slice(0, 5), ...foreignRefusals])} ${rewrite.text}`,
    }),
  },
  {
    kind: 'talk about itself within',
    by: ['refusal'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({ text: withSentence(rewrite.text, draw.oneOf(phrases.selfTalk), draw) }),
  },
];
