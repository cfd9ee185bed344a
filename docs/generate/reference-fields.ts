import type { CollapseStatus } from '../../src/run/collapse-tally.ts';
import type { RunCost } from '../../src/run/cost.ts';
import type { FlopsAccount } from '../../src/run/flops.ts';
import type { CheckStatus } from '../../src/run/meaning-status.ts';
import type { Manifest, ManifestCounts, ManifestFile, ManifestTokens } from '../../src/run/manifest.ts';
import type { ErrorCode } from '../../src/vocabulary/error.ts';
import type { AcceptedRecord, RejectRecord } from '../../src/vocabulary/outcome.ts';

/** Fields of the record with type and meaning; the types keep the list complete. */
export const RECORD: Readonly<Record<keyof AcceptedRecord, readonly [type: string, meaning: string]>> = {
  id: ['string', '`<source_id>/<strategy>/<n>`, n = chunk × variations + variation; unique in the run'],
  text: ['string', 'the training text'],
  source_id: ['string', "the source's id, integers as decimal strings; `<file>#<row>` where it is null or absent"],
  strategy: ['string', 'name of the strategy'],
  prompt: ['string', "`<prompt name>@<first 12 hex digits of the prompt file's sha256>`"],
  model: ['string', 'as the server reports it; `extractive` for the built-in backend'],
  task_sha: [
    'string',
    'first 16 hex digits of sha256 over source text, chunk, prompt file, generation settings and model',
  ],
  token_count: ['integer', 'tokens of `text`: as billed when it is the completion verbatim, else an estimate'],
  generated_tokens: ['integer', 'the same without the source of `with_source`; shares, budgets and balance use it'],
  usage: ['object', '`prompt_tokens` and `completion_tokens` over all attempts'],
  chunk: ['integer or null', 'index of the chunk; null where the task is about the whole document'],
  variables: ['object', "this task's draw of the strategy's variables"],
  finish_reason: ['string', 'as the server reports it; the first that is not `stop` where there were several answers'],
  attempts: ['integer', 'requests sent, over all tries'],
  cleaned: ['list of strings', 'names of the cleaning steps that changed the text'],
  program: [
    'string or null',
    'for strategies of `output.kind: program`: the ProX program as the model wrote it, those of all windows joined by line breaks; else null',
  ],
  validation: ['object', 'validator → score'],
  metadata: [
    'object',
    "the source's other columns: integers beyond 2^53 as strings, times ISO 8601, bytes base64, NaN null",
  ],
};

/** What a reject has besides. */
export const REJECT: Readonly<Record<Exclude<keyof RejectRecord, keyof AcceptedRecord>, readonly [string, string]>> = {
  status: ['string', '`rejected` (validation or interpretation) or `failed` (no answer)'],
  reason: ['string', 'the first reason; see [Reasons](#reasons)'],
  detail: ['string', 'for a person: what was found'],
};

const COUNTS: Readonly<Record<keyof ManifestCounts, string>> = {
  planned: 'tasks settled: accepted + rejected + failed',
  accepted: 'records in `shards/`',
  rejected: 'candidates that validation or interpretation refused',
  failed: 'tasks without an answer',
};

const TOKENS: Readonly<Record<keyof (ManifestTokens & Manifest['tokens']), string>> = {
  prompt: 'billed prompt tokens over all attempts',
  completion: 'billed completion tokens over all attempts',
  accepted: 'generated tokens of accepted records',
  wasted: "billed completion tokens of every attempt except an accepted record's last",
  unbilled_attempts: 'attempts that ended without telling what they cost',
  source:
    'estimated tokens of the sources of accepted and rejected tasks, but for `program.unparsable`; null where an older version settled some',
  over_budget: 'completion tokens of answers past the token budget, total only',
};

const INPUT: Readonly<Record<keyof Manifest['input'], string>> = {
  files: 'of each input file: `path`, `bytes`, `documents`',
  documents: 'rows read: used + skipped',
  used: 'documents that made at least one task',
  skipped: 'reason → rows',
};

