import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findInputFiles } from '../../src/corpus/input-files.ts';
import { openStandards } from '../../src/judging/standard.ts';
import { noVerdicts, verdictLines } from '../../src/judging/verdict-lines.ts';
import { openBackend } from '../../src/run/open-backend.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import type { JsonObject } from '../../src/vocabulary/json.ts';
import { records, workspace } from '../run/harness.ts';
import { SOURCE } from '../validation/candidates.ts';

it('judges the texts of a run as the run judged them, those of `with_source` included', async () => {
  const misbehaviour = { refusalRate: 0.1, loopRate: 0.1, leadInRate: 0.3, numberRate: 0.1, copyRate: 0.1 };
  const simulator = await createSimulator({ misbehaviour, seed: 3 });
  onTestFinished(() => simulator.close());
  const rows = Array.from({ length: 12 }, (_, n) => ({ id: `d${n}`, text: `Report number ${n}\n\n${SOURCE}` }));
  const place = await workspace({ input: { 'x.jsonl': rows } });
  const out = place.out('run');
  // What a text repeats, only a run can know.
  const flags = { strategy: 'qa,nemotron-qa,summary,wikipedia', duplicates: 'keep' };
  await place.run({ out, ...flags, endpoint: [simulator.url] }, openBackend);
  const accepted = await records(out);
  const rejected = await records(out, 'rejects');
  expect(Math.min(accepted.length, rejected.length)).toBeGreaterThan(8);

  const all = [...accepted, ...rejected];
  const sources = new Map(rows.map(({ id, text }) => [id, text]));
  const candidates = all.map((record) => ({ ...record, source: sources.get(record['source_id'] as string) }));
  const lines = candidates.map((candidate) => `${JSON.stringify(candidate)}\n`).join('');
  await writeFile(join(place.cwd, 'candidates.jsonl'), lines);
  const verdicts: JsonObject[] = [];
  const judging = { standardOf: await openStandards(undefined, place.cwd), details: false, onBug() {} };
  const files = await findInputFiles(['candidates.jsonl'], place.cwd);
  for await (const [line = ''] of verdictLines(files, judging, noVerdicts())) verdicts.push(JSON.parse(line));

  expect(verdicts.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  for (const [index, verdict] of verdicts.entries()) {
    const { reason, validation } = all[index] ?? {};
    expect((verdict['reasons'] as readonly string[])[0]).toBe(reason);
    // Records have their texts clean already.
    const { clean: _, ...scores } = validation as JsonObject;
    expect(verdict['scores']).toMatchObject(scores);
  }
});
