import type { FlagValues } from '../../src/config/resolve.ts';
import type { RunResult } from '../../src/run/run.ts';
import { built } from './built.ts';
import { SMALL_STRATEGY } from './small-corpus.ts';

/** Requests in flight: few, so that one turn of the event loop answers few of them. */
const CONCURRENCY = 16;

export interface ScriptedRun {
  /** Options of the run besides strategy and endpoint. */
  readonly flags: FlagValues;
  /** What the model says to its nth prompt, from 0. */
  readonly answer: (n: number) => string;
  readonly stop: AbortSignal;
}

/**
 * Runs a job in this process with a model that answers within one turn of the event loop, at no cost: the engine,
 * ledger and sealing are the real ones, as they were built.
 */
export async function runScripted({ flags, answer, stop }: ScriptedRun): Promise<RunResult> {
  const { resolveOptions, Slots, prepareJob, run, loadLanguageLibrary } = await built();
  const endpoint = ['http://127.0.0.1:9/v1'];
  const cwd = process.cwd();
  // A scripted model may say the same to all.
  const fixed = { strategy: SMALL_STRATEGY, endpoint, duplicates: 'keep' };
  const { options } = await resolveOptions({ ...fixed, ...flags }, undefined, cwd);
  const job = await prepareJob(options, { cwd, env: {}, now: new Date() });
  await loadLanguageLibrary();
  let asked = 0;
  const usage = { promptTokens: 150, completionTokens: 250 };
  const backend = {
    name: 'openai',
    languageModel: true,
    async generate() {
      const text = answer(asked++);
      await new Promise(setImmediate);
      const { completionTokens } = usage;
      const cost = { attempts: 1, usage, unbilledAttempts: 0 };
      return { kind: 'answer' as const, text, finishReason: 'stop', model: 'bench', completionTokens, ...cost };
    },
    close: () => Promise.resolve(),
  };
  return run(job, {
    stop,
    onEvent() {},
    onBegin() {},
    onBug(cause) {
      throw cause;
    },
    now: () => Date.now(),
    openBackend: () =>
      Promise.resolve({
        backend,
        slots: new Slots(CONCURRENCY),
        modelNames: { default: 'bench' },
        contextLength: undefined,
        endpoints: endpoint,
        status: () => [],
        close: () => Promise.resolve(),
      }),
  });
}