const COST: Readonly<Record<keyof RunCost, string>> = {
  total: 'in the currency of the prices, over all processes of the run',
  per_million_accepted_tokens: 'null where nothing was accepted',
  gpu_hours: 'time of the processes × GPUs behind the endpoints',
  strategies: 'strategy → `total` and `per_million_accepted_tokens`; GPU time shared out by completion tokens',
};

const FLOPS: Readonly<Record<keyof FlopsAccount, string>> = {
  refining: 'operations to write: 2 · parameters of the model · `prompt` and `completion` tokens, over all strategies',
  strategies:
    'strategy → `parameters`, `processed_tokens`, `refining`, and for programs `saved`: `source_tokens`, `kept_tokens` and `pays_from_parameters`, the size of a model whose training on what is kept, instead of all, saves what refining took; null where it never does',
  unsized: 'strategies whose model has no size: not in `refining`',
  training:
    'for each of `train_parameters`: `parameters`, `on_accepted` (operations to train on the accepted tokens once, 6 · parameters · tokens), `equivalent_tokens` (that it could be trained on for `refining`), `saved` (program strategy → operations of training on what it took away)',
};

const FILE: Readonly<Record<keyof ManifestFile, string>> = {
  path: 'relative to the run directory',
  records: 'records in the file',
  bytes: 'size on disk',
  sha256: 'of the file as it stands on disk',
};

const COLLAPSE: Readonly<Record<keyof CollapseStatus, string>> = {
  records: 'accepted texts',
  openings_per_1000:
    'texts per 1,000 that begin with the same five words: of the last whole thousand or, before there is one, of 100 texts or more; null before',
  worst_opening:
    'the opening that more than 10 in 1,000 texts had, at its most: `per_1000`, `words`, and `record`, one that begins so; null where none',
  distinct_2:
    'different word bigrams over all, in the first 10,000 characters of a sample of the last thousand; null where they are too short',
  compression_ratio: 'of the same characters: bytes over deflated bytes',
  self_repetition: 'of the same: share of word 4-grams that another of the texts has too',
  series: 'the same over time, by `records`, in at most 16 points',
};

const CHECK: Readonly<Record<keyof CheckStatus, string>> = {
  sampled: 'rewrites put to it: judged or undecided; second tries count again',
  judged: 'those with a verdict',
  rejected: 'of them',
  undecided: 'those without a verdict',
  tokens: '`prompt` and `completion`, billed over all attempts; no part of `tokens` above',
};

/** Keys of `manifest.json`. */
export const MANIFEST: Readonly<Record<keyof Manifest, string>> = {
  tool_version: 'version of `rewrite`',
  config_sha256: 'sha256 in `config.json`',
  started_at: 'ISO 8601, of the first process of the run',
  finished_at: 'ISO 8601',
  backend: '`openai` or `extractive`',
  models: 'key that strategies name → served model',
  endpoints: 'base URLs without credentials',
  input: parts(INPUT),
  tasks: parts(COUNTS),
  reasons: 'reason → rejected and failed tasks',
  tokens: parts(TOKENS),
  strategies: 'strategy → `tasks` and `tokens` as above, and `share` of the accepted tokens',
  collapse: `strategy → ${parts(COLLAPSE)}; without strategies whose answers are programs`,
  meaning: `check (\`similarity\`, \`judge\`) → ${parts(CHECK)}; null where no model is asked about meaning`,
  cost: `${parts(COST)}; null where no price was given`,
  flops: `${parts(FLOPS)}; null where \`model_parameters\` and \`models.<key>.parameters\` give no size`,
  shards: `one entry a file: ${parts(FILE)}`,
  rejects: 'likewise',
};

/** What ended a command, by the code of its error. */
export const ERRORS: Readonly<Record<ErrorCode, string>> = {
  usage: 'usage, configuration or input error: one or two lines with the fix',
  outage: 'no endpoint usable for longer than the outage limit; resumable',
  gate: 'a quality gate stopped the run; resumable',
  mismatch: '`verify` found a mismatch',
};

function parts(meanings: Readonly<Record<string, string>>): string {
  return Object.entries(meanings)
    .map(([key, meaning]) => `\`${key}\` (${meaning})`)
    .join(', ');
}
