import type { Job } from '../run/job.ts';
import { openBackend } from '../run/open-backend.ts';
import type { RunHooks } from '../run/run.ts';
import type { SharedAnswers } from './shared-answers.ts';

/**
 * Connects as a run does, and has its questions answered by `answers` where they were asked before with this seed. The
 * built-in rules' answers are not kept: they cost less than keeping them.
 */
export function openSharing(answers: SharedAnswers, seed: number): NonNullable<RunHooks['openBackend']> {
  return async (job, onEvent, signal) => {
    const open = await openBackend(job, onEvent, signal);
    if (job.backend === 'extractive') return open;
    const served = servedBy(job, open.modelNames);
    return { ...open, backend: answers.through(open.backend, served, seed, fleetOf(job)) };
  };
}

/** The servers of a job, as the account of their time names them; empty where none is asked. */
export function fleetOf({ models }: Job): string {
  return [...new Set(Object.values(models).flatMap(({ endpoints }) => endpoints))].sort().join(' ');
}

/** Which model at which servers each key means: one name may be served with other weights elsewhere. */
function servedBy({ models }: Job, names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).map(([key, name]) => [key, [name, ...(models[key]?.endpoints ?? [])].join(' ')]),
  );
}
