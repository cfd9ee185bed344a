import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type * as Resolving from '../../src/config/resolve.ts';
import type * as Slotting from '../../src/generation/slots.ts';
import type * as Preparing from '../../src/run/job.ts';
import type * as Running from '../../src/run/run.ts';
import type * as Detecting from '../../src/text/language.ts';

const DIST = new URL('../../dist/', import.meta.url);

/** The program, for a process of its own. */
export const PROGRAM = fileURLToPath(new URL('../../bin/rewrite.js', import.meta.url));

/**
 * What runs a job within this process, as it was built: in the sources' TypeScript worker threads do their work on the
 * main thread. Throws when nothing is built.
 */
export async function built() {
  if (!existsSync(DIST)) throw new Error('Nothing is built: `npm run build` first.');
  const load = (path: string): Promise<unknown> => import(new URL(path, DIST).href);
  const { resolveOptions } = (await load('config/resolve.js')) as typeof Resolving;
  const { Slots } = (await load('generation/slots.js')) as typeof Slotting;
  const { prepareJob } = (await load('run/job.js')) as typeof Preparing;
  const { run } = (await load('run/run.js')) as typeof Running;
  const language = (await load('text/language.js')) as typeof Detecting;
  return { resolveOptions, Slots, prepareJob, run, loadLanguageLibrary: language.loadLanguageLibrary };
}
