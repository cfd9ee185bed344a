import { resolve } from 'node:path';
import { findInputFiles, type InputFile } from '../corpus/input-files.ts';
import { refuseOverwriting } from '../corpus/refuse-overwriting.ts';
import { type ShardFormat, shardEncoders } from '../emission/shard-formats.ts';
import { untilAborted } from '../emission/until-aborted.ts';
import { writeWholeFile } from '../emission/write-whole-file.ts';
import { usageError } from '../vocabulary/error.ts';
import { watchSignals } from './signals.ts';

/** What a command that answers line by line is given, and in its own words what goes in and what comes out. */
export interface CaseFlags {
  readonly input?: readonly string[];
  readonly out?: string;
}

interface Words {
  /** `prox apply` */
  readonly command: string;
  readonly cases: string;
  readonly answers: string;
}

/** Files in and a file out, checked. */
export interface CaseFiles {
  readonly files: readonly InputFile[];
  readonly out: string;
  /**
   * Writes the answers: to a file that appears whole at its end, or to standard output as they come. Rejects with what
   * making them throws, and as `Interrupted` on SIGINT and SIGTERM.
   */
  readonly write: (answers: AsyncIterable<readonly string[]>) => Promise<void>;
}

/** Where cases come from and answers go. Throws a usage error for a flag that is missing or no JSON lines. */
export async function openCaseFiles({ input, out }: CaseFlags, words: Words, cwd: string): Promise<CaseFiles> {
  const { command, cases, answers: noun } = words;
  if (input === undefined) {
    throw usageError(`--input is missing: which ${cases}? (rewrite ${command} --help shows one)`);
  }
  if (out === undefined) throw usageError(`--out is missing: where should the ${noun} go? (- is standard output)`);
  const files = await findInputFiles(input, cwd);
  const parquet = files.find((file) => file.format === 'parquet');
  if (parquet !== undefined) throw usageError(`--input ${parquet.path}: ${cases} are JSON lines, not Parquet`);
  if (out.endsWith('.parquet')) throw usageError(`--out ${out}: ${noun} are JSON lines, not Parquet`);
  await refuseOverwriting(resolve(cwd, out), files);
  const encoder = shardEncoders[formatOf(out)];
  return {
    files,
    out,
    write: async (answers) => {
      const signals = watchSignals();
      try {
        const bytes = encoder.encode(untilAborted(answers, signals.stop));
        if (out === '-') await writeOut(bytes);
        else await writeWholeFile(resolve(cwd, out), bytes, signals.stop);
      } finally {
        signals.close();
      }
    },
  };
}

function formatOf(out: string): ShardFormat {
  return (['jsonl.gz', 'jsonl.zst'] as const).find((format) => out.endsWith(`.${format}`)) ?? 'jsonl';
}

/** Waits for whoever reads; a reader that has gone is no error. */
async function writeOut(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of bytes) {
    if (process.stdout.destroyed) return;
    await new Promise<void>((written) => {
      process.stdout.write(piece, () => written());
    });
  }
}
