import { join } from 'node:path';
import { ledgerError } from '../ledger/database.ts';
import type { OnEvent } from '../generation/events.ts';
import type { RepeatedOpening } from './collapse.ts';
import { TELLING } from './collapse-tally.ts';
import { contextWarnings } from './context-check.ts';
import { runEngine } from './engine.ts';
import { ReadShare } from './eta.ts';
import type { Job } from './job.ts';
import { createJudges, judgeThreads } from './judges.ts';
import { flopsOfJob } from './model-sizes.ts';
import {
  composeManifest,
  MANIFEST,
  type Manifest,
  readManifest,
  strategiesOf,
  writeJsonFile,
  writeTextFile,
} from './manifest.ts';
import { meaningStatus } from './meaning-status.ts';
import { samplingPlan } from './meaning-job.ts';
import { serveMetrics } from './metrics-server.ts';
import { openBackend, type OpenBackend } from './open-backend.ts';
import { type OpenMeaning, openMeaning } from './open-meaning.ts';
import { partOf } from './part.ts';
import { type OpenRun, openRunDirectory } from './run-directory.ts';
import { Sealing } from './sealing.ts';
import type { RunSnapshot } from './snapshot.ts';
import { StatusFile } from './status.ts';
import { endSchedule, saveProgress } from './turning-points.ts';
import { TOOL_VERSION } from './tool-version.ts';
import { Watch } from './watch.ts';

/** How a run speaks with whoever started it. */
export interface RunHooks {
  /** Aborted to begin no more tasks: what is in flight is finished, everything is kept. */
  readonly stop: AbortSignal;
  readonly onEvent: OnEvent;
  /** Told once what the run goes on from, before its first request; `snapshot` may be called from then on. */
  readonly onBegin: (begin: RunBegin) => void;
  /** Told of an exception that one text provoked: a bug, which the run survives. `where`: record or document id. */
  readonly onBug: (cause: unknown, where: string) => void;
  /** Told in a sentence of what makes a run harder to watch and changes nothing about it (no room for its event log). */
  readonly onTrouble?: (sentence: string) => void;
  /** Told in a sentence of what may be wrong with the texts. */
  readonly onWarning?: (sentence: string) => void;
  /** Milliseconds since the epoch: for dates alone, since it may jump. */
  readonly now: () => number;
  /** Milliseconds on a clock that never jumps: for intervals. The machine's own by default. */
  readonly uptime?: () => number;
  /** Connects to whoever rewrites; by default to what the job names. */
  readonly openBackend?: typeof openBackend;
}

/** What a run goes on from. */
interface RunBegin {
  /** Whether an earlier process began it. */
  readonly resumed: boolean;
  readonly snapshot: () => RunSnapshot;
  /** What may go wrong with these servers, one sentence each. */
  readonly warnings: readonly string[];
  /** Where Prometheus metrics are served, if they are. */
  readonly metricsPort: number | undefined;
}

/** How a run ended. */
export interface RunResult {
  /** `already`: it was complete before. */
  readonly end: 'complete' | 'stopped' | 'already';
  /** Written when the run is complete. */
  readonly manifest: Manifest | undefined;
  readonly elapsedMs: number;
  /** Where the run stood at the end of this process; undefined when there was nothing to do. */
  readonly last: RunSnapshot | undefined;
}

/**
 * Runs a job to its end: opens its directory, connects to its servers, performs what is left to do, seals what is
 * left open, writes the manifest. Rejects with a RewriteError; whatever was durable by then is there for a resume.
 */
export async function run(job: Job, hooks: RunHooks): Promise<RunResult> {
  const { now, uptime = () => performance.now(), onTrouble = () => {} } = hooks;
  const began = uptime();
  if (job.options.selection !== undefined && job.chosen === undefined) {
    throw new Error('The job has a selection that is not made yet: `selectForRun(job, …)` makes it.');
  }
  const open = await openRunDirectory(job, new Date(now()));
  try {
    if (open.complete) return { end: 'already', manifest: await readManifest(job.out), elapsedMs: 0, last: undefined };
    const { progress, resumed } = open;
    const watch = new Watch({ job, progress, resumed, now, uptime, began, onTrouble });
    try {
      const done = await connectAndWork(job, open, watch, hooks);
      await watch.end(done.end);
      return { ...done, elapsedMs: uptime() - began };
    } catch (error) {
      await watch.end({ error, interrupted: hooks.stop.aborted && error === hooks.stop.reason });
      throw error;
    } finally {
      saveAccountOfTime(open);
    }
  } catch (error) {
    throw ledgerError(error, open.ledger.path);
  } finally {
    open.close();
  }
}

/** Time and cost of this process, which the next one goes on from. Where the ledger takes no more, they are lost. */
function saveAccountOfTime({ ledger, progress }: OpenRun): void {
  try {
    ledger.transaction(() => saveProgress(ledger, progress));
  } catch {
    // The commit that failed has been told of already.
  }
}

