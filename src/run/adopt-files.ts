import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readShard } from '../emission/read-shard.ts';
import type { ShardFormat } from '../emission/shard-formats.ts';
import { FAULTS, type FaultKind } from '../generation/faults.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ShardKind } from '../ledger/shards.ts';
import { printOf } from '../text/text-print.ts';
import { RewriteError } from '../vocabulary/error.ts';
import type { AcceptedRecord, RejectRecord } from '../vocabulary/outcome.ts';
import { planEpochs, readEpochs } from './epochs-file.ts';
import type { Progress } from './progress.ts';
import { describeFile, FOLDER_OF, listParts, type PartFile } from './shard-files.ts';
import { saveProgress } from './turning-points.ts';

export interface AdoptOptions {
  readonly ledger: Ledger;
  readonly progress: Progress;
  /** The run directory. */
  readonly directory: string;
  readonly format: ShardFormat;
}

/** A file that was taken over. */
export interface AdoptedFile {
  readonly kind: ShardKind;
  readonly part: number;
  readonly path: string;
  readonly records: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Records entered in one transaction. */
const BATCH = 1_000;

/**
 * Takes sealed files over that the ledger does not know: it is new (a repair), or older than they are (a copy was put
 * back; a power cut undid commits with `synchronous: normal`). Their records stand from then on: tasks that the
 * schedule meets again are not performed, and outcomes that are staged as well are dropped from the staging. Either
 * all files are taken over or, after a crash, none.
 *
 * Throws a RewriteError `mismatch` for a file that cannot be read, and for a record that stands twice.
 */
export async function adoptUnknownFiles(options: AdoptOptions): Promise<AdoptedFile[]> {
  const { ledger, progress, directory, format } = options;
  // Also where nothing is unknown any more: a file that could not be read may have been moved out since.
  ledger.transaction(() => ledger.standing.dropUnclaimed());
  const known = new Set(ledger.shards.all().map(({ kind, part }) => `${FOLDER_OF[kind]} ${part}`));
  const unknown = (await listParts(directory, format)).filter(({ folder, part }) => !known.has(`${folder} ${part}`));
  if (unknown.length === 0) return [];
  const weights = await readEpochs(directory);
  const adopted: AdoptedFile[] = [];
  for (const file of unknown) adopted.push(await enterRecords(file, options));
  ledger.transaction(() => {
    planEpochs(ledger, weights);
    for (const { kind, part, ...file } of adopted) ledger.shards.adopt(kind, part, file);
    dropTwins(ledger, progress);
    saveProgress(ledger, progress);
  });
  return adopted;
}

async function enterRecords(
  { folder, part, path }: PartFile,
  { ledger, directory }: AdoptOptions,
): Promise<AdoptedFile> {
  let kind: ShardKind | undefined;
  let records = 0;
  let batch: (AcceptedRecord | RejectRecord)[] = [];
  const enter = () => {
    ledger.transaction(() => {
      for (const record of batch) {
        kind ??= kindOf(folder, record);
        const print = kind === 'accepted' ? printOf(record.text, record.text, true) : undefined;
        if (ledger.standing.add(kind, part, record, print)) {
          // At once, not when its task is settled: what is made again before it must not repeat what stands.
          if (print !== undefined) ledger.seenTexts.adopt(print.hash, record.id);
          continue;
        }
        throw new RewriteError('mismatch', `The record ${record.id} in ${join(directory, path)} stands twice.`);
      }
    });
    records += batch.length;
    batch = [];
  };
  for await (const record of readShard(join(directory, path))) {
    batch.push(record as unknown as AcceptedRecord | RejectRecord);
    if (batch.length < BATCH) continue;
    enter();
    await nextTurn();
  }
  enter();
  return {
    kind: kind ?? (folder === 'shards' ? 'accepted' : 'rejected'),
    part,
    records,
    ...(await describeFile(directory, path)),
  };
}

/** Final failures that may be tried again have files of their own. */
function kindOf(folder: PartFile['folder'], record: AcceptedRecord | RejectRecord): ShardKind {
  if (folder === 'shards') return 'accepted';
  const [stage, fault] = 'reason' in record ? record.reason.split('.') : [];
  const ofDocument = stage !== 'endpoint' || FAULTS[fault as FaultKind]?.ofDocument;
  return 'status' in record && record.status === 'failed' && !ofDocument ? 'failed' : 'rejected';
}

/** An outcome that is staged and stands in a file as well needs no other file. */
function dropTwins(ledger: Ledger, progress: Progress): void {
  for (const { task, status, hash } of ledger.standing.twins()) {
    ledger.outcomes.delete(task);
    // The schedule meets what is not settled yet.
    if (task >= progress.nextTask) continue;
    const open = progress[status === 'accepted' ? 'accepted' : 'rejected'];
    if (task < open.first) {
      throw new RewriteError(
        'mismatch',
        `Task ${task} stands in a file of its own and in one that the ledger does not know.`,
      );
    }
    open.records -= 1;
    ledger.standing.delete(hash);
  }
}
