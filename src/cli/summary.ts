import { relative } from 'node:path';
import { costOf } from '../run/cost.ts';
import type { Job } from '../run/job.ts';
import type { Manifest } from '../run/manifest.ts';
import { EPOCH_LAG, epochEnd } from '../rotation/epochs.ts';
import type { RunResult } from '../run/run.ts';
import { count, percent, seconds, short, table } from './format.ts';

/** How this command line was called, for the reader to paste. */
const COMMAND = process.env['npm_command'] === 'exec' ? 'npx rewrite' : 'rewrite';

/** Reasons that the summary names; the manifest has them all. */
const SHOWN_REASONS = 6;

/** The last words of a complete run, for standard output. */
export function summary(job: Job, result: RunResult & { readonly manifest: Manifest }, cwd: string): string {
  const { manifest } = result;
  const out = relative(cwd, job.out) || '.';
  const { input, tasks, tokens } = manifest;
  const skipped = Object.entries(input.skipped).map(([reason, n]) => `${count(n)} ${reason}`);
  const lines = [
    result.end === 'already'
      ? `This run was complete already: ${out}`
      : `Done in ${seconds(result.elapsedMs / 1_000)}.`,
    '',
    `documents  ${count(input.documents)} read, ${count(input.used)} used${skipped.length === 0 ? '' : `, skipped: ${skipped.join(', ')}`}`,
    `rewrites   ${count(tasks.planned)} made, ${count(tasks.accepted)} accepted (${percent(tasks.accepted / Math.max(1, tasks.planned))}), ${count(tasks.rejected)} rejected, ${count(tasks.failed)} failed`,
    ...reasonLines(manifest),
    `tokens     ${short(tokens.accepted)} in accepted text; ${short(tokens.completion)} generated for it, ${short(tokens.wasted)} of them wasted${tokens.over_budget > 0 ? `, ${short(tokens.over_budget)} over budget` : ''}`,
    ...costLines(job, result),
    ...budgetLines(job, manifest),
    '',
    strategyTable(job, manifest),
    ...balanceNote(job, manifest),
    '',
    `shards     ${out}/shards (${manifest.shards.length} ${manifest.shards.length === 1 ? 'file' : 'files'}, ${bytes(manifest)})`,
    `rejects    ${out}/rejects`,
    ...(job.backend === 'extractive' ? ['', 'No language model wrote this text: the built-in rules did.'] : []),
    '',
    'Next:',
    `  ${COMMAND} verify ${out}`,
    ...nextCommands(job),
  ];
  return lines.join('\n');
}

/** What to say of a run that was stopped before its end. */
export function stoppedNotice(job: Job, cwd: string): string {
  return `Stopped; everything that finished is kept. Go on with the same command and --out ${relative(cwd, job.out) || '.'}`;
}

function reasonLines({ reasons }: Manifest): string[] {
  const all = Object.entries(reasons);
  if (all.length === 0) return [];
  const shown = all.slice(0, SHOWN_REASONS).map(([reason, n]) => `${reason} ${count(n)}`);
  if (all.length > SHOWN_REASONS) shown.push(`${all.length - SHOWN_REASONS} more`);
  return [`           by reason: ${shown.join(', ')}`];
}

function costLines({ options }: Job, { manifest, elapsedMs }: RunResult & { readonly manifest: Manifest }): string[] {
  const gpuHours = (elapsedMs / 3_600_000) * manifest.endpoints.length * options.gpus_per_endpoint;
  const { prompt, completion, accepted } = manifest.tokens;
  const cost = costOf({ promptTokens: prompt, completionTokens: completion, gpuHours }, options);
  if (cost === undefined || accepted === 0) return [];
  return [`cost       ${cost.toFixed(2)}, ${((cost / accepted) * 1e6).toFixed(2)} per million accepted tokens`];
}

function budgetLines({ options: { budget_tokens: budget } }: Job, { tokens }: Manifest): string[] {
  if (budget === undefined) return [];
  return tokens.accepted >= budget
    ? [`budget     ${short(budget)} tokens in accepted text: reached, which ended the run`]
    : [`budget     ${short(budget)} tokens in accepted text: not reached, the input ended first`];
}

function strategyTable(job: Job, manifest: Manifest): string {
  const balanced = job.mix.balance === 'tokens';
  const rows = [['strategy', 'rewrites', 'accepted', 'tokens', 'share', ...(balanced ? ['wanted'] : [])]];
  const wanted = new Map(job.mix.entries.map(({ strategy, share }) => [strategy.name, share]));
  for (const [name, { tasks, tokens, share }] of Object.entries(manifest.strategies)) {
    rows.push([
      name,
      count(tasks.planned),
      percent(tasks.accepted / Math.max(1, tasks.planned)),
      short(tokens.accepted),
      percent(share),
      ...(balanced ? [percent(wanted.get(name) ?? 0)] : []),
    ]);
  }
  return table(rows);
}

/** Documents after which a mix balanced by tokens has had its first correction: four epochs. */
const FIRST_CORRECTION = epochEnd(EPOCH_LAG - 1);

/** Why shares of tokens are not what was wanted, when a run was too short for them to be. */
function balanceNote({ mix }: Job, { input, strategies }: Manifest): string[] {
  if (mix.balance !== 'tokens' || input.used >= 2 * FIRST_CORRECTION) return [];
  const off = mix.entries.some(
    ({ strategy, share }) => Math.abs((strategies[strategy.name]?.share ?? 0) - share) > 0.02,
  );
  if (!off) return [];
  return [`  Shares come nearer with more documents: they are first corrected after ${count(FIRST_CORRECTION)}.`];
}

function nextCommands({ backend, options }: Job): string[] {
  if (backend === 'openai') return [];
  return [
    `  ${COMMAND} preview --strategy ${options.strategy} --limit 2`,
    `  ${COMMAND} --strategy ${options.strategy} --input 'your/*.jsonl.gz' --endpoint http://localhost:8000/v1 --out runs/first`,
  ];
}

function bytes({ shards }: Manifest): string {
  const total = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  return total < 1e6 ? `${(total / 1e3).toFixed(0)} kB` : `${(total / 1e6).toFixed(1)} MB`;
}
