import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputFile } from '../corpus/input-files.ts';
import { makeWholeFolder } from '../emission/make-whole-folder.ts';
import type { ShardFormat } from '../emission/shard-formats.ts';
import { writeJsonFile } from '../run/manifest.ts';
import { TOOL_VERSION } from '../run/tool-version.ts';
import { makeFolder } from '../text/make-folder.ts';
import { choose, type ChooseOptions } from './choose.ts';
import type { SelectionPlan } from './plan.ts';
import type { CorpusColumns } from './read-candidates.ts';
import { SELECTION_FILE } from '../selection/selection-file.ts';
import { composeReport, type SelectionReport } from './report.ts';
import { writeChosen } from './write-chosen.ts';

/** The steps of the job, in their order. */
export type SelectStep = 'reading' | 'choosing' | 'writing';

export interface SelectOptions extends CorpusColumns {
  /** The folder to make, absolute; must not be there, or be empty. */
  readonly out: string;
  readonly plan: SelectionPlan;
  /** As the user gave them, for the report. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly format: ShardFormat;
  readonly shardRecords: number;
}

export interface SelectHooks {
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Called when a step begins and now and then in it; documents so far are 0 at its beginning. */
  readonly onProgress: (step: SelectStep, documents: number) => void;
  /** Told in a sentence of what may be wrong with the command. */
  readonly onWarning: (sentence: string) => void;
}

/**
 * Chooses documents of a corpus and writes them to `out/shards`, and `out/selection.json`: what was read, chosen and
 * dropped, by reason and by domain.
 *
 * Two passes over the input: the first decides, the second writes. Memory: about 0.3 GB, and a bit a row. Disk beside
 * the output: 48 bytes a candidate, 24 for its sort, with DSIR 4 for each token. The folder appears whole, by rename.
 *
 * Throws a usage error for a folder that holds something already, a column that no document has, nothing left to choose
 * from; a mismatch for input that changes; and the signal's reason.
 */
export async function select(
  files: readonly InputFile[],
  { out, plan, parameters, format, shardRecords, ...columns }: SelectOptions,
  { signal, now, onProgress, onWarning }: SelectHooks,
): Promise<SelectionReport> {
  const startedAt = now().toISOString();
  return makeWholeFolder(out, 'select', async (work) => {
    const scratch = join(work, 'scratch');
    await makeFolder(scratch);
    onProgress('reading', 0);
    const options: ChooseOptions = {
      ...columns,
      folder: scratch,
      signal,
      onDocuments: (documents) => onProgress('reading', documents),
      onChoosing: () => onProgress('choosing', 0),
      onWarning,
    };
    const choice = await choose(files, plan, options);
    await rm(scratch, { recursive: true });
    onProgress('writing', 0);
    const shards = await writeChosen(files, choice.read.files, choice.sample.rows, {
      ...columns,
      directory: join(work, 'shards'),
      format,
      shardRecords,
      signal,
      onDocuments: (documents) => onProgress('writing', documents),
    });
    const frame = { toolVersion: TOOL_VERSION, startedAt, finishedAt: now().toISOString(), parameters };
    const report = composeReport(frame, plan, choice, shards);
    await writeJsonFile(join(work, SELECTION_FILE), report);
    return report;
  });
}
