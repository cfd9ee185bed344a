import { isDeepStrictEqual } from 'node:util';
import { sha256Hex } from '../text/hash.ts';
import { usageError } from '../vocabulary/error.ts';
import type { Json } from '../vocabulary/json.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import { withoutPaths } from './decontaminated.ts';
import type { Job } from './job.ts';
import type { MeaningJob } from './meaning-job.ts';

/** The settings that a run keeps from its first command to its last, by the name a message calls them. */
export type Frozen = Readonly<Record<string, Json>>;

/** Settings that may only grow from one resume to the next; null is no bound. */
export interface Growing {
  readonly limit: number | null;
  readonly budget_tokens: number | null;
}

/** What the ledger keeps of the configuration. */
export interface StoredConfig {
  readonly frozen: Frozen;
  readonly models: Readonly<Record<string, string>>;
  readonly growing: Growing;
}

/** Everything that the tasks and records of a run follow from, but for the models, which only the servers can name. */
export function frozenOf({ options, mix, files, backend, models, meaning }: Job): Frozen {
  return {
    input: files.map(({ label, bytes }) => `${label} (${bytes} bytes)`),
    text_column: options.text_column,
    id_column: options.id_column,
    metadata: options.metadata,
    backend,
    mix: `${mix.name}: ${mix.entries.map(({ strategy, share }) => `${strategy.name} ${share}`).join(', ')}; by ${mix.balance}, ${mix.rewritesPerDocument} a document`,
    strategies: mix.entries.map(
      ({ strategy }) => `${fingerprint(strategy)} prompt ${strategy.prompt.name}@${strategy.prompt.sha12}`,
    ),
    // What decides how a prompt becomes a request, beside the prompt's own file.
    requests: Object.entries(models).flatMap(([key, { api, chatTemplate }]) =>
      api === undefined && chatTemplate === undefined
        ? []
        : `${key}: ${api ?? 'as the prompt says'}, ${chatTemplate ?? 'its template'}`,
    ),
    duplicates: options.duplicates,
    meaning: meaning === undefined ? null : frozenMeaning(meaning),
    selection: options.selection === undefined ? null : JSON.stringify(options.selection),
    seed: options.seed,
    format: options.format,
    shard: `${options.shard.index}/${options.shard.of}`,
  };
}

/** What decides which rewrites are checked and what becomes of them; how they are asked, and what if nobody answers, is free. */
function frozenMeaning({ similarity, judge }: MeaningJob): Json {
  const checks: string[] = [];
  if (similarity !== undefined) {
    const { model, min, rate } = similarity;
    checks.push(`similarity by ${model}, rate ${rate}, min ${min ?? 'none'}`);
  }
  if (judge !== undefined) {
    const { strategy } = judge.judge;
    const { min, rate, budget_tokens: budget } = judge.options;
    const who = `${fingerprint(strategy)} prompt ${strategy.prompt.name}@${strategy.prompt.sha12} by ${strategy.model}`;
    checks.push(`judge ${who}, rate ${rate}, min ${min}, budget ${budget ?? 'none'}`);
  }
  return checks;
}

/** Name and hash of what a strategy says, wherever its files lie. */
function fingerprint(strategy: Strategy): string {
  const validation = strategy.validation.map(withoutPaths);
  const said = { ...strategy, path: '', prompt: '', stages: strategy.stages?.map(fingerprint), validation };
  return `${strategy.name}@${sha256Hex(JSON.stringify(said)).slice(0, 12)}`;
}

export function growingOf({ options }: Job): Growing {
  return { limit: options.limit ?? null, budget_tokens: options.budget_tokens ?? null };
}

/** Throws a usage error that names every setting that differs, with both values. */
export function checkFrozen(stored: Frozen, now: Frozen, out: string): void {
  const different = Object.keys(now).filter((name) => !isDeepStrictEqual(stored[name], now[name]));
  if (different.length === 0) return;
  const lines = different.map((name) => `  ${name}: was ${difference(stored[name], now[name])}`);
  throw usageError(
    `${out} was begun with other settings; restore them to resume, or choose another --out:\n${lines.join('\n')}`,
  );
}

/** Whether a bound grew. Throws a usage error when one shrank. */
export function checkGrowing(stored: Growing, now: Growing): boolean {
  let grew = false;
  for (const name of ['limit', 'budget_tokens'] as const) {
    const [before, after] = [stored[name] ?? Number.POSITIVE_INFINITY, now[name] ?? Number.POSITIVE_INFINITY];
    if (after < before) {
      throw usageError(
        `--${name.replaceAll('_', '-')} may only grow on resume: it was ${stored[name] ?? 'unbounded'}, now ${after}. Give at least that, or choose another --out.`,
      );
    }
    if (after > before) grew = true;
  }
  return grew;
}

/** Both values, cut to the items that differ where they are lists. */
function difference(before: Json | undefined, after: Json | undefined): string {
  if (!Array.isArray(before) || !Array.isArray(after)) return `${show(before)}, now ${show(after)}`;
  const gone = before.filter((item) => !after.includes(item));
  const come = after.filter((item) => !before.includes(item));
  if (gone.length + come.length === 0) return 'in another order';
  return `${list(gone)}, now ${list(come)}`;
}

function list(items: readonly Json[]): string {
  if (items.length === 0) return 'without';
  const shown = items.slice(0, 3).map(show).join(', ');
  return items.length > 3 ? `${shown} and ${items.length - 3} more` : shown;
}

function show(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
