import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { parseEndpointUrl } from './endpoint-url.ts';

const MINUTE_MS = 60_000;

/** The base URL of an endpoint, as users write it. */
const endpointSchema = z.string().superRefine((text, context) => {
  try {
    parseEndpointUrl(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

/** The options of generation: keys of `rewrite.yaml`, and in kebab case the flags. Durations come out in milliseconds. */
export const generationOptionsSchema = z.strictObject({
  endpoint: z.array(endpointSchema).default([]).meta({
    group: 'Model',
    placeholder: 'URL',
    description: 'OpenAI-compatible base URL ending in /v1; repeat it for several',
  }),
  model: z.string().min(1).optional().meta({
    group: 'Model',
    placeholder: 'NAME',
    description: 'model at the endpoints (default: the one served, if exactly one)',
  }),
  api_key_env: z.string().min(1).default('OPENAI_API_KEY').meta({
    group: 'Model',
    placeholder: 'NAME',
    description: 'environment variable that holds the API key',
  }),
  concurrency: z
    .union([z.literal('auto'), z.int().min(1).max(65_536)], {
      error: 'must be auto or a whole number of requests from 1 to 65536',
    })
    .default('auto')
    .meta({
      group: 'Model',
      placeholder: 'N',
      description: 'requests in flight over all endpoints, or auto',
    }),
  wait: durationSchema.default(15 * MINUTE_MS).meta({
    group: 'Model',
    placeholder: 'TIME',
    description: 'for the first answer of a server that is still loading',
  }),
  request_timeout: durationSchema.default(10 * MINUTE_MS).meta({
    group: 'Model',
    placeholder: 'TIME',
    description: 'for one request with connection and queue',
  }),
  outage_limit: durationSchema.default(15 * MINUTE_MS).meta({
    group: 'Model',
    placeholder: 'TIME',
    description: 'with no endpoint usable, until the run stops (exit 3)',
  }),
});
