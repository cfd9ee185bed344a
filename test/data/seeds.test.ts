import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const SEEDS = new URL('../../data/seeds/', import.meta.url);
const README = readFileSync(new URL('../../data/README.md', import.meta.url), 'utf8');

interface Seed {
  readonly id: string;
  readonly text: string;
  readonly source: string;
  readonly license: string;
  readonly date: string | null;
  readonly title?: string;
  readonly url?: string;
  readonly language?: string;
}

const files = readdirSync(SEEDS)
  .toSorted()
  .map((name) => {
    const bytes = readFileSync(new URL(name, SEEDS));
    const seeds = gunzipSync(bytes)
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Seed);
    return { name, bytes, seeds };
  });
const all = files.flatMap(({ seeds }) => seeds);

describe('data/seeds', () => {
  it('is small enough for the first command: under 2 MB packed, under 1 MB of text', () => {
    expect(files.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(2_000_000);
    const characters = all.reduce((sum, { text }) => sum + text.length, 0);
    expect(characters).toBeGreaterThan(600_000);
    expect(characters).toBeLessThan(1_000_000);
  });

  it('carries no time stamp in its gzip headers, so that drawing it again changes nothing', () => {
    for (const { bytes } of files) expect(bytes.readUInt32LE(4)).toBe(0);
  });

  it('gives every document an id of its own, a text of 300 to 12,000 characters, a source and a licence', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
    for (const { id, text, date } of all) {
      expect(text.length, id).toBeGreaterThanOrEqual(300);
      expect(text.length, id).toBeLessThanOrEqual(12_000);
      expect(date === null || /^\d{4}-\d{2}-\d{2}/.test(date), `${id}: ${date}`).toBe(true);
    }
  });

  it('holds only texts whose licence allows copying, and attributes those that ask for it', () => {
    for (const { id, source, license, url } of all) {
      expect([
        '18f.gsa.gov CC0-1.0',
        'peps.python.org public-domain',
        'ohchr.org UDHR public-domain',
        'creativecommons.org CC-BY-4.0',
      ]).toContain(`${source} ${license}`);
      if (license === 'CC-BY-4.0') expect(README, id).toContain(url);
    }
  });

  it('holds no e-mail address but that of Creative Commons in the footers of its pages', () => {
    const addresses = all.flatMap(({ text }) => text.match(/[\w.+-]+@[\w-]+\.\w+/g) ?? []);
    expect(new Set(addresses)).toEqual(new Set(['info@creativecommons.org']));
  });

  it('has its title where it says so: in the first line', () => {
    for (const { text, title } of all) if (title !== undefined) expect(text.split('\n')[0]).toBe(title);
  });

  it('is described in the README: every file with its count of documents', () => {
    for (const { name, seeds } of files)
      expect(README).toMatch(new RegExp(`\`seeds/${name}\` \\| ${seeds.length} \\|`));
  });
});
