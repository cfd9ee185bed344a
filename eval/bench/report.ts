/*
 * Seconds, memory and size of the page of `rewrite report` for a large run: beginnings of real texts, each rewritten by the
 * built-in rules in two strategies of the mix.
 *
 *   npx tsx eval/bench/report.ts [--documents 50000] [--characters 2000]
 *
 * Needs a build (`npm run build`) and Linux (/proc). The run that it makes first takes minutes.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROGRAM } from './built.ts';
import { printTable } from './measure.ts';
import { memoryOf } from './process-memory.ts';
import { writeSmallCorpus } from './small-corpus.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const SAMPLE_MS = 50;

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '50000' },
    characters: { type: 'string', default: '2000' },
  },
});

await inTemporaryFolder(async (folder) => {
  const input = await writeSmallCorpus(join(folder, 'corpus'), {
    documents: Number(values.documents),
    perFile: 10_000,
    characters: Number(values.characters),
  });
  const out = join(folder, 'run');
  const args = ['--strategy', 'mix', '--backend', 'extractive', '--rewrites-per-document', '2', '--input', input];
  const { status } = spawnSync(PROGRAM, [...args, '--out', out, '--quiet'], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`The run ended with exit code ${status}.`);
  const { tasks } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as { tasks: { planned: number } };

  const begun = performance.now();
  const child = spawn(PROGRAM, ['report', out], { stdio: 'ignore' });
  let peakMb = 0;
  const timer = setInterval(() => {
    peakMb = memoryOf(child.pid ?? 0)?.peak ?? peakMb;
  }, SAMPLE_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`The report ended with exit code ${code}.`);
  printTable([
    ['tasks', 'seconds', 'peak MB', 'page kB'],
    [
      tasks.planned.toLocaleString('en-US'),
      ((performance.now() - begun) / 1_000).toFixed(1),
      peakMb.toFixed(0),
      (statSync(join(out, 'report.html')).size / 1_000).toFixed(0),
    ],
  ]);
});
