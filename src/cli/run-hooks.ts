import type { RunHooks } from '../run/run.ts';
import { tellEvents } from './events.ts';
import type { Terminal } from './terminal.ts';

/** What a run tells, told on the terminal; `stop` ends it in order. */
export function runHooks({ progress, log }: Terminal, stop: AbortSignal): RunHooks {
  return {
    stop,
    onEvent: tellEvents(log),
    onBegin: ({ resumed, snapshot, metricsPort, warnings }) => {
      const { tasks } = snapshot();
      for (const warning of warnings) log.warn(warning);
      if (resumed) log.info(`resuming after ${tasks.planned} rewrites`);
      if (metricsPort !== undefined) log.info(`metrics at http://127.0.0.1:${metricsPort}/metrics`);
      progress.start(snapshot);
    },
    onBug: (cause, where) => log.warn(`${where}: a bug, please report it; the run goes on. ${trace(cause)}`),
    onTrouble: (sentence) => log.warn(sentence),
    onWarning: (sentence) => log.warn(sentence),
    now: () => Date.now(),
  };
}

function trace(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
