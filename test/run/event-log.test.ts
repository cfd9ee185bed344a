import { appendFile, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENT_LOG, EventLog, type EventLogOptions } from '../../src/run/event-log.ts';
import type { RunEvent } from '../../src/run/run-events.ts';
import { temporaryFolder } from './harness.ts';

const gate = (detail: string): RunEvent => ({ kind: 'gate.tripped', detail });

function openLog(directory: string, options: Partial<EventLogOptions> = {}) {
  const troubles: string[] = [];
  const onTrouble = (sentence: string) => troubles.push(sentence);
  return { log: new EventLog({ directory, now: () => 0, secrets: [], onTrouble, ...options }), troubles };
}

async function lines(directory: string, file = EVENT_LOG): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(directory, file), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function writeAll(directory: string, details: readonly string[], options: Partial<EventLogOptions> = {}) {
  const { log, troubles } = openLog(directory, options);
  for (const detail of details) log.write(gate(detail));
  await log.close();
  return { log, troubles };
}

describe('the event log', () => {
  it('holds one JSON object a line with its time and kind first, and every process appends', async () => {
    const directory = await temporaryFolder();
    await writeAll(directory, ['one', 'two\nlines']);
    await writeAll(directory, ['three']);
    expect(await lines(directory)).toEqual([
      { time: '1970-01-01T00:00:00.000Z', kind: 'gate.tripped', detail: 'one' },
      { time: '1970-01-01T00:00:00.000Z', kind: 'gate.tripped', detail: 'two\nlines' },
      { time: '1970-01-01T00:00:00.000Z', kind: 'gate.tripped', detail: 'three' },
    ]);
  });

  it.each([
    ['a torn last line', '{"time":"2026-01-01T0'],
    ['a torn line that is longer than what is looked at', `{"x":"${'é'.repeat(100_000)}`],
  ])('cuts off %s that a killed process left', async (_, torn) => {
    const directory = await temporaryFolder();
    await writeAll(directory, ['whole']);
    await appendFile(join(directory, EVENT_LOG), torn);
    await writeAll(directory, ['next']);
    expect((await lines(directory)).map(({ detail }) => detail)).toEqual(['whole', 'next']);
  });

  it('begins anew in a file that is nothing but a torn line', async () => {
    const directory = await temporaryFolder();
    await writeFile(join(directory, EVENT_LOG), 'no newline');
    await writeAll(directory, ['first']);
    expect((await lines(directory)).map(({ detail }) => detail)).toEqual(['first']);
  });

  it('stays within two files of a bounded size, the newest events last', async () => {
    const directory = await temporaryFolder();
    const mostBytes = 2_000;
    for (let n = 0; n < 100; n += 1) await writeAll(directory, [`event ${n}`], { mostBytes });
    expect((await readdir(directory)).sort()).toEqual([EVENT_LOG, 'events.old.jsonl']);
    for (const file of await readdir(directory)) {
      expect((await stat(join(directory, file))).size).toBeLessThanOrEqual(mostBytes);
    }
    const kept = [...(await lines(directory, 'events.old.jsonl')), ...(await lines(directory))];
    const numbers = kept.map(({ detail }) => Number(String(detail).slice(6)));
    expect(numbers.at(-1)).toBe(99);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
    expect(numbers.length).toBeGreaterThan(20);
  });

  it('never holds a key, and cuts what is too long', async () => {
    const directory = await temporaryFolder();
    const secrets = ['sk-"quoted"-key', 'x'];
    await writeAll(directory, ['Incorrect key sk-"quoted"-key, next', 'y'.repeat(100_000)], { secrets });
    const [first, second] = await lines(directory);
    expect(first?.['detail']).toBe('Incorrect key [key], next');
    expect(String(second?.['detail']).length).toBeLessThan(5_000);
  });

  it('says once that the disk takes nothing, counts what is lost, and never throws', async () => {
    const directory = await temporaryFolder();
    await symlink('/dev/full', join(directory, EVENT_LOG));
    const { log, troubles } = openLog(directory);
    for (let n = 0; n < 5; n += 1) {
      log.write(gate(`event ${n}`));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await log.close();
    await log.close();
    expect(troubles).toEqual([expect.stringMatching(/^events\.jsonl cannot be written, the run goes on.*ENOSPC/)]);
    expect(log.lost).toBe(5);
  });

  it('writes down how many events were lost as soon as there is room again', async () => {
    const directory = await temporaryFolder();
    await mkdir(join(directory, EVENT_LOG));
    const { log } = openLog(directory);
    log.write(gate('lost'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await rm(join(directory, EVENT_LOG), { recursive: true });
    log.write(gate('kept'));
    await log.close();
    expect(await lines(directory)).toMatchObject([
      { kind: 'events.lost', count: 1, detail: expect.stringContaining('EISDIR') as string },
      { kind: 'gate.tripped', detail: 'kept' },
    ]);
    expect(log.lost).toBe(1);
  });

  it('writes down what was lost when it closes, at the latest', async () => {
    const directory = await temporaryFolder();
    await mkdir(join(directory, EVENT_LOG));
    const { log } = openLog(directory);
    log.write(gate('lost'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await rm(join(directory, EVENT_LOG), { recursive: true });
    await log.close();
    expect(await lines(directory)).toMatchObject([{ kind: 'events.lost', count: 1 }]);
  });

  it('holds back no more than so many events for a slow disk', async () => {
    const directory = await temporaryFolder();
    const { log } = openLog(directory);
    for (let n = 0; n < 25_000; n += 1) log.write(gate(`${n}`));
    await log.close();
    expect(log.lost).toBeGreaterThan(10_000);
    const written = await lines(directory);
    expect(written.filter(({ kind }) => kind === 'events.lost')).toMatchObject([{ count: log.lost }]);
    expect(written.length - 1 + log.lost).toBe(25_000);
  });
});
