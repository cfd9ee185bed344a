import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseLocatedYaml, parseYaml } from '../../src/text/checked-yaml.ts';
import { RewriteError } from '../../src/vocabulary/error.ts';

const schema = z.strictObject({
  name: z.string().min(1),
  mode: z.enum(['fast', 'slow']).default('fast'),
  limits: z.strictObject({ tokens: z.int().min(1).max(100), ratio: z.number().positive().optional() }).optional(),
  size: z.union([z.number(), z.strictObject({ width: z.number() })]).optional(),
  items: z.array(z.strictObject({ key: z.string() }).transform((item) => item.key)).prefault([]),
  shares: z.record(z.string(), z.strictObject({ share: z.number() })).optional(),
});

function complaint(source: string, firstLine?: number): string {
  try {
    parseYaml(source, 'f.yaml', schema, firstLine);
  } catch (error) {
    expect(error).toBeInstanceOf(RewriteError);
    expect(error).toHaveProperty('code', 'usage');
    return (error as RewriteError).message;
  }
  return '';
}

describe('parseYaml', () => {
  it('returns what the schema makes of the file', () => {
    expect(parseYaml('name: a # comment\nitems: [{key: x}]\nsize: {width: 2}', 'f.yaml', schema)).toEqual({
      name: 'a',
      mode: 'fast',
      items: ['x'],
      size: { width: 2 },
    });
  });

  it.each([
    ['name: a\nmod: slow', 'f.yaml:2: unknown key `mod`; did you mean `mode`?'],
    ['name: a\nlimits:\n  tokens: 5\n  token: 6', 'f.yaml:4: unknown key `token` in limits; did you mean `tokens`?'],
    [
      'name: a\nitems:\n  - key: x\n  - {key: y, kye: z}',
      'f.yaml:4: unknown key `kye` in items[1]; did you mean `key`?',
    ],
    ['name: a\nshares:\n  qa: {share: 1, weight: 2}', 'f.yaml:3: unknown key `weight` in shares.qa; known are share'],
    [
      'name: a\nsize: {widht: 2}',
      'f.yaml:2: `width` is missing in size\nf.yaml:2: unknown key `widht` in size; did you mean `width`?',
    ],
    ['name: a\nlimits: {ratio: 1}', 'f.yaml:2: `tokens` is missing in limits'],
    ['mode: slow', 'f.yaml:1: `name` is missing'],
    ['', 'f.yaml:1: `name` is missing'],
    ['name: 5', 'f.yaml:1: `name` must be a string, got `5`'],
    ['name:', 'f.yaml:1: `name` must be a string, got nothing'],
    ['name: ""', 'f.yaml:1: `name` must be a string that is not empty, got an empty string'],
    ['name: [a]', 'f.yaml:1: `name` must be a string, got a list'],
    ['name: a\nmode: solw', 'f.yaml:2: `mode` must be one of fast, slow, got `solw`; did you mean `slow`?'],
    ['name: a\nlimits: {tokens: 1.5}', 'f.yaml:2: `limits.tokens` must be a whole number, got `1.5`'],
    ['name: a\nlimits: {tokens: 0}', 'f.yaml:2: `limits.tokens` must be at least 1, got `0`'],
    ['name: a\nlimits: {tokens: 101}', 'f.yaml:2: `limits.tokens` must be at most 100, got `101`'],
    ['name: a\nlimits:\n  tokens: 1\n  ratio: 0', 'f.yaml:4: `limits.ratio` must be more than 0, got `0`'],
    ['name: a\nlimits: many', 'f.yaml:2: `limits` must be a mapping (key: value), got `many`'],
    ['name: a\nsize: big', 'f.yaml:2: `size` must be a number or a mapping (key: value), got `big`'],
    ['name: a\nitems: {key: x}', 'f.yaml:2: `items` must be a list, got a mapping'],
    ['- name', 'f.yaml:1: the file must be a mapping (key: value), got a list'],
  ])('says what is wrong with %j', (source, message) => {
    expect(complaint(source)).toBe(message);
  });

  it('keeps the words of a schema that words its own issues', () => {
    const own = z.strictObject({ kind: z.string().refine((kind) => kind === 'x', 'only x works here') });
    expect(() => parseYaml('kind: y', 'f.yaml', own)).toThrow('f.yaml:1: `kind`: only x works here');
  });

  it('names the line of what is no YAML', () => {
    expect(complaint('name: a\nmode: "slow')).toMatch(/^f\.yaml:2: not valid YAML: /);
    expect(complaint('name: a\nname: b')).toMatch(/^f\.yaml:2: not valid YAML: Map keys must be unique/);
  });

  it('lists five problems in the order of the file and counts the rest', () => {
    const unknown = Array.from({ length: 8 }, (_, index) => `unheard${index}: 1`).join('\n');
    const lines = complaint(unknown).split('\n');
    expect(lines.slice(0, 5).map((line) => line.split(':')[1])).toEqual(['1', '1', '2', '3', '4']);
    expect(lines.slice(5)).toEqual(['f.yaml: and 4 more']);
  });

  it('counts lines from where the YAML stands in its file', () => {
    expect(complaint('name: a\nmod: slow', 10)).toBe('f.yaml:11: unknown key `mod`; did you mean `mode`?');
  });

  it('follows an alias to where the value stands', () => {
    const aliased = 'name: a\nshares:\n  qa: &one\n    share: x\n  faq: *one';
    expect(complaint(aliased)).toBe(
      'f.yaml:4: `shares.qa.share` must be a number, got `x`\nf.yaml:4: `shares.faq.share` must be a number, got `x`',
    );
  });
});

describe('parseLocatedYaml', () => {
  it('names the line of a key, or of the nearest block that exists', () => {
    const { at } = parseLocatedYaml('name: a\nlimits:\n  tokens: 5\n', 'f.yaml', schema);
    expect(at(['limits', 'tokens'])).toBe('f.yaml:3');
    expect(at(['limits', 'ratio'])).toBe('f.yaml:2');
    expect(at(['nothing'])).toBe('f.yaml:1');
  });
});
