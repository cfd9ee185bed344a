import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStrategy } from '../../src/config/strategy-file.ts';
import { GENERIC_VALIDATION } from '../../src/validation/generic.ts';
import { type RecipeFolder, recipeFolder } from './recipe-files.ts';

let folder: RecipeFolder;
beforeAll(async () => {
  folder = await recipeFolder();
});
afterAll(() => folder.remove());

const FULL = `name: tutorial
summary: Rewrites a document as a step-by-step tutorial.
source: "FinePhrase (Hugging Face, 2026)"
prompt: ../prompts/tone.md
model: big
accepts: {min_tokens: 50, max_tokens: 6000, quality: high, languages: [en]}
chunk: {max_tokens: 1500}
generation: {temperature: 0.7, top_p: 0.9, max_tokens: {ratio: 1.5, min: 128, max: 1024}, top_k: 40}
output: {kind: text, join: lines, with_source: true}
variables: {tone: [friendly, formal]}
variations: 3
expected_ratio: 0.4
validation:
  - finish
  - length: {min_tokens: 50, max_ratio: 1.5}
`;

async function messageOf(source: string): Promise<string> {
  const path = await folder.write('strategies/case.yaml', source);
  const error: unknown = await loadStrategy(path).catch((reason: unknown) => reason);
  expect(error).toHaveProperty('code', 'usage');
  return error instanceof Error ? error.message.replaceAll(folder.path, '') : '';
}

