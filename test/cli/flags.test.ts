import type { Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { optionsOf } from '../../src/cli/flags.ts';
import { runOptionsSchema } from '../../src/config/run-options.ts';
import { durationSchema } from '../../src/generation/duration.ts';

const schema = z.strictObject({
  shard_records: z.int().default(5).meta({ group: 'Output', placeholder: 'N', description: 'records' }),
  input: z.array(z.string()).optional().meta({ placeholder: 'GLOB', description: 'files' }),
  quiet: z.boolean().default(false).meta({ description: 'hush' }),
  format: z.enum(['a', 'b']).default('a').meta({ description: 'kind' }),
  wait: durationSchema.default(90_000).meta({ placeholder: 'TIME', description: 'how long' }),
  models: z.record(z.string(), z.string()).default({}).meta({ group: 'File', description: 'file only' }),
  faults: z.strictObject({ resetRate: z.number().default(0).meta({ description: 'share' }) }).prefault({}),
});
const options = optionsOf(schema);
const named = (name: string): Option | undefined => options.find((option) => option.attributeName() === name);

describe('optionsOf', () => {
  it('makes a kebab-case flag of every key, in the schema’s order, but of those for the file only', () => {
    expect(options.map(({ flags }) => flags)).toEqual([
      '--shard-records <N>',
      '--input <GLOB>',
      '--quiet',
      '--format <VALUE>',
      '--wait <TIME>',
      '--reset-rate <VALUE>',
    ]);
    expect(named('faults.resetRate')?.flags).toBe('--reset-rate <VALUE>');
  });

  it('tells choices and defaults, durations as people write them', () => {
    expect(named('shard_records')?.description).toBe('records (default 5)');
    expect(named('format')?.description).toBe('kind (a, b; default a)');
    expect(named('wait')?.description).toBe('how long (default 1m30s)');
    expect(named('quiet')?.description).toBe('hush');
  });

  it('collects what is repeated and reads numbers, leaving what is none for the schema to refuse', () => {
    const input = named('input')?.parseArg;
    expect(input?.('b', input('a', undefined))).toEqual(['a', 'b']);
    const records = named('shard_records')?.parseArg;
    expect([records?.('12', undefined), records?.('abc', undefined), records?.('', undefined)]).toEqual([
      12,
      'abc',
      '',
    ]);
  });

  it('holds no defaults of its own: the schema fills them in', () => {
    for (const option of optionsOf(runOptionsSchema)) expect(option.defaultValue).toBeUndefined();
  });

  it('describes and groups every option of a run', () => {
    for (const option of optionsOf(runOptionsSchema)) {
      expect(option.description).not.toBe('');
      expect(option.helpGroupHeading).toMatch(/^[A-Z]\w+:$/);
    }
  });
});
