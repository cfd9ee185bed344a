import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { topicText } from '../raters/classifier/topics.ts';
import { call } from './call.ts';

let cwd: string;
const command = (...args: string[]) => call(main, args, { cwd });
const train = (...args: string[]) =>
  command('classifier', 'train', '--positives', 'sea.jsonl', '--negatives', 'law.jsonl', '--bits', '18', ...args);

/** Applies the model to the new documents. */
const apply = (out: string) => {
  const files = ['--model', 'sea.classifier', '--input', 'new.jsonl', '--out', out];
  return command('classifier', 'apply', ...files, '--format', 'jsonl');
};

type Row = Record<string, unknown>;

const write = (name: string, rows: readonly unknown[]): Promise<void> =>
  writeFile(join(cwd, name), rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));

async function rated(out: string): Promise<Row[]> {
  const lines = (await readFile(join(cwd, out, 'shards/part-00000.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

const scoreOf = ({ annotations }: Row): number => (annotations as { classifier: { score: number } }).classifier.score;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-classifier-'));
  const texts = (topic: 'sea' | 'law', from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => ({ id: `${topic}${from + n}`, text: topicText(topic, from + n, 0.1) }));
  await write('sea.jsonl', [...texts('sea', 0, 150), '{"no text": 1}']);
  await write('law.jsonl', texts('law', 0, 300));
  await write('new.jsonl', [...texts('sea', 500, 540), ...texts('law', 500, 540)]);
  const trained = await train('--out', 'sea.classifier');
  expect(trained).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function header(file: string): Promise<Row> {
  const bytes = await readFile(join(cwd, file));
  return JSON.parse(bytes.subarray(0, bytes.indexOf(0x0a)).toString()) as Row;
}

describe('rewrite classifier', () => {
  it('tells documents apart that it has never seen', async () => {
    expect(await apply('rated')).toMatchObject({ code: 0 });
    const rows = await rated('rated');
    expect(rows.map(({ id }) => id)).toEqual([
      ...Array.from({ length: 40 }, (_, n) => `sea${500 + n}`),
      ...Array.from({ length: 40 }, (_, n) => `law${500 + n}`),
    ]);
    const right = rows.filter((row) => scoreOf(row) > 0.5 === String(row['id']).startsWith('sea'));
    expect(right.length).toBeGreaterThan(72);
    for (const row of rows) {
      const { score, log_odds } = (row['annotations'] as { classifier: Record<string, number> }).classifier;
      expect(1 / (1 + Math.exp(-(log_odds ?? 0)))).toBeCloseTo(score ?? 0, 4);
    }
  });

  it('tells what it was made of, how good it is and what tells each class', async () => {
    const { positives, negatives, evaluation, calibration } = await header('sea.classifier');
    expect(positives).toMatchObject({
      files: [{ path: 'sea.jsonl', documents: 150 }],
      skipped: { 'input.no_text': 1 },
    });
    const telling = (side: unknown) =>
      (side as { telling: { ngram: string; weight: number; count: number }[] }).telling.slice(0, 8);
    for (const { ngram, weight } of telling(positives)) {
      expect(ngram).toMatch(/harbour|tide|boat|net|captain|anchor|wave|gull|sail|reef/);
      expect(weight).toBeGreaterThan(0);
    }
    for (const { ngram } of telling(negatives)) {
      expect(ngram).toMatch(/court|statute|clause|appeal|judge|verdict|counsel|petition|ruling|witness/);
    }
    const measured = evaluation as { auc: number; positives: number; negatives: number; ece: number };
    const held = Number((positives as Row)['held_out']) + Number((negatives as Row)['held_out']);
    expect(measured.positives + measured.negatives + Number((calibration as Row)['documents'])).toBe(held);
    expect(held).toBeGreaterThan(50);
    expect(held).toBeLessThan(130);
    expect(measured.auc).toBeGreaterThan(0.95);
  });

  it('counts both classes the same: twice as many negatives do not move the middle', async () => {
    await apply('middle');
    const above = (await rated('middle')).filter((row) => scoreOf(row) > 0.5).length;
    expect(above).toBeGreaterThan(34);
    expect(above).toBeLessThan(46);
  });

  it('makes the same file of the same documents and seed, and another of another seed', async () => {
    await train('--out', 'again.classifier');
    await train('--out', 'other.classifier', '--seed', '1');
    const [first, again, other] = await Promise.all(
      ['sea', 'again', 'other'].map((name) => readFile(join(cwd, `${name}.classifier`))),
    );
    expect(again?.equals(first ?? Buffer.of())).toBe(true);
    expect(other?.equals(first ?? Buffer.of())).toBe(false);
  });

  it('holds documents of one group out together, in whichever class and file', async () => {
    const rows = (topic: 'sea' | 'law', groups: number) =>
      Array.from({ length: 400 }, (_, n) => ({ text: topicText(topic, n), site: `${topic}${n % groups}` }));
    await write('sites-sea.jsonl', rows('sea', 8));
    await write('sites-law.jsonl', rows('law', 400));
    const files = ['--positives', 'sites-sea.jsonl', '--negatives', 'sites-law.jsonl', '--bits', '18'];
    const options = ['--held-out', '0.5', '--group-column', 'site', '--epochs', '1', '--out', 'sites.classifier'];
    expect((await command('classifier', 'train', ...files, ...options)).code).toBe(0);
    const { positives, negatives } = await header('sites.classifier');
    // Eight sites of fifty documents each.
    expect(Number((positives as Row)['held_out']) % 50).toBe(0);
    expect(Number((negatives as Row)['held_out']) % 50).not.toBe(0);
    // One that no document has would leave every page of a site on both sides.
    const misspelt = await command('classifier', 'train', ...files, '--group-column', 'sites', '--out', 'never');
    expect(misspelt).toMatchObject({ code: 2 });
    expect(misspelt.stderr).toContain(
      '--group-column sites: no document has a value there (did you mean site?); there are "site"',
    );
  });

  it('is what annotate --rater classifier applies', async () => {
    const flags = ['--input', 'new.jsonl', '--format', 'jsonl'];
    await command(
      'annotate',
      '--rater',
      'classifier',
      '--classifier',
      'sea.classifier',
      ...flags,
      '--out',
      'annotated',
    );
    await apply('applied');
    expect(await rated('annotated')).toEqual(await rated('applied'));
  });
});

describe('rewrite classifier train refuses', () => {
  const refused = async (...args: string[]): Promise<string> => {
    const ended = await command('classifier', 'train', ...args, '--out', 'never.classifier');
    expect(ended.code).toBe(2);
    expect(existsSync(join(cwd, 'never.classifier'))).toBe(false);
    return ended.stderr;
  };

  it('one class, an empty one, one that is too small', async () => {
    expect(await refused('--positives', 'sea.jsonl')).toContain('--negatives is missing');
    await write('empty.jsonl', []);
    await write('other.jsonl', [{ body: 'x' }]);
    await write('few.jsonl', [{ text: 'One.' }, { text: 'Two.' }]);
    const against = ['--negatives', 'law.jsonl'];
    expect(await refused('--positives', 'empty.jsonl', ...against)).toContain('--positives: no document');
    expect(await refused('--positives', 'other.jsonl', ...against)).toContain('other.jsonl, row 0: no column "text"');
    expect(await refused('--positives', 'few.jsonl', ...against)).toMatch(/--positives: 2 documents.*at least 5 each/);
    expect(await refused('--positives', 'nowhere.jsonl', ...against)).toContain('--positives nowhere.jsonl matches no');
    expect(await refused('--positives', 'sea.jsonl', '--negatives', '*.none')).toContain('--negatives *.none matches');
  });

  it('a file in both classes, by whichever name, and standard input, which cannot be read twice', async () => {
    await symlink(join(cwd, 'law.jsonl'), join(cwd, 'link.jsonl'));
    const negatives = ['--negatives', 'law.jsonl'];
    expect(await refused('--positives', '{sea,law}.jsonl', ...negatives)).toContain(
      'in --positives and in --negatives',
    );
    expect(await refused('--positives', 'link.jsonl', ...negatives)).toContain('in --positives and in --negatives');
    expect(await refused('--positives', '-', ...negatives)).toContain('put it in a file first');
  });

  it('to write over what it reads, and leaves no temporary file', async () => {
    const ended = await train('--out', 'law.jsonl');
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stderr).toContain('law.jsonl');
    expect((await readFile(join(cwd, 'law.jsonl'), 'utf8')).split('\n')).toHaveLength(301);
    expect((await readdir(cwd)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('rewrite classifier apply refuses', () => {
  const refused = async (model: string): Promise<string> => {
    const ended = await command('classifier', 'apply', '--model', model, '--input', 'new.jsonl', '--out', 'never');
    expect(ended.code).toBe(2);
    expect(existsSync(join(cwd, 'never'))).toBe(false);
    return ended.stderr;
  };

  it('what is no model, what is cut off, and what another version made', async () => {
    const whole = await readFile(join(cwd, 'sea.classifier'));
    await writeFile(join(cwd, 'cut.classifier'), whole.subarray(0, whole.length - 100));
    const older = whole.toString('latin1').replace('"version":1', '"version":0');
    await writeFile(join(cwd, 'older.classifier'), Buffer.from(older, 'latin1'));
    expect(await refused('law.jsonl')).toContain('law.jsonl is no classifier');
    expect(await refused('nowhere.classifier')).toContain('cannot read');
    expect(await refused('cut.classifier')).toMatch(/cut.classifier is damaged: it has \d+ bytes, and should have/);
    expect(await refused('older.classifier')).toContain('of version 0, this tool reads version 1');
    await writeFile(join(cwd, 'headless.classifier'), whole.subarray(whole.indexOf(0x0a)));
    expect(await refused('headless.classifier')).toContain('is no classifier');
  });
});
