import type { Command } from 'commander';
import { readManifest } from '../run/manifest.ts';
import type { RunSnapshot } from '../run/snapshot.ts';
import { readStatus } from '../run/status.ts';
import { count, percent, seconds, short, table } from './format.ts';
import { print } from './terminal.ts';

/** `rewrite status DIR`. */
export function addStatus(program: Command, exit: (code: number) => void): void {
  program
    .command('status')
    .description('where a run stands, while it runs or after')
    .argument('<DIR>', 'the run directory')
    .option('--json', 'print status.json as it is')
    .exitOverride()
    .addHelpText('after', '\nExample:\n  rewrite status out/night-12')
    .action(async (directory: string, { json }: { json?: boolean }) => {
      const status = await readStatus(directory);
      const complete = (await readManifest(directory)) !== undefined;
      print(
        json === true ? JSON.stringify(status, null, 2) : describe(status, complete, isAlive(status.pid), Date.now()),
      );
      exit(0);
    });
}

function describe(status: RunSnapshot, complete: boolean, alive: boolean, now: number): string {
  const { tasks } = status;
  const age = seconds((now - Date.parse(status.updated_at)) / 1_000);
  const state = complete
    ? 'complete'
    : status.state === 'running' && !alive
      ? 'ended without a word (killed?): the same command resumes it'
      : status.state === 'running'
        ? `running, process ${status.pid}`
        : `${status.state}: the same command resumes it`;
  const judged = Math.max(1, tasks.accepted + tasks.rejected + tasks.failed);
  const lines = [
    `state      ${state} (seen ${age} ago)`,
    `documents  ${count(status.documents)} read, ${count(status.used)} used`,
    `rewrites   ${count(tasks.planned)} settled: ${count(tasks.accepted)} accepted (${percent(tasks.accepted / judged)}), ${count(tasks.rejected)} rejected, ${count(tasks.failed)} failed, ${count(tasks.deferred)} deferred`,
    `tokens     ${short(status.accepted_tokens)} in accepted text; ${short(status.completion_tokens)} generated for it, ${short(status.wasted_tokens)} of them wasted`,
  ];
  if (!complete && alive) {
    lines.push(
      `rate       ${short(status.tokens_per_second)} tokens/s, ${status.tasks_per_second} rewrites/s, ${status.in_flight} of ${status.concurrency} requests in flight`,
      `ETA        ${status.eta_seconds === null ? 'not known yet' : seconds(status.eta_seconds)}`,
    );
  }
  const strategies = Object.entries(status.strategies).map(([name, tokens]) => [
    name,
    short(tokens),
    percent(tokens / Math.max(1, status.accepted_tokens)),
  ]);
  lines.push('', table([['strategy', 'tokens', 'share'], ...strategies]));
  if (status.endpoints.length > 0) {
    const endpoints = status.endpoints.map((endpoint) => [
      endpoint.url,
      endpoint.state,
      count(endpoint.in_flight),
      count(endpoint.succeeded),
      count(endpoint.failed),
    ]);
    lines.push('', table([['endpoint', 'breaker', 'in flight', 'answered', 'failed'], ...endpoints]));
  }
  return lines.join('\n');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
