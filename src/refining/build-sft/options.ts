import { z } from 'zod';

/** A share of something, both ends included. */
const share = z.number().min(0).max(1);

/** What decides which answers become examples: it may change from one assembly to the next, no server is asked. */
export const buildSftOptionsSchema = z.strictObject({
  heldout: z.number().min(0).max(0.5).default(0.05).meta({
    group: 'Examples',
    placeholder: 'SHARE',
    description: 'share of the documents whose examples are held out; a document stays where it is as the corpus grows',
  }),
  max_removed: share.default(0.5).meta({
    group: 'Examples',
    placeholder: 'SHARE',
    description: 'windows of a document that loses more than this share of its tokens make no examples',
  }),
  untouched: share.default(0.5).meta({
    group: 'Examples',
    placeholder: 'SHARE',
    description: 'at most this share of the chunk examples for training leave their window as it is',
  }),
  document_tokens: z.int().min(1).default(1_750).meta({
    group: 'Examples',
    placeholder: 'N',
    description:
      'longer documents (estimated tokens) make no document example: 2,048 is the context of the published models',
  }),
});

export type BuildSftOptions = z.output<typeof buildSftOptionsSchema>;

/** The options of a run that mean here what they mean there. */
export const STAGE_OPTIONS: readonly string[] = [
  'limit',
  'backend',
  'endpoint',
  'model',
  'api_key_env',
  'concurrency',
  'wait',
  'request_timeout',
  'outage_limit',
  'text_column',
  'id_column',
  'seed',
  'retry_failed',
  'drain_timeout',
  'price_in',
  'price_out',
  'progress',
  'log_format',
  'quiet',
];
