import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentsOf } from '../../src/ablation/controls.ts';
import { splitSources } from '../../src/ablation/sources.ts';
import { runOptionsSchema } from '../../src/config/run-options.ts';
import { documents, temporaryFolder } from '../run/harness.ts';

const signal = new AbortController().signal;

async function split(heldOut: { readonly share: number; readonly input?: string[] }, cwd: string) {
  const options = { ...runOptionsSchema.parse({}), input: [join(cwd, 'all.jsonl')] };
  const sources = await splitSources({ documents: 1000, heldOut }, options, join(cwd, 'sources'), cwd, signal);
  const idsOf = async (input: readonly string[]) => {
    const ids: string[] = [];
    for await (const { id } of documentsOf(input)) ids.push(id);
    return ids;
  };
  return { train: await idsOf(sources.input), heldOut: await idsOf(sources.heldOut), sources };
}

async function corpus(): Promise<{ cwd: string; rows: ReturnType<typeof documents> }> {
  const cwd = await temporaryFolder();
  const rows = documents(100);
  await writeFile(join(cwd, 'all.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return { cwd, rows };
}

test('every document is on one side, and on the same one each time', async () => {
  const { cwd, rows } = await corpus();
  const { train, heldOut } = await split({ share: 0.2 }, cwd);
  expect(train.length + heldOut.length).toBe(rows.length);
  expect(new Set([...train, ...heldOut])).toEqual(new Set(rows.map(({ id }) => id)));
  expect(heldOut.length).toBeGreaterThan(8);
  expect(heldOut.length).toBeLessThan(35);
  expect((await split({ share: 0.2 }, cwd)).heldOut).toEqual(heldOut);
});

test('no arm sees a document that is held out by a file, whatever its id is there', async () => {
  const { cwd, rows } = await corpus();
  const held = rows.slice(0, 10).map(({ text }, at) => ({ id: `other ${at}`, text }));
  await writeFile(join(cwd, 'held.jsonl'), held.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { train, heldOut, sources } = await split({ share: 0.2, input: [join(cwd, 'held.jsonl')] }, cwd);
  expect(heldOut).toEqual(held.map(({ id }) => id));
  expect(train).toEqual(rows.slice(10).map(({ id }) => id));
  expect(sources.heldOutDocuments).toBe(10);
});

test('held-out files that are not there are called what the file calls them', async () => {
  const { cwd } = await corpus();
  await expect(split({ share: 0.2, input: ['none*'] }, cwd)).rejects.toThrow('held_out.input none* matches no file in');
});

test('documents that were too few to split are read again once there are more', async () => {
  const { cwd, rows } = await corpus();
  await writeFile(join(cwd, 'all.jsonl'), JSON.stringify(rows[0]));
  await expect(split({ share: 0.2 }, cwd)).rejects.toThrow('all.jsonl');
  await writeFile(join(cwd, 'all.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { train, heldOut } = await split({ share: 0.2 }, cwd);
  expect(train.length + heldOut.length).toBe(rows.length);
});
