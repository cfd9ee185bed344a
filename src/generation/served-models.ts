import { z } from 'zod';
import { longestCommonRun } from '../text/common-run.ts';

/** Which program serves a model, as far as its answers tell. */
export type Engine = 'vllm' | 'sglang' | 'llama.cpp' | 'simulator' | 'unknown';

/** A model as `/v1/models` lists it. */
export interface ServedModel {
  readonly id: string;
  readonly engine: Engine;
  /** Tokens of prompt and completion together; undefined where the server does not tell. */
  readonly contextLength: number | undefined;
  /** What it was loaded from, a path or repository (vLLM, SGLang); of an adapter, the adapter's own. */
  readonly root: string | undefined;
  /** Of an adapter: the model it is built on (vLLM). */
  readonly parent: string | undefined;
}

const listSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      owned_by: z.string().nullish().catch(undefined),
      /** vLLM and SGLang. */
      root: z.string().min(1).nullish().catch(undefined),
      parent: z.string().min(1).nullish().catch(undefined),
      max_model_len: z.number().int().positive().nullish().catch(undefined),
      /** llama.cpp. */
      meta: z.object({ n_ctx: z.number().int().positive().nullish() }).nullish().catch(undefined),
    }),
  ),
});

/** Reads the body of `/v1/models`; undefined when it is no list of models. */
export function readServedModels(body: string): readonly ServedModel[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const list = listSchema.safeParse(json);
  return list.data?.data.map((model) => ({
    id: model.id,
    engine: engineOf(model.owned_by ?? ''),
    contextLength: model.max_model_len ?? model.meta?.n_ctx ?? undefined,
    root: model.root ?? undefined,
    parent: model.parent ?? undefined,
  }));
}

/** The served model that was most likely meant: the one that shares more than half of the name in one piece. */
export function nearestModel(name: string, served: readonly ServedModel[]): string | undefined {
  let best: string | undefined;
  let longest = name.length / 2;
  for (const { id } of served) {
    const run = longestCommonRun(Array.from(name.toLowerCase()), Array.from(id.toLowerCase()));
    if (run > longest) {
      longest = run;
      best = id;
    }
  }
  return best;
}

/** The models' names for a person: at most ten. */
export function nameModels(served: readonly ServedModel[]): string {
  const names = served.slice(0, 10).map((model) => model.id);
  const rest = served.length - names.length;
  return names.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function engineOf(owner: string): Engine {
  const name = owner.toLowerCase();
  if (name.includes('vllm')) return 'vllm';
  if (name.includes('sglang')) return 'sglang';
  if (name.includes('llamacpp') || name.includes('llama.cpp')) return 'llama.cpp';
  return name.includes('simulat') || name === 'rewrite' ? 'simulator' : 'unknown';
}
