import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '../../run/job.ts';
import { type Manifest, writeJsonFile } from '../../run/manifest.ts';
import { runRecords } from '../../run/run-records.ts';
import { makeFolder } from '../../text/make-folder.ts';
import { estimateTokens } from '../../text/tokens.ts';
import { datasetInfo, EXAMPLE_FILES } from './dataset-info.ts';
import { type Desk, withDesk } from './desk.ts';
import { ExampleFile } from './example-file.ts';
import { documentExample, type Example } from './examples.ts';
import type { SftFolder } from './folder.ts';
import type { BuildSftOptions } from './options.ts';
import { loadRatings, type RatedDocument, ratedDocuments } from './rated-documents.ts';
import { newReport, type SftReport, type Split } from './report.ts';
import { splitOf } from './split.ts';
import { isNoiseType } from './strategies.ts';
import { windowExamples } from './window-examples.ts';

/** Two stages that are complete, and what is to be made of them. */
export interface Assembly {
  readonly folder: SftFolder;
  /** The job that rated the documents: it says how they are read. */
  readonly job: Job;
  readonly scores: Manifest;
  /** Undefined where there was no window to ask about. */
  readonly programs: Manifest | undefined;
  readonly options: BuildSftOptions;
}

/**
 * Makes the examples of two complete stages, and asks no server: the corpus is read once more, in order, and each
 * document meets its ratings and its windows' programs on the desk. The files replace those of an earlier assembly, the
 * report last; the same stages and options give the same bytes. Rejects with the signal's reason, or with a
 * RewriteError.
 */
export async function assemble(assembly: Assembly, signal: AbortSignal): Promise<SftReport> {
  const { folder, job, scores, programs, options } = assembly;
  await makeFolder(folder.sft);
  await rm(folder.report, { force: true });
  return withDesk(folder.desk, async (desk) => {
    const ratings = await loadRatings(folder.scores, scores, desk);
    if (programs !== undefined) await loadAnswers(folder.programs, programs, desk);
    const report = newReport({ scores, programs, ratings, options: { ...options, seed: job.options.seed } });
    await writeExamples(folder.sft, ratedDocuments(job, scores, desk, signal), desk, report);
    await writeJsonFile(join(folder.sft, 'dataset_info.json'), datasetInfo());
    await writeJsonFile(folder.report, report);
    return report;
  });
}

/** Puts every program on the desk, with what speaks against it: a failure, or an answer that did not end by itself. */
async function loadAnswers(directory: string, manifest: Manifest, desk: Desk): Promise<void> {
  for await (const record of runRecords(directory, manifest)) {
    const { source_id, strategy, program, status, reason, finish_reason } = record;
    if (!isNoiseType(strategy)) continue;
    const finished = finish_reason === 'stop' || finish_reason === '';
    const trouble = status === 'failed' ? (reason ?? 'failed') : finished ? null : `finish.${finish_reason}`;
    desk.answer(source_id, { noise: strategy, program: program ?? '', trouble });
  }
}

async function writeExamples(
  directory: string,
  documents: AsyncIterable<RatedDocument>,
  desk: Desk,
  report: SftReport,
): Promise<void> {
  const files: ExampleFile[] = [];
  const begin = async (name: string): Promise<ExampleFile> => {
    const file = await ExampleFile.begin(join(directory, name));
    files.push(file);
    return file;
  };
  try {
    const doc = { train: await begin(EXAMPLE_FILES.doc.train), heldout: await begin(EXAMPLE_FILES.doc.heldout) };
    const chunk = { train: await begin(EXAMPLE_FILES.chunk.train), heldout: await begin(EXAMPLE_FILES.chunk.heldout) };
    for await (const rated of documents) {
      const split = splitOf(rated.document.id, report.options.seed, report.options.heldout);
      const examples = examplesOf(rated, split, desk, report);
      if (examples.doc !== undefined) await doc[split].add(examples.doc);
      for (const example of examples.chunks) await chunk[split].add(example);
    }
    for (const file of files) await file.finish();
  } finally {
    for (const file of files) await file.close();
  }
}

/** What one document makes, counted in the report. A text that was there before, under another id, makes nothing. */
function examplesOf(
  { document, label }: RatedDocument,
  split: Split,
  desk: Desk,
  report: SftReport,
): { readonly doc: Example | undefined; readonly chunks: readonly Example[] } {
  const { documents, document_examples, options } = report;
  if (label === undefined) {
    documents.unlabelled += 1;
    return { doc: undefined, chunks: [] };
  }
  documents[label === 'keep' ? 'kept' : 'dropped'] += 1;
  if (!desk.isNew(document.text)) {
    document_examples.duplicates += 1;
    return { doc: undefined, chunks: [] };
  }
  const chunks = label === 'keep' ? windowExamples(document, split, desk, report) : [];
  if (estimateTokens(document.text) > options.document_tokens) {
    document_examples.too_long += 1;
    return { doc: undefined, chunks };
  }
  document_examples.examples[split][label] += 1;
  return { doc: documentExample(document.id, document.text, label), chunks };
}
