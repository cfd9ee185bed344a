import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { runOptionsSchema } from '../../src/config/run-options.ts';
import { call } from './call.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-cli-'));
  await writeFile(join(cwd, 'x.jsonl'), '{"text":"A text."}\n');
  await writeFile(join(cwd, 'x.txt'), 'A text.\n');
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});
/** Runs a command line in the folder of these tests. */
const command = (...args: string[]) => call(main, args, { cwd });

describe('a wrong command line', () => {
  it.each([
    [['--strateg', 'mix'], "rewrite: unknown option '--strateg'\n(Did you mean --strategy?)"],
    [['--limit', 'abc'], 'rewrite: --limit must be a number, got `abc`'],
    [['--limit', '0'], 'rewrite: --limit must be at least 1, got `0`'],
    [['--seed'], "rewrite: option '--seed <N>' argument missing"],
    [['--format', 'csv'], 'rewrite: --format must be one of jsonl, jsonl.gz, jsonl.zst, parquet, got `csv`'],
    [['--wait', '5'], 'rewrite: --wait: "5" is no duration'],
    [['--budget-tokens', 'many'], 'rewrite: --budget-tokens: "many" is no number of tokens'],
    [['--model-parameters', 'big'], 'rewrite: --model-parameters: "big" is no number of parameters: write 354M'],
    [['--train-parameters', '7B', '--train-parameters', '0'], 'rewrite: --train-parameters: "0" is no number of'],
    [['--shard', '4/4'], 'rewrite: --shard: "4/4" is no part'],
    [['--concurrency', 'many'], 'rewrite: --concurrency: must be auto or a whole number'],
    [['--strategy', 'sumary'], 'rewrite: --strategy: no strategy or mix is called `sumary`; did you mean `summary`?'],
    [['--strategy', 'nope'], 'no strategy or mix is called `nope` (`rewrite strategies list` shows all)'],
    [['--strategy', 'mix,qa'], 'rewrite: --strategy: `mix` is a mix'],
    [['--strategy', 'genre-audience'], 'rewrite: The built-in backend has no rules for genre-audience'],
    [['--rewrites-per-document', '9'], 'no share may exceed 1/9'],
    [['--backend', 'openai'], 'rewrite: --backend openai needs a server: give --endpoint'],
    [['--endpoint', 'gpu-1:8000'], 'rewrite: --endpoint: The endpoint "gpu-1:8000"'],
    [['--input', 'x.jsonl'], 'Give --endpoint http://host:port/v1 for a served model, or --backend extractive'],
    [['--input', '*.none', '--backend', 'extractive'], 'rewrite: --input *.none matches no file in'],
    [['--input', 'x.txt', '--backend', 'extractive'], 'has none of the extensions that can be read: .jsonl'],
    [['--input', '.', '--backend', 'extractive'], 'is a directory; name files'],
    [['--config', 'none.yaml'], 'none.yaml: cannot be read'],
    [['stats'], 'rewrite: unknown command "stats", did you mean `rewrite status`? See rewrite --help.'],
    [['strategies', 'shwo'], 'did you mean `rewrite strategies show`?'],
    [['strategies', 'tutorial'], 'did you mean `rewrite strategies show tutorial`?'],
    [['strategies', 'show', 'tutoria'], 'did you mean `tutorial`?'],
    [['status', '.'], 'rewrite: . is no complete run (no manifest.json)'],
    [['verify', 'nowhere'], 'rewrite: There is no nowhere: name the folder that --out gave.'],
    [['verify'], "rewrite: missing required argument 'DIR'"],
    [['preview', '--limit', 'x'], 'rewrite: --limit must be a whole number of at least 1'],
    [['simulate', '--latency-ms', 'x'], 'rewrite: --latency-ms must be a number, got `x`'],
    [['simulate', '--reset-rate', '2'], 'rewrite: --reset-rate must be at most 1, got `2`'],
  ])('%j ends with 2 and says what is wrong in at most two lines', async (args, message) => {
    const { code, stdout, stderr } = await command(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  it('is told of every wrong flag', async () => {
    expect((await command('--seed', '1.5', '--price-in', 'x')).stderr).toBe(
      'rewrite: --seed must be a whole number, got `1.5`\n--price-in must be a number, got `x`\n',
    );
  });
});

describe('help', () => {
  it('of the whole names every option of a run once, with its default', async () => {
    const { code, stdout } = await command('--help');
    expect(code).toBe(0);
    for (const [option, field] of Object.entries(runOptionsSchema.shape)) {
      const flag = `--${option.replaceAll('_', '-')}`;
      if (field.meta()?.['group'] !== 'File') expect(stdout.match(new RegExp(`^  ${flag} `, 'gm'))).toHaveLength(1);
    }
    const plain = stdout.replace(/\s+/g, ' ');
    for (const value of ['15m', '10m', '20s', '50000', 'jsonl.gz', 'auto', 'mix', 'OPENAI_API_KEY', 'keep', 'pretty']) {
      expect(plain).toContain(`default ${value})`);
    }
    expect(stdout.match(/--config <FILE>/g)).toHaveLength(1);
    expect(stdout.match(/--dry-run/g)?.length).toBeGreaterThanOrEqual(1);
    expect(stdout.match(/^Options:$/gm)).toHaveLength(1);
  });

  it.each(['run', 'strategies', 'preview', 'validate', 'status', 'verify', 'doctor', 'simulate'])(
    'of %s says how it is used',
    async (name) => {
      const { code, stdout, stderr } = await command(name, '--help');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^Usage: rewrite ${name}`));
    },
  );

  it('--version prints the version of the package', async () => {
    expect((await command('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('strategies', () => {
  it('lists mixes and strategies, marking those that the built-in backend serves', async () => {
    const { code, stdout } = await command('strategies');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}mix +The default rotation/m);
    expect(stdout).toMatch(/^ {2}summary +\* /m);
    expect(stdout).toMatch(/^ {2}math +[^* ]/m);
  });

  it('shows a mix with the shares, the quality and the source of each strategy', async () => {
    const { stdout } = await command('strategies', 'show', 'mix');
    expect(stdout).toMatch(/^ {2}tutorial +15\.0% +high {2}FinePhrase/m);
  });
});
