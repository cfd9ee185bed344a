import { join } from 'node:path';
import { readShard } from '../../emission/read-shard.ts';
import { readManifest } from '../../run/manifest.ts';
import { usageError } from '../../vocabulary/error.ts';

/** Programs that a run's models wrote, by strategy and then by source id. */
export type RunPrograms = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads the programs out of the accepted and rejected records of a complete run. A task that failed has none. Memory
 * holds the programs and ids of the whole run, about 200 bytes a record, not its texts: gold corpora are small.
 *
 * @throws RewriteError `usage` where the run is not complete or no record carries a program
 */
export async function readRunPrograms(directory: string): Promise<RunPrograms> {
  const manifest = await readManifest(directory);
  if (manifest === undefined) {
    throw usageError(
      `--run ${directory}: no manifest.json, so no complete run; the command that began it goes on with it`,
    );
  }
  const programs = new Map<string, Map<string, string>>();
  for (const { path } of [...manifest.shards, ...manifest.rejects]) {
    for await (const { strategy, source_id: id, program } of readShard(join(directory, path))) {
      if (typeof strategy !== 'string' || typeof id !== 'string' || typeof program !== 'string') continue;
      const own = programs.get(strategy) ?? new Map<string, string>();
      programs.set(strategy, own.set(id, program));
    }
  }
  if (programs.size > 0) return programs;
  throw usageError(
    `--run ${directory}: none of its records has a program; only strategies with \`kind: program\` write them`,
  );
}
