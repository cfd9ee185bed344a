/*
 * Memory and time of everything in `rewrite dedup` that grows with the number of records, without the text: a table of
 * ids and values, keys of 14 bands sorted on disk, groups, clusters. Each tenth record repeats the bands of the one
 * before. Reading and signing add what they take for a batch, whatever the number (eval/bench/dedup.ts).
 *
 *   npx tsx eval/dedup/scale.ts [RECORDS]
 *
 * Ten million without an argument: 2 GB of room for temporary files.
 */
import { clustersOf } from '../../src/dedup/clusters.ts';
import { ExternalSort } from '../../src/external/external-sort.ts';
import { joinBands } from '../../src/dedup/join-bands.ts';
import { RecordTable } from '../../src/dedup/record-table.ts';
import { createUnionFind } from '../../src/dedup/union-find.ts';
import { BANDS } from '../../src/text/min-hash.ts';
import { mixed } from '../../src/text/shingles.ts';
import { printTable } from '../bench/measure.ts';
import { memoryOf } from '../bench/process-memory.ts';
import { inTemporaryFolder } from '../bench/temporary-folder.ts';

const records = Number(process.argv[2] ?? 10_000_000);
const REPEAT_EVERY = 10;

await inTemporaryFolder(async (folder) => {
  const rows: string[][] = [];
  let begun = process.cpuUsage();
  const note = (step: string): void => {
    const { user, system } = process.cpuUsage(begun);
    rows.push([step, ((user + system) / 1e6).toFixed(0), (memoryOf(process.pid)?.peak ?? Number.NaN).toFixed(0)]);
    begun = process.cpuUsage();
  };
  const table = new RecordTable(folder);
  const bands = new ExternalSort({ folder, name: 'bands', width: 3 });
  for (let record = 0; record < records; record++) {
    const like = record % REPEAT_EVERY === REPEAT_EVERY - 1 ? record - 1 : record;
    table.add(`record/of/a/run-${record}/summary/0`, like);
    for (let band = 0; band < BANDS; band++) {
      const key = mixed(like * BANDS + band);
      bands.add(key, mixed(key + 1), record);
    }
  }
  table.sync();
  note('table and sorted runs');
  const groups = createUnionFind(records);
  const { signal } = new AbortController();
  const joined = await joinBands({ bands, sketches: undefined }, groups, { folder, minSimilarity: undefined, signal });
  note('merged and joined');
  const clusters = clustersOf(groups, table.values());
  note('clusters');
  bands.close();
  table.close();
  printTable([[`${records.toLocaleString('en')} records`, 'CPU seconds', 'peak MB'], ...rows]);
  process.stdout.write(
    `\n${joined.candidates.toLocaleString('en')} pairs, ${clusters.count.toLocaleString('en')} clusters\n`,
  );
});
