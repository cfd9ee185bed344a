import { z } from 'zod';
import type { JsonObject } from '../vocabulary/json.ts';
import type { GenerationOptions } from '../vocabulary/strategy.ts';
import { nearest } from '../text/nearest.ts';

/** The names that every template may use without declaring them. */
export const TEMPLATE_VALUES: readonly string[] = ['document', 'numbered', 'title', 'language', 'rewrite'];

/** A system prompt: plain text, the same for every document, so that it can be part of a cached prefix. */
export const systemSchema = z
  .string()
  .min(1)
  .refine(
    (text) => !/\{[{%]/.test(text),
    'the system prompt is plain text: move what depends on the document into the body',
  )
  .describe('System prompt; plain text, no template.');

/** The `variables` block of a strategy: name → the values that one is drawn from per task. */
export const variablesSchema = z
  .record(z.string(), z.array(z.string().min(1)).min(1))
  .superRefine((variables, context) => {
    for (const name of Object.keys(variables)) {
      if (!/^[a-z_]\w*$/i.test(name)) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `variable \`${name}\` must be letters, digits and _`,
        });
      } else if (TEMPLATE_VALUES.includes(name)) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `variable \`${name}\` would hide the document's own \`${name}\`; rename it`,
        });
      }
    }
  })
  .describe('Values that one is drawn from per task, by variable.');

/** `max_tokens`: a number, or by the length of what is rewritten. */
const maxTokensSchema = z.union([
  z.int().min(1),
  z
    .strictObject({ ratio: z.number().positive(), min: z.int().min(1), max: z.int().min(1) })
    .refine(({ min, max }) => min <= max, { message: '`min` of max_tokens is above its `max`', path: ['min'] }),
]);

/** Sampling fields of OpenAI's API and of vLLM: what a misspelt field was probably meant to be. Others pass too. */
const REQUEST_FIELDS: readonly string[] = [
  'max_tokens',
  'temperature',
  'top_p',
  'top_k',
  'top_a',
  'typical_p',
  'min_p',
  'min_tokens',
  'stop',
  'stop_token_ids',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'repetition_penalty',
  'length_penalty',
  'repetition_detection',
  'ignore_eos',
  'include_stop_str_in_output',
  'skip_special_tokens',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'prompt_logprobs',
  'echo',
  'use_activation',
  'truncate_prompt_tokens',
  'response_format',
  'structured_outputs',
  'chat_template_kwargs',
  'reasoning_effort',
  'priority',
];

/** Fields that the tool itself sets, and would break if a strategy did. */
const OUR_FIELDS: readonly string[] = ['model', 'messages', 'prompt', 'stream', 'stream_options', 'n'];

/** The `generation` block of a strategy: `max_tokens`, and any request field that the server knows, sent as it stands. */
export const generationSchema = z
  .looseObject({
    max_tokens: maxTokensSchema
      .default({ ratio: 1.5, min: 128, max: 1024 })
      .describe('A number, or {ratio, min, max} by the estimated tokens of what is rewritten.'),
    temperature: z.exactOptional(z.number().min(0).max(5)),
    top_p: z.exactOptional(z.number().positive().max(1)),
  })
  .superRefine((generation, context) => {
    for (const [field, value] of Object.entries(generation)) {
      if (OUR_FIELDS.includes(field)) {
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `\`${field}\` is set by the tool and cannot be given in generation`,
        });
      } else if (!REQUEST_FIELDS.includes(field)) {
        const meant = nearest(field, REQUEST_FIELDS);
        if (meant !== undefined) {
          context.addIssue({
            code: 'custom',
            path: [field],
            message: `unknown key \`${field}\` in generation; did you mean \`${meant}\`?`,
          });
        }
      }
      if (value === undefined || !z.json().safeParse(value).success) {
        context.addIssue({ code: 'custom', path: [field], message: `\`${field}\` in generation is no JSON value` });
      }
    }
  })
  .transform(
    ({ max_tokens, ...fields }): GenerationOptions => ({ maxTokens: max_tokens, fields: fields as JsonObject }),
  );
