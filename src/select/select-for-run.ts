import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { makeWholeFolder } from '../emission/make-whole-folder.ts';
import { writeWholeFile } from '../emission/write-whole-file.ts';
import type { ChosenInput } from '../run/chosen-input.ts';
import type { Job, Surroundings } from '../run/job.ts';
import { MANIFEST, writeJsonFile } from '../run/manifest.ts';
import { ledgerPath } from '../run/run-directory.ts';
import { TOOL_VERSION } from '../run/tool-version.ts';
import { ChosenRows } from '../selection/chosen-rows.ts';
import { makeFolder } from '../text/make-folder.ts';
import { usageError } from '../vocabulary/error.ts';
import { choose } from './choose.ts';
import { planSelection } from './plan.ts';
import { SELECTION_FILE } from '../selection/selection-file.ts';
import { composeReport, type SelectionReport } from './report.ts';
import type { SelectHooks } from './select.ts';

/** In the run directory: what was chosen, and the account of it. */
const FOLDER = 'selection';
/** A bit for each row of the input, the lowest of each byte first, through the files in their order. */
const ROWS_FILE = 'chosen.bits';

/** What is looked at before a file is taken for a report of ours: whatever else it has, it has from us. */
const outlineSchema = z.looseObject({
  parameters: z.looseObject({}),
  input: z.looseObject({
    files: z.array(z.looseObject({ path: z.string(), bytes: z.number(), rows: z.number() })),
  }),
});

/** A job with its selection made, and the account of that; undefined for a job without one. */
export interface SelectedJob {
  readonly job: Job;
  readonly report: SelectionReport | undefined;
}

/**
 * Makes the selection of a job, once: `<out>/selection` holds the chosen rows and appears whole. The run then reads those
 * rows of its own input, so that ids and files stay what they are. With `rehearsal` nothing stays on disk.
 *
 * Throws what `choose` throws, and a usage error where the run was begun with another selection, or without one.
 */
export async function selectForRun(
  job: Job,
  { cwd, env }: Pick<Surroundings, 'cwd' | 'env'>,
  hooks: SelectHooks,
  rehearsal = false,
): Promise<SelectedJob> {
  const { options, files, out } = job;
  const { selection } = options;
  if (selection === undefined) return { job, report: undefined };
  if (files.some(({ path }) => path === '-')) {
    throw usageError('selection: --input - cannot be read twice: put it in a file first');
  }
  if (selection.upsample) {
    throw usageError(
      'selection.upsample: a run rewrites each document once; rewrites_per_document or a strategy’s variations make more of it',
    );
  }
  // As it is stored: without what is undefined.
  const parameters: unknown = JSON.parse(JSON.stringify(selection));
  const folder = join(out, FOLDER);
  if (existsSync(join(folder, SELECTION_FILE))) {
    const report = await readReport(folder);
    checkSame(report, parameters, job);
    const rows = new ChosenRows(await readFile(join(folder, ROWS_FILE)));
    return { job: { ...job, chosen: inputOf(rows, report) }, report };
  }
  if (existsSync(join(out, MANIFEST)) || existsSync(ledgerPath(out, options.ledger_dir))) {
    throw usageError(`${out} was begun without a selection; remove it to resume, or choose another --out.`);
  }
  const plan = await planSelection(
    { ...selection, seed: selection.seed ?? options.seed },
    { cwd, apiKey: env[options.api_key_env] || undefined },
    (option) => `selection.${option}`,
  );
  const startedAt = hooks.now().toISOString();
  const fill = async (work: string): Promise<SelectedJob> => {
    const scratch = join(work, 'scratch');
    await makeFolder(scratch);
    hooks.onProgress('reading', 0);
    const choice = await choose(files, plan, {
      textColumn: options.text_column,
      idColumn: options.id_column,
      folder: scratch,
      signal: hooks.signal,
      onDocuments: (documents) => hooks.onProgress('reading', documents),
      onChoosing: () => hooks.onProgress('choosing', 0),
      onWarning: hooks.onWarning,
    });
    await rm(scratch, { recursive: true });
    const finishedAt = hooks.now().toISOString();
    const frame = { toolVersion: TOOL_VERSION, startedAt, finishedAt, parameters: { ...selection } };
    const report = composeReport(frame, plan, choice, []);
    const { rows } = choice.sample;
    if (!rehearsal) {
      await writeWholeFile(join(work, ROWS_FILE), chunks(rows.bits), hooks.signal);
      await writeJsonFile(join(work, SELECTION_FILE), report);
    }
    return { job: { ...job, chosen: inputOf(rows, report) }, report };
  };
  if (!rehearsal) {
    const begun = existsSync(out);
    try {
      return await makeWholeFolder(folder, 'select', fill);
    } catch (error) {
      // The run has not begun: nothing of it is to stay. What is not empty is not removed.
      if (!begun) await rmdir(out).catch(() => {});
      throw error;
    }
  }
  const scratch = await mkdtemp(join(tmpdir(), 'rewrite-select-'));
  try {
    return await fill(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function inputOf(rows: ChosenRows, { input }: SelectionReport): ChosenInput {
  return { rows, rowsOf: input.files.map((file) => file.rows) };
}

async function readReport(folder: string): Promise<SelectionReport> {
  const path = join(folder, SELECTION_FILE);
  try {
    const report: unknown = JSON.parse(await readFile(path, 'utf8'));
    outlineSchema.parse(report);
    return report as SelectionReport;
  } catch (error) {
    throw usageError(`${path} is damaged: put it back from a copy, or choose another --out.`, error);
  }
}

/** The rows are those of the very files, and the settings are frozen as all that decides tasks is. */
function checkSame({ parameters, input }: SelectionReport, now: unknown, { files, out }: Job): void {
  if (!isDeepStrictEqual(parameters, now)) {
    throw usageError(
      `${out} was begun with another selection; restore it to resume, or choose another --out:\n  selection: was ${JSON.stringify(parameters)}, now ${JSON.stringify(now)}`,
    );
  }
  const before = input.files.map(({ path, bytes }) => `${path} (${bytes} bytes)`);
  const after = files.map(({ label, bytes }) => `${label} (${bytes} bytes)`);
  if (isDeepStrictEqual(before, after)) return;
  const different = before.find((file, at) => file !== after[at]) ?? after.find((file, at) => file !== before[at]);
  throw usageError(
    `The selection in ${out} was made from other input (${different ?? 'in another order'} differs): restore it to resume, or choose another --out.`,
  );
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
