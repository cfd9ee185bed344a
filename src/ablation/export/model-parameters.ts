import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Of a `config.json`: the shape of a decoder with grouped attention and a gated feed-forward part, as Llama's. */
const shapeSchema = z.object({
  model_type: z.enum(['llama', 'mistral', 'qwen2', 'qwen3']),
  vocab_size: z.number(),
  hidden_size: z.number(),
  intermediate_size: z.number(),
  num_hidden_layers: z.number(),
  num_attention_heads: z.number(),
  num_key_value_heads: z.number(),
  head_dim: z.number().nullish(),
  tie_word_embeddings: z.boolean().default(false),
});

type Shape = z.output<typeof shapeSchema>;

const SMOLLM2 = { model_type: 'llama', vocab_size: 49_152, tie_word_embeddings: true } as const;

/** Shapes of models on the Hugging Face Hub, from their `config.json`: nothing is asked of the network. */
const KNOWN: Readonly<Record<string, Shape>> = {
  'HuggingFaceTB/SmolLM2-135M': {
    ...SMOLLM2,
    hidden_size: 576,
    intermediate_size: 1_536,
    num_hidden_layers: 30,
    num_attention_heads: 9,
    num_key_value_heads: 3,
  },
  'HuggingFaceTB/SmolLM2-360M': {
    ...SMOLLM2,
    hidden_size: 960,
    intermediate_size: 2_560,
    num_hidden_layers: 32,
    num_attention_heads: 15,
    num_key_value_heads: 5,
  },
  'HuggingFaceTB/SmolLM2-1.7B': {
    ...SMOLLM2,
    hidden_size: 2_048,
    intermediate_size: 8_192,
    num_hidden_layers: 24,
    num_attention_heads: 32,
    num_key_value_heads: 32,
  },
};

/**
 * The parameters of a model by its name on the Hub, or by the `config.json` of a folder; undefined for names that are not
 * known here and for other shapes. Biases and norms of queries and keys are left out: they are less than a thousandth.
 */
export async function parametersOf(model: string): Promise<number | undefined> {
  const known = KNOWN[model];
  if (known !== undefined) return parametersOfShape(known);
  const file = join(model, 'config.json');
  if (!existsSync(file)) return undefined;
  try {
    return parametersOfShape(shapeSchema.parse(JSON.parse(await readFile(file, 'utf8'))));
  } catch {
    // Of another shape: not known is what the caller says.
    return undefined;
  }
}

function parametersOfShape(shape: Shape): number {
  const { hidden_size: width, intermediate_size: inner, num_attention_heads: heads, vocab_size: vocabulary } = shape;
  const head = shape.head_dim ?? width / heads;
  const attention = 2 * width * heads * head + 2 * width * shape.num_key_value_heads * head;
  const layer = attention + 3 * width * inner + 2 * width;
  const embeddings = vocabulary * width * (shape.tie_word_embeddings ? 1 : 2);
  return embeddings + shape.num_hidden_layers * layer + width;
}
