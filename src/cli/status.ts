import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { readManifest } from '../run/manifest.ts';
import type { RunSnapshot } from '../run/snapshot.ts';
import { readStatus } from '../run/status.ts';
import { collapseLines } from './collapse-lines.ts';
import { count, percent, seconds, short } from '../text/figures.ts';
import { costInWords, table } from './format.ts';
import { fullness, speed } from './fullness.ts';
import { meaningLines } from './meaning-lines.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

/** Milliseconds between two looks of `--watch`. */
const LOOK_MS = 2_000;

/** Seconds after which a status that is written every 10 s is out of date. */
const STALE_SECONDS = 60;

/** `rewrite status DIR`. */
export function addStatus(program: Command, exit: (code: number) => void): void {
  program
    .command('status')
    .description('where a run stands, while it runs or after')
    .argument('<DIR>', 'the run directory')
    .option('--json', 'print status.json as it is')
    .option('--watch', 'look again and again until the run ends')
    .exitOverride()
    .addHelpText('after', '\nExamples:\n  rewrite status out/night-12\n  rewrite status out/night-12 --watch')
    .action(async (directory: string, { json, watch }: { json?: boolean; watch?: boolean }) => {
      if (watch === true) return exit(await watchStatus(directory));
      const status = await readStatus(directory);
      const complete = (await readManifest(directory)) !== undefined;
      print(json === true ? JSON.stringify(status, null, 2) : describeStatus(status, seenFrom(status, complete)));
      return exit(0);
    });
}

/** Shows the status until the run ends or a signal does; returns the exit code. */
async function watchStatus(directory: string): Promise<number> {
  const signals = watchSignals();
  try {
    for (;;) {
      const status = await readStatus(directory);
      const look = seenFrom(status, (await readManifest(directory)) !== undefined);
      const clear = process.stdout.isTTY ? '\u001B[2J\u001B[H' : '';
      print(`${clear}${describeStatus(status, look)}${process.stdout.isTTY ? '' : '\n'}`);
      const ended = status.state === 'stopped' || status.state === 'failed';
      if (ended || look.process === 'gone' || look.complete) return 0;
      await sleep(LOOK_MS, undefined, { signal: signals.stop });
    }
  } catch (error) {
    if (signals.stop.aborted) return signals.exitCode();
    throw error;
  } finally {
    signals.close();
  }
}

/** What a status alone does not tell. */
export interface StatusLook {
  readonly complete: boolean;
  /** Of the process that wrote it: whether it lives; `elsewhere` on another machine. */
  readonly process: 'alive' | 'gone' | 'elsewhere';
  /** Seconds since the status was written. */
  readonly age: number;
}

function seenFrom(status: RunSnapshot, complete: boolean): StatusLook {
  const here = status.host === hostname();
  return {
    complete,
    process: here ? (isAlive(status.pid) ? 'alive' : 'gone') : 'elsewhere',
    // A clock that was set back meanwhile makes no status of the future.
    age: Math.max(0, (Date.now() - Date.parse(status.updated_at)) / 1_000),
  };
}

/** A status for people. */
export function describeStatus(status: RunSnapshot, look: StatusLook): string {
  const { tasks } = status;
  const judged = Math.max(1, tasks.accepted + tasks.rejected + tasks.failed);
  const lines = [
    `state      ${stateOf(status, look)} (seen ${seconds(look.age)} ago)`,
    `documents  ${count(status.documents)} read, ${count(status.used)} used`,
    `rewrites   ${count(tasks.planned)} settled: ${count(tasks.accepted)} accepted (${percent(tasks.accepted / judged)}), ${count(tasks.rejected)} rejected, ${count(tasks.failed)} failed, ${count(tasks.deferred)} deferred`,
    `tokens     ${short(status.accepted_tokens)} in accepted text; ${short(status.completion_tokens)} generated for it, ${short(status.wasted_tokens)} of them wasted`,
    ...meaningLines(status.meaning),
    `speed      ${speed(status)}`,
  ];
  if (status.endpoints.length > 0) lines.push(`servers    ${fullness(status).join('; ')}`);
  if (status.cost !== null) lines.push(`cost       ${costInWords(status.cost)}`);
  const retries = Object.entries(status.retries).map(([fault, n]) => `${fault} ${count(n)}`);
  if (retries.length > 0) lines.push(`sent again ${retries.join(', ')}`);
  if (!look.complete && look.process !== 'gone' && status.state === 'running') {
    const waiting = status.waiting === null ? '' : `, ${count(status.waiting)} waiting at the servers`;
    lines.push(
      `now        ${short(status.tokens_per_second)} tokens/s, ${status.tasks_per_second} rewrites/s, ${count(status.in_flight)} of ${count(status.concurrency)} requests in flight${waiting}`,
      `ETA        ${status.eta_seconds === null ? 'not known yet' : seconds(status.eta_seconds)}`,
    );
  }
  lines.push(...collapseLines(status.collapse ?? {}));
  lines.push('', strategyTable(status));
  if (status.endpoints.length > 0) lines.push('', endpointTable(status));
  return lines.join('\n');
}

function stateOf({ state, pid, host }: RunSnapshot, look: StatusLook): string {
  if (look.complete) return 'complete';
  // Between the last shard and the manifest.
  if (state === 'complete' && look.process === 'alive') return 'writing its manifest';
  if (state !== 'running') return `${state}: the same command resumes it`;
  if (look.process === 'gone') return 'the process is gone (killed?): run the same command to resume';
  const place = look.process === 'elsewhere' ? `process ${pid} on ${host}` : `process ${pid}`;
  return look.age > STALE_SECONDS ? `${place} has written nothing for a while: stuck, or gone` : `running, ${place}`;
}

function strategyTable({ strategies, accepted_tokens: all }: RunSnapshot): string {
  const rows = Object.entries(strategies).map(([name, { planned, accepted, accepted_tokens: tokens }]) => [
    name,
    count(planned),
    percent(accepted / Math.max(1, planned)),
    short(tokens),
    percent(tokens / Math.max(1, all)),
  ]);
  return table([['strategy', 'rewrites', 'accepted', 'tokens', 'share'], ...rows]);
}

function endpointTable({ endpoints }: RunSnapshot): string {
  const known = (value: number | null, write: (value: number) => string) => (value === null ? '–' : write(value));
  const rows = endpoints.map((endpoint) => [
    endpoint.url,
    endpoint.state,
    count(endpoint.in_flight),
    known(endpoint.running, count),
    known(endpoint.waiting, count),
    count(endpoint.succeeded),
    count(endpoint.failed),
    known(endpoint.kv_cache_use, percent),
    known(endpoint.preemptions, count),
  ]);
  const head = [
    'endpoint',
    'breaker',
    'in flight',
    'running',
    'waiting',
    'answered',
    'failed',
    'KV cache',
    'preempted',
  ];
  return table([head, ...rows]);
}

/** A process that belongs to someone else is alive too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
