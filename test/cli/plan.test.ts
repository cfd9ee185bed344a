import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { short } from '../../src/text/figures.ts';
import { main } from '../../src/cli/main.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { call } from './call.ts';

let cwd: string;
const TEXT = 'The tide turns twice a day. '.repeat(30);
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-plan-'));
  const rows = Array.from({ length: 50 }, (_, id) => `${JSON.stringify({ id, text: TEXT })}\n`);
  await writeFile(join(cwd, 'docs.jsonl'), rows.join(''));
  await writeFile(join(cwd, 'empty.jsonl'), '');
  await writeFile(join(cwd, 'other.jsonl'), '{"body": "no text here"}\n');
  await writeRun('trial', 'openai');
  await writeRun('rules', 'extractive');
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});

/** What a plan reads of a complete run. */
async function writeRun(name: string, backend: string): Promise<void> {
  await mkdir(join(cwd, name));
  const manifest = {
    input: { documents: 100 },
    tasks: { planned: 200 },
    tokens: { prompt: 90_000, completion: 30_000, wasted: 3_000, accepted: 27_000, source: 60_000 },
    strategies: {},
    shards: [],
    rejects: [],
  };
  const status = { backend, completion_tokens: 30_000, time: { gpu_seconds: 6 } };
  await writeFile(join(cwd, name, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(cwd, name, 'status.json'), JSON.stringify(status));
}

const plan = (...flags: string[]) => call(main, ['plan', ...flags], { cwd });
const SMALL = ['--model-size', '1.7B', '--tokens', '34B', '--available-tokens', '6B'];

describe('rewrite plan', () => {
  it('says how many tokens there are, how often they are repeated, and what is to be rewritten', async () => {
    const { code, stdout } = await plan(
      ...SMALL,
      '--throughput',
      '5000',
      '--gpu-hour-price',
      '2',
      '--acceptance',
      '0.8',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^training {3}a 1\.7B model on 34\.0B tokens, 20 a parameter$/m);
    expect(stdout).toMatch(/^real text {2}6\.00B tokens \(given\); alone 5\.7 epochs$/m);
    expect(stdout).toMatch(/^blend {6}22\.7B real \(3\.8 epochs\) and 11\.3B rewritten \(33\.3%\)/m);
    // 11.33 billion / 0.8 / 5,000 a second = 787 hours.
    expect(stdout).toMatch(/^time {7}787 GPU-hours: 98h 22m on 8 GPUs, 10 nights of 10 hours$/m);
    expect(stdout).toMatch(/^cost {7}1574\.07, 138\.89 per billion accepted tokens$/m);
    expect(stdout).not.toMatch(/^compute/m);
  });

  it('shows the targets of known models with their sources, for this size', async () => {
    const { stdout } = await plan(...SMALL, '--throughput', '5000');
    expect(stdout).toMatch(
      /Chinchilla \(compute-optimal\) +20 +34\.0B +5\.7 +11\.3B 33\.3% +Hoffmann et al\. 2022, arXiv 2203\.15556/,
    );
    expect(stdout).toMatch(/Llama 3 8B +1,875 +3\.19T +531 +3\.16T 99\.2%/);
  });

  it('measures the text there is, and takes what a run measured', async () => {
    const { stdout } = await plan(
      '--model-size',
      '10M',
      '--tokens-per-parameter',
      '0.02',
      '--input',
      'docs.jsonl',
      '--run',
      'trial',
    );
    expect(stdout).toContain(`${short(50 * estimateTokens(TEXT))} tokens (estimated over all 50 documents)`);
    expect(stdout).toMatch(/^ratio {6}0\.50 completion tokens per source token and rewrite \(measured in trial\)$/m);
    expect(stdout).toMatch(/^acceptance 90\.0% of completion tokens \(measured in trial\)$/m);
    expect(stdout).toMatch(/^speed {6}5,000 completion tokens\/s a GPU \(measured in trial\)$/m);
    expect(stdout).toMatch(
      /real text is enough for \d\d\.\d% of the training at 4 epochs: more is synthetic than the 33\.3% asked for/,
    );
  });

  it('simulates the GPU of a profile, and then accounts for compute', async () => {
    const { stdout } = await plan(...SMALL, '--profile', 'qwen2.5-1.5b-h100');
    expect(stdout).toMatch(/tokens\/s a GPU \(simulated: Qwen\/Qwen2\.5-1\.5B-Instruct on H100/);
    expect(stdout).toMatch(/^compute {4}\d\.\d\de20 FLOPs of rewriting, \d\d\.\d% of the training's$/m);
  });

  it('writes a configuration that a dry run accepts, and no file over another', async () => {
    const flags = [
      '--model-size',
      '1k',
      '--tokens',
      '3000',
      '--input',
      'docs.jsonl',
      '--throughput',
      '5000',
      '--write-config',
      'night.yaml',
    ];
    const { code, stdout } = await plan(...flags);
    expect(code).toBe(0);
    expect(stdout).toContain('Written: night.yaml');
    const yaml = await readFile(join(cwd, 'night.yaml'), 'utf8');
    expect(yaml).toMatch(/^input:\n {2}- docs\.jsonl$/m);
    expect(yaml).toMatch(/^budget_tokens: 1000$/m);
    const dry = await call(main, ['--config', 'night.yaml', '--dry-run'], { cwd });
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(/^documents {2}\d+ read/m);
    expect((await plan(...flags)).stderr).toBe(
      'rewrite: --write-config night.yaml is there already: name another file, or remove it.\n',
    );
  });

  it.each([
    [['--tokens', '34B', '--available-tokens', '6B'], /--model-size is missing/],
    [['--model-size', 'big', '--available-tokens', '6B'], /"big" is no number of parameters: write 354M, 1\.7B or 7B/],
    [['--model-size', '1B'], /How much text is there\? Name it with --input/],
    [['--model-size', '1B', '--input', 'docs.jsonl', '--available-tokens', '6B'], /both say how much text there is/],
    [[...SMALL, '--tokens-per-parameter', '20'], /both say how long to train/],
    [['--model-size', '1B', '--input', 'empty.jsonl'], /--input empty\.jsonl holds no document: the files are empty/],
    [
      ['--model-size', '1B', '--input', 'other.jsonl'],
      /--input other\.jsonl holds no document: the first row: input\.no_text/,
    ],
    [[...SMALL, '--profile', 'smollm2-1.7b-h200'], /--profile must be one of .*did you mean `smollm2-1\.7b-h100`\?/],
    [[...SMALL, '--profile', 'smollm2-1.7b-h100', '--throughput', '9'], /both say how fast a GPU is/],
    [[...SMALL, '--strategy', 'mixx'], /no strategy or mix is called `mixx`; did you mean `mix`\?/],
    [[...SMALL, '--synthetic-share', '3/2'], /"3\/2" is no share/],
    [[...SMALL, '--run', 'nowhere'], /--run nowhere has no manifest\.json/],
    [[...SMALL, '--run', 'rules'], /--run rules says nothing of a GPU's speed/],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await plan(...flags);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });
});
