import { createLineBuffer } from '../../emission/line-buffer.ts';
import { writeWholeFile } from '../../emission/write-whole-file.ts';
import type { Job } from '../../run/job.ts';
import type { Manifest } from '../../run/manifest.ts';
import { type Desk, withDesk } from './desk.ts';
import type { SftFolder } from './folder.ts';
import { loadRatings, ratedDocuments } from './rated-documents.ts';
import { keptWindows } from './windows.ts';

/**
 * Writes the windows of every document that the keep rule keeps, one JSON object a line, in the order of the corpus: a
 * text that was there before under another id is not asked about again. The file appears whole, by rename.
 */
export async function writeWindows(
  folder: SftFolder,
  job: Job,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<void> {
  await withDesk(folder.desk, async (desk) => {
    await loadRatings(folder.scores, manifest, desk);
    await writeWholeFile(folder.windows, windowLines(job, manifest, desk, signal), signal);
  });
}

async function* windowLines(job: Job, manifest: Manifest, desk: Desk, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffer = createLineBuffer();
  for await (const { document, label } of ratedDocuments(job, manifest, desk, signal)) {
    if (label === undefined || !desk.isNew(document.text) || label === 'drop') continue;
    for (const { id, window, kind } of keptWindows(document.id, document.text)) {
      if (kind !== 'asked') continue;
      if (buffer.add(JSON.stringify({ id, text: window.text }))) yield buffer.take();
    }
  }
  yield buffer.take();
}