/** From the first question to the servers to the manifest. */
async function connectAndWork(
  job: Job,
  open: OpenRun,
  watch: Watch,
  hooks: RunHooks,
): Promise<Omit<RunResult, 'elapsedMs'> & { readonly end: 'complete' | 'stopped' }> {
  const onEvent: OnEvent = (event) => {
    watch.onGeneration(event);
    hooks.onEvent(event);
  };
  const meaning = await meaningOf(job, onEvent, hooks);
  let server: OpenBackend | undefined;
  try {
    server = await (hooks.openBackend ?? openBackend)(job, onEvent, hooks.stop);
    const models = { ...meaning?.modelNames, ...server.modelNames };
    const { configSha256 } = await open.begin(models);
    const { end, last } = await work(job, open, { ...server, meaning }, watch, hooks);
    if (end === 'stopped') return { end, manifest: undefined, last };
    const frame = {
      toolVersion: TOOL_VERSION,
      configSha256,
      finishedAt: new Date(Math.max(hooks.now(), Date.parse(open.progress.startedAt))).toISOString(),
      backend: job.backend,
      models,
      endpoints: [...new Set([...server.endpoints, ...(meaning?.endpoints ?? [])])],
      files: job.files,
      meaning: meaningStatus(job, open.progress),
      cost: last.cost,
      flops: flopsOfJob(job, strategiesOf(open.progress)),
    };
    const manifest = composeManifest(frame, open.progress, open.ledger);
    await writeSkippedRows(job, open);
    await writeJsonFile(join(job.out, MANIFEST), manifest);
    return { end, manifest, last };
  } finally {
    await server?.close();
    await meaning?.close();
  }
}

/** Connects to the models that check meaning, where the job wants that. Their outages are none of the run's. */
async function meaningOf(job: Job, onEvent: OnEvent, hooks: RunHooks): Promise<OpenMeaning | undefined> {
  if (job.meaning === undefined) return undefined;
  const told: OnEvent = (event) => {
    if (event.kind !== 'paused' && event.kind !== 'resumed') onEvent(event);
  };
  return await openMeaning(job.meaning, job.options, told, hooks.onWarning ?? (() => {}), hooks.stop);
}

/** The engine, with everything that watches it; seals the rest when it is through. */
async function work(
  job: Job,
  open: OpenRun,
  server: OpenBackend & { readonly meaning: OpenMeaning | undefined },
  watch: Watch,
  hooks: RunHooks,
): Promise<{ readonly end: 'complete' | 'stopped'; readonly last: RunSnapshot }> {
  const { options } = job;
  const { ledger, settling, progress } = open;
  const readShare = new ReadShare(job.files, progress.cursor.file, progress.cursor.row);
  const failed = new AbortController();
  const sealing = new Sealing({
    ledger,
    directory: job.out,
    format: options.format,
    onError: (error) => failed.abort(error),
    onEvent: watch.tell,
  });
  const judges = createJudges(judgeThreads(options.threads));
  const snapshot = watch.begin(server, server.meaning, readShare);
  const { metrics_port: port } = options;
  const metrics = port === undefined ? undefined : await serveMetrics(port, snapshot);
  const status = new StatusFile(job.out, snapshot, hooks.onTrouble);
  try {
    const tooLong = server.contextLength === undefined ? [] : contextWarnings(job, server.contextLength);
    const warnings = [...open.notices, ...tooLong];
    hooks.onBegin({ resumed: open.resumed, snapshot, metricsPort: metrics?.port, warnings });
    await sealing.recover();
    const end = await runEngine({
      ...partOf(job),
      mix: job.mix,
      seed: options.seed,
      limit: options.limit,
      budgetTokens: options.budget_tokens,
      sampling: job.meaning === undefined ? undefined : samplingPlan(job.meaning, options.seed),
      modelNames: server.modelNames,
      templates: job.templates,
      backend: server.backend,
      slots: server.slots,
      builtInSlots: server.builtInSlots,
      judges,
      meaning: server.meaning?.checks,
      ledger,
      progress,
      settling,
      sealing,
      readShare,
      stop: AbortSignal.any([hooks.stop, failed.signal]),
      drainMs: options.drain_timeout,
      onBug: (cause, where) => {
        watch.bug(cause, where);
        hooks.onBug(cause, where);
      },
      onOutcome: watch.outcome,
      onCommit: watch.committed,
      onScheduled: watch.scheduled,
      onRunEvent: (event) => {
        watch.tell(event);
        if (event.kind === 'collapse.warning') hooks.onWarning?.(describeOpening(event));
      },
    });
    if (failed.signal.aborted) throw failed.signal.reason;
    if (end === 'complete') {
      endSchedule(ledger, progress);
      await sealing.finish();
    }
    watch.stop(end);
    return { end, last: snapshot() };
  } catch (error) {
    watch.stop('failed');
    throw error;
  } finally {
    await judges.close();
    await status.stop();
    await metrics?.close();
  }
}

/** A repeated opening for people. */
function describeOpening({ strategy, count, texts, words, record }: RepeatedOpening): string {
  const opening = words === '' ? `the words that ${record} begins with` : `"${words}" (${record}, say)`;
  return `${strategy}: ${count} of ${texts} accepted texts begin with ${opening}; a model that is not collapsing opens at most ${TELLING} in 1,000 alike`;
}

/** `skipped.jsonl`: every row that could not become a document, with its file, row, reason and what was wrong. */
async function writeSkippedRows({ out, files }: Job, { ledger }: OpenRun): Promise<void> {
  function* lines(): Generator<string> {
    for (const { file, row, reason, detail } of ledger.checkpoints.skipped()) {
      yield `${JSON.stringify({ file: files[file]?.label ?? String(file), row, reason, detail })}\n`;
    }
  }
  await writeTextFile(join(out, 'skipped.jsonl'), lines());
}
