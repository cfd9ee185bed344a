import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAblation } from '../../src/ablation/ablation-file.ts';
import { temporaryFolder } from '../run/harness.ts';

async function read(yaml: string, overrides = {}) {
  const path = join(await temporaryFolder(), 'ablation.yaml');
  await writeFile(path, yaml);
  return readAblation(path, overrides).catch((error: Error) => error.message.replace(path, 'ablation.yaml'));
}

const TWO = `
name: two
budget_tokens: 20k
arms:
  one: {strategy: qa}
  other: {control: original}
`;

test('an arm has the base, what the command line gives, and what it says itself, each over the one before', async () => {
  const ablation = await read(`${TWO}base: {model: small, limit: 5}\n`, {
    base: { model: 'large', endpoint: ['http://a/v1'] },
  });
  expect(ablation).toMatchObject({
    budgetTokens: 20_000,
    baseline: 'one',
    arms: [
      { name: 'one', kind: 'run', options: { strategy: 'qa', model: 'large', limit: 5, endpoint: ['http://a/v1'] } },
      { name: 'other', kind: 'original' },
    ],
  });
});

test('rules and extractive are controls that run', async () => {
  expect(
    await read(TWO.replace('{strategy: qa}', '{control: rules}').replace('original}', 'extractive, strategy: faq}')),
  ).toMatchObject({
    arms: [{ options: { strategy: 'rules-all' } }, { options: { backend: 'extractive', strategy: 'faq' } }],
  });
});

test.each([
  [
    'arms that differ in nothing',
    TWO.replace('{control: original}', '{strategy: qa}'),
    'ablation.yaml:6: arms `one` and `other` differ in nothing',
  ],
  [
    'one arm',
    'name: a\nbudget_tokens: 1k\narms: {a: {}}',
    'ablation.yaml:3: an ablation compares at least 2 arms; there is 1',
  ],
  [
    'a baseline that is no arm',
    `${TWO}baseline: oter`,
    'ablation.yaml:7: no arm is called `oter`; did you mean `other`; arms: one, other',
  ],
  ['a seed twice', `${TWO}seeds: [1, 1]`, 'ablation.yaml:7: seeds: the same seed twice is the same texts twice'],
  [
    'a name that is a path',
    TWO.replace('one:', 'o/ne:'),
    'ablation.yaml:5: `o/ne` is no valid key: must be of small letters, digits, `-`, `_` and `.`, and begin with one of the first two',
  ],
  [
    'a name of dots',
    TWO.replace('one:', '..:'),
    'ablation.yaml:5: `..` is no valid key: must be of small letters, digits, `-`, `_` and `.`, and begin with one of the first two',
  ],
  [
    'two recipes for one arm',
    TWO.replace('{strategy: qa}', '{strategy: qa, mix: {strategies: {qa: 1}}}'),
    'ablation.yaml:5: arm `one` has both `strategy` and `mix`: leave one out',
  ],
])('%s', async (_, yaml, message) => {
  expect(await read(yaml)).toBe(message);
});

test.each([
  ['an unknown metric', `${TWO}metrics: [bits_per_bite]`, /ablation.yaml:7:.*bits_per_bite/],
  [
    'an option that an ablation decides',
    TWO.replace('strategy: qa', 'strategy: qa, seed: 3'),
    /ablation.yaml:5:.*seed/,
  ],
  ['an option that no run has', TWO.replace('strategy: qa', 'stratgy: qa'), /ablation.yaml:5:.*stratgy.*strategy/],
])('%s is refused where it stands', async (_, yaml, message) => {
  expect(await read(yaml)).toMatch(message);
});