describe('loadStrategy', () => {
  it('reads every key of the contract', async () => {
    await folder.write('prompts/tone.md', '{{ document }}\nIn a {{ tone }} tone.');
    const path = await folder.write('strategies/tutorial.yaml', FULL);
    expect(await loadStrategy(path)).toMatchObject({
      name: 'tutorial',
      summary: 'Rewrites a document as a step-by-step tutorial.',
      source: 'FinePhrase (Hugging Face, 2026)',
      path,
      prompt: { name: 'tone', endpoint: 'chat', body: '{{ document }}\nIn a {{ tone }} tone.' },
      model: 'big',
      accepts: { minTokens: 50, maxTokens: 6000, quality: 'high', languages: ['en'] },
      chunk: { maxTokens: 1500 },
      generation: {
        maxTokens: { ratio: 1.5, min: 128, max: 1024 },
        fields: { temperature: 0.7, top_p: 0.9, top_k: 40 },
      },
      output: { kind: 'text', join: 'lines', withSource: true },
      variables: { tone: ['friendly', 'formal'] },
      variations: 3,
      expectedRatio: 0.4,
      validation: [
        { validator: 'finish', bounds: {} },
        { validator: 'length', bounds: { min_tokens: 50, max_ratio: 1.5 } },
      ],
    });
  });

  describe('of stages', () => {
    const PROGRAM =
      'name: NAME\nprompt: ../prompts/stage.md\nmodel: NAME-model\noutput: {kind: program}\nexpected_ratio: 0.5\n';
    const write = async (stages: string, more = '') => {
      await folder.write('prompts/stage.md', '{{ document }}');
      for (const name of ['first', 'second']) {
        await folder.write(`strategies/${name}.yaml`, PROGRAM.replaceAll('NAME', name));
      }
      return `name: both\nstages: [${stages}]\n${more}`;
    };

    it('reads them from the files beside it, with a name and a hash for all their prompts', async () => {
      const path = await folder.write('strategies/both.yaml', await write('first.yaml, second.yaml'));
      const strategy = await loadStrategy(path);
      expect(strategy.stages?.map(({ name, model }) => [name, model])).toEqual([
        ['first', 'first-model'],
        ['second', 'second-model'],
      ]);
      expect(strategy).toMatchObject({
        name: 'both',
        prompt: { name: 'stage+stage', sha12: expect.stringMatching(/^[0-9a-f]{12}$/) },
        output: { kind: 'program', join: 'program' },
        expectedRatio: 0.25,
      });
      expect(strategy.prompt.sha12).not.toBe(strategy.stages?.[0]?.prompt.sha12);
    });

    it('refuses what belongs to a stage, stages that are no programs or have stages, and a single one', async () => {
      expect(await messageOf(await write('first.yaml, second.yaml', 'model: big\n'))).toMatch(
        /^\/strategies\/case\.yaml:3: unknown key `model`/,
      );
      await folder.strategy('text');
      expect(await messageOf(await write('first.yaml, text.yaml'))).toMatch(
        /^\/strategies\/case\.yaml:2: text\.yaml cannot be a stage: its output is no program/,
      );
      await folder.write('strategies/nested.yaml', await write('first.yaml, second.yaml'));
      expect(await messageOf(await write('first.yaml, nested.yaml'))).toMatch(/it has stages itself/);
      expect(await messageOf(await write('first.yaml'))).toMatch(/case\.yaml:2: `stages` must .*at least 2/);
    });

    it('refuses itself as a stage, and does not go round in circles', async () => {
      expect(await messageOf(await write('first.yaml, case.yaml'))).toMatch(
        /^\/strategies\/case\.yaml:2: case\.yaml cannot be a stage: it has stages itself/,
      );
    });

    it('refuses a stage that draws variables: nothing would stand in their place in its prompt', async () => {
      const text = await write('toned.yaml, second.yaml');
      await folder.write('prompts/tone.md', '{{ document }}\nIn a {{ tone }} tone.');
      await folder.write(
        'strategies/toned.yaml',
        'name: toned\nprompt: ../prompts/tone.md\noutput: {kind: program}\nvariables: {tone: [friendly, formal]}\n',
      );
      expect(await messageOf(text)).toMatch(/case\.yaml:2: toned\.yaml cannot be a stage: it draws variables \(tone\)/);
    });
  });

  it('fills every default of a strategy of two lines', async () => {
    const path = await folder.strategy('plain');
    const strategy = await loadStrategy(path);
    expect(strategy).toMatchObject({
      model: 'default',
      source: '',
      accepts: { minTokens: 0, quality: 'any', languages: [] },
      chunk: undefined,
      generation: { maxTokens: { ratio: 1.5, min: 128, max: 1024 }, fields: {} },
      output: { kind: 'text', join: 'separate', withSource: false },
      variables: {},
      variations: 1,
      expectedRatio: 0.75,
    });
    expect(strategy.validation).toEqual(GENERIC_VALIDATION);
  });

  it('expects half of what max_tokens allows by length, half the source for a number, and all of it for programs', async () => {
    const ratio = async (more: string): Promise<number> =>
      (await loadStrategy(await folder.strategy('ratio', more))).expectedRatio;
    expect(await ratio('generation: {max_tokens: {ratio: 0.8, min: 1, max: 9}}')).toBe(0.4);
    expect(await ratio('generation: {max_tokens: 700}')).toBe(0.5);
    expect(await ratio('generation: {max_tokens: 16}\noutput: {kind: program, join: program}')).toBe(1);
  });

  it.each([
    ['an unknown key', 'sumary: x', '/strategies/case.yaml:3: unknown key `sumary`; did you mean `summary`?'],
    [
      'an unknown key of accepts',
      'accepts: {min_token: 5}',
      '/strategies/case.yaml:3: unknown key `min_token` in accepts; did you mean `min_tokens`?',
    ],
    [
      'an unknown key of generation',
      'generation:\n  temperature: 0.7\n  max_token: 5',
      '/strategies/case.yaml:5: unknown key `max_token` in generation; did you mean `max_tokens`?',
    ],
    [
      'an unknown key of max_tokens',
      'generation: {max_tokens: {ratio: 1, min: 1, mx: 5}}',
      '/strategies/case.yaml:3: `max` is missing in generation.max_tokens\n/strategies/case.yaml:3: unknown key `mx` in generation.max_tokens; did you mean `max`?',
    ],
    [
      'an unknown key of chunk',
      'chunk: {max_token: 5}',
      '/strategies/case.yaml:3: `max_tokens` is missing in chunk\n/strategies/case.yaml:3: unknown key `max_token` in chunk; did you mean `max_tokens`?',
    ],
    [
      'an unknown key of output',
      'output: {withsource: true}',
      '/strategies/case.yaml:3: unknown key `withsource` in output; did you mean `with_source`?',
    ],
    [
      'a wrong type',
      'generation: {temperature: hot}',
      '/strategies/case.yaml:3: `generation.temperature` must be a number, got `hot`',
    ],
    [
      'a wrong value',
      'accepts: {quality: hihg}',
      '/strategies/case.yaml:3: `accepts.quality` must be one of high, low, any, got `hihg`; did you mean `high`?',
    ],
    ['a wrong number', 'variations: 0', '/strategies/case.yaml:3: `variations` must be at least 1, got `0`'],
  ])('refuses %s', async (_, yaml, message) => {
    expect(await messageOf(`name: case\nprompt: ../prompts/p.md\n${yaml}\n`)).toBe(message);
  });

  it('refuses an unknown validator and an unknown bound, each on its line', async () => {
    const message = await messageOf(
      'name: case\nprompt: ../prompts/p.md\nvalidation:\n  - finish\n  - lenght\n  - copy:\n      max_runn: 0.5\n',
    );
    const [validator, bound] = message.split('\n');
    expect(validator).toMatch(/^\/strategies\/case\.yaml:5: .*lenght.*did you mean.*length/);
    expect(bound).toMatch(/^\/strategies\/case\.yaml:6: .*max_runn.*did you mean.*max_run/);
  });

  it('refuses a file without name or prompt', async () => {
    expect(await messageOf('summary: x')).toBe(
      '/strategies/case.yaml:1: `name` is missing\n/strategies/case.yaml:1: `prompt` is missing',
    );
  });

  it('refuses a name that could not be told from a list or a path', async () => {
    expect(await messageOf('name: a,b\nprompt: ../prompts/p.md')).toBe(
      '/strategies/case.yaml:1: `name`: letters, digits, `.`, `_` and `-` only',
    );
  });

  it('refuses a prompt that uses a variable which the strategy does not declare', async () => {
    await folder.write('prompts/undeclared.md', '---\nname: u\n---\n{{ document }}\n\nIn a {{ tone }} tone.');
    expect(await messageOf('name: case\nprompt: ../prompts/undeclared.md')).toMatch(
      /^\/prompts\/undeclared\.md:6: `tone` is not declared/,
    );
  });

  it('refuses a prompt without the document, and a prompt that is not there', async () => {
    await folder.write('prompts/empty.md', 'Write something.');
    expect(await messageOf('name: case\nprompt: ../prompts/empty.md')).toMatch(
      /^\/prompts\/empty\.md: the document never reaches the prompt/,
    );
    expect(await messageOf('name: case\nprompt: ../prompts/none.md')).toMatch(
      /^\/prompts\/none\.md: the prompt file cannot be read/,
    );
  });
});
