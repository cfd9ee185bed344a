import { relative } from 'node:path';
import type { Job } from '../run/job.ts';
import type { Manifest } from '../run/manifest.ts';
import { EPOCH_LAG, epochEnd } from '../rotation/epochs.ts';
import type { Cost } from '../run/cost.ts';
import type { RunResult } from '../run/run.ts';
import type { RunSnapshot } from '../run/snapshot.ts';
import { flopsOfJob } from '../run/model-sizes.ts';
import { BUILT_IN } from '../vocabulary/strategy.ts';
import { collapseLines } from './collapse-lines.ts';
import { flopsLines } from './flops-lines.ts';
import { meaningLines } from './meaning-lines.ts';
import { amount, bytes, count, percent, seconds, short } from '../text/figures.ts';
import { costInWords, table } from './format.ts';
import { fullness, speed } from './fullness.ts';

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
    ...meaningLines(manifest.meaning),
    ...(result.last === undefined ? [] : workLines(job, result.last)),
    ...(manifest.cost === null ? [] : [`cost       ${costInWords(manifest.cost)}`]),
    ...flopsLines(flopsOfJob(job, manifest.strategies)),
    ...budgetLines(job, manifest),
    '',
    strategyTable(job, manifest),
    ...balanceNote(job, manifest),
    ...alikeLines(manifest),
    '',
    `shards     ${out}/shards (${manifest.shards.length} ${manifest.shards.length === 1 ? 'file' : 'files'}, ${sizeOf(manifest)})`,
    `rejects    ${out}/rejects`,
    `events     ${out}/events.jsonl`,
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

/** Texts that begin alike; a manifest of an older version says nothing of them. */
function alikeLines({ collapse }: Partial<Pick<Manifest, 'collapse'>>): string[] {
  const lines = collapse === undefined ? [] : collapseLines(collapse);
  return lines.length === 0 ? [] : ['', ...lines];
}

function reasonLines({ reasons }: Manifest): string[] {
  const all = Object.entries(reasons);
  if (all.length === 0) return [];
  const shown = all.slice(0, SHOWN_REASONS).map(([reason, n]) => `${reason} ${count(n)}`);
  if (all.length > SHOWN_REASONS) shown.push(`${all.length - SHOWN_REASONS} more`);
  return [`           by reason: ${shown.join(', ')}`];
}

/** How fast the servers were and how full they were kept, over all processes of the run. */
function workLines({ backend }: Job, last: RunSnapshot): string[] {
  if (backend === 'extractive') return [];
  return [`speed      ${speed(last)}`, `servers    ${fullness(last).join('; ')}`];
}

function budgetLines({ options: { budget_tokens: budget } }: Job, { tokens }: Manifest): string[] {
  if (budget === undefined) return [];
  return tokens.accepted >= budget
    ? [`budget     ${short(budget)} tokens in accepted text: reached, which ended the run`]
    : [`budget     ${short(budget)} tokens in accepted text: not reached, the input ended first`];
}

function strategyTable(job: Job, manifest: Manifest): string {
  const balanced = job.mix.balance === 'tokens';
  const { cost } = manifest;
  const costly = cost === null ? [] : ['cost/M'];
  const rows = [['strategy', 'rewrites', 'accepted', 'tokens', 'share', ...(balanced ? ['wanted'] : []), ...costly]];
  const wanted = new Map(job.mix.entries.map(({ strategy, share }) => [strategy.name, share]));
  for (const [name, { tasks, tokens, share }] of Object.entries(manifest.strategies)) {
    rows.push([
      name,
      count(tasks.planned),
      percent(tasks.accepted / Math.max(1, tasks.planned)),
      short(tokens.accepted),
      percent(share),
      ...(balanced ? [percent(wanted.get(name) ?? 0)] : []),
      ...(cost === null ? [] : [perMillion(cost.strategies[name])]),
    ]);
  }
  return table(rows);
}

function perMillion(cost: Cost | undefined): string {
  const { per_million_accepted_tokens: price = null } = cost ?? {};
  return price === null ? '–' : amount(price);
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

function nextCommands({ backend, mix, options }: Job): string[] {
  if (backend === 'openai') return [];
  const endpoint = mix.entries.every(({ strategy }) => strategy.model === BUILT_IN)
    ? ''
    : ' --endpoint http://localhost:8000/v1';
  return [
    `  ${COMMAND} preview --strategy ${options.strategy} --limit 2`,
    `  ${COMMAND} --strategy ${options.strategy} --input 'your/*.jsonl.gz'${endpoint} --out runs/first`,
  ];
}

function sizeOf({ shards }: Manifest): string {
  return bytes(shards.reduce((sum, shard) => sum + shard.bytes, 0));
}
