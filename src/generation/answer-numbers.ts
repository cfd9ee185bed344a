import { asObject } from './reading.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The scores in an answer of vLLM's `/classify` (0.15): `data[0].probs`, raw where the request said
 * `use_activation: false`; undefined for any other answer.
 */
export function scoresOf(answer: Fields): number[] | undefined {
  const item = Array.isArray(answer['data']) ? asObject(answer['data'][0]) : undefined;
  return numbersIn(item?.['probs']);
}

/**
 * The natural log-probability of each token of the prompt but the first, which has none; undefined where the choice does
 * not tell. Read from `prompt_logprobs` (vLLM: an object of token id → `{logprob, rank}` for each place), else from
 * `logprobs.token_logprobs` of a request with `echo`, which begins with null and ends with the `completionTokens` that
 * were made.
 */
export function logProbabilitiesOf(choice: Fields, completionTokens: number): number[] | undefined {
  const places = choice['prompt_logprobs'];
  if (Array.isArray(places)) return complete(places.slice(1).map(promptLogProbability));
  const listed = asObject(choice['logprobs'])?.['token_logprobs'];
  // Only an echoed prompt begins with a token that nothing stands before.
  if (!Array.isArray(listed) || listed[0] !== null) return undefined;
  return numbersIn(listed.slice(1, listed.length - completionTokens));
}

/**
 * The prompt's own token at one place. The server may add likelier ones, and JSON does not keep their order: the ranks
 * of those are all lower.
 */
function promptLogProbability(place: unknown): number | undefined {
  const entries = Object.values(asObject(place) ?? {}).map((entry) => asObject(entry));
  let own: Fields | undefined;
  for (const entry of entries) if (own === undefined || Number(entry?.['rank']) > Number(own['rank'])) own = entry;
  return typeof own?.['logprob'] === 'number' ? own['logprob'] : undefined;
}

function numbersIn(values: unknown): number[] | undefined {
  return Array.isArray(values)
    ? complete(values.map((value) => (typeof value === 'number' ? value : undefined)))
    : undefined;
}

function complete(values: readonly (number | undefined)[]): number[] | undefined {
  const numbers = values.filter((value) => value !== undefined);
  return numbers.length === values.length ? numbers : undefined;
}
