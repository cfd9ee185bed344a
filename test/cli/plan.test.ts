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
  await writeFile(join(cwd, 'some.jsonl'), `${rows[0]}{"body": "no text here"}\n`);
  await writeFile(join(cwd, 'half.yaml'), 'name: half\nstrategies: {qa: 0.5, prox-chunk: 0.5}\nbalance: tokens\n');
  await writeRun('trial', {
    qa: counted(60, 40, { prompt: 60_000, completion: 20_000, wasted: 8_000, accepted: 12_000, source: 50_000 }),
    'prox-chunk': counted(80, 20, { prompt: 60_000, completion: 1_000, wasted: 200, accepted: 24_000, source: 40_000 }),
    faq: counted(0, 9, { prompt: 9_000, completion: 900, wasted: 900, accepted: 0, source: 9_000 }),
  });
  await writeRun('rules', {}, 'extractive');
  await mkdir(join(cwd, 'begun'));
  await writeRun('odd', {});
  await writeFile(join(cwd, 'odd/status.json'), '{}');
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});

const counted = (accepted: number, rejected: number, tokens: object) => ({
  tasks: { planned: accepted + rejected, accepted, rejected, failed: 0 },
  tokens,
});

/** What a plan reads of a complete run: 21,000 completion tokens in 4.2 GPU-seconds. */
async function writeRun(name: string, strategies: object, backend = 'openai'): Promise<void> {
  await mkdir(join(cwd, name));
  const manifest = {
    input: { documents: 100 },
    tasks: { planned: 209 },
    tokens: {},
    models: { default: 'Qwen/Qwen2.5-1.5B-Instruct' },
    strategies,
    flops: null,
    shards: [],
    rejects: [],
  };
  const time = { seconds: 2.1, gpu_seconds: 4.2, requests: 209 };
  await writeFile(join(cwd, name, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(cwd, name, 'status.json'), JSON.stringify({ backend, completion_tokens: 21_000, time }));
}

const plan = (...flags: string[]) => call(main, ['plan', ...flags], { cwd });
const SEEDS = join(process.cwd(), 'data/seeds/*.jsonl.gz');
const SMALL = ['--model-size', '1.7B', '--tokens', '34B', '--available-tokens', '6B'];

/** The lines before the first empty one, and the table of strategies. */
const linesOf = (stdout: string): string[] => (stdout.split('\n\n')[0] ?? '').split('\n');
const strategiesOf = (stdout: string): string[] => (stdout.split('\n\n')[1] ?? '').split('\n');

describe('rewrite plan', () => {
  it('agrees in every figure with a plan worked by hand from figures that are given', async () => {
    const flags = '--strategy qa --model-size 1B --available-tokens 10B --synthetic-share 1/4 --acceptance 0.5';
    const machines = '--throughput 5000 --rewriter-size 2B --gpus 10 --night-hours 8 --gpu-hour-price 1.8';
    const { code, stdout } = await plan(...flags.split(' '), ...machines.split(' '));
    expect(code).toBe(0);
    // 20 a parameter: 20 billion, of which 5 rewritten and 15 = 1.5 × 10 real. A rewrite of 1 token is 0.6 by qa's expected
    // ratio, half of it accepted: 5 / 0.3 = 16.67 billion source tokens, 1.667 times the 10 there are, of which a run of one
    // strategy makes 1 / 1.667 = 60%. 16.67 × 0.6 = 10 billion completion tokens; documents of 700 tokens with 100 of
    // instruction make 16.67 × 8 / 7 = 19.05 prompt tokens. 10e9 / 5,000 / 3,600 = 555.6 GPU-hours, 55.56 on 10, 6.94 nights
    // of 8; × 1.8 = 1,000, / 5 a billion. 2 × 2e9 × 29.05e9 = 1.162e20 of 6 × 1e9 × 20e9 = 1.2e20: 96.8%. Disk: 2 bytes a token
    // of 5 and of 20 billion, 6 of 20.
    expect(linesOf(stdout)).toEqual([
      'training   a 1B model on 20.0B tokens, 20 a parameter',
      'real text  10.0B tokens (given); alone 2 epochs',
      'blend      15.0B real (1.5 epochs) and 5.00B rewritten (25.0%), each of these once',
      'rewriting  qa: 1.7 of each document; a run makes at most 1',
      'ratio      0.60 tokens written per source token and rewrite (the expected ratios of qa, an assumption)',
      'acceptance 50.0% of them (given)',
      'generated  10.0B completion tokens of 19.0B prompt tokens',
      'speed      5,000 completion tokens/s a GPU (given)',
      'time       556 GPU-hours: 55h 33m on 10 GPUs, 7 nights of 8 hours',
      'cost       1000.00, 200.00 per billion accepted tokens',
      "compute    1.16e20 FLOPs of rewriting, 96.8% of the training's",
      'disk       about 10.0 GB of rewrites, 40.0 GB of blend, and 120 GB while it is made',
      'note       a run of qa makes at most 1 different rewrite of a document, 60.0% of what is missing: take a mix of more ' +
        'strategies, more text, or another run with another --seed',
    ]);
    expect(strategiesOf(stdout)).toEqual([
      '  strategy  to make   share  ratio  accepted  completion tokens      from',
      '  qa          5.00B  100.0%   0.60     50.0%              10.0B  expected',
    ]);
  });

  it('agrees in every figure with a plan worked by hand from what a run measured of each strategy', async () => {
    const flags = '--strategy half.yaml --model-size 1M --tokens 30M --available-tokens 30M --run trial';
    const { code, stdout } = await plan(...flags.split(' '));
    expect(code).toBe(0);
    // qa: 12,000 accepted of 50,000 source tokens are 0.24, at 60 of 100 accepted 0.4 written; 20,000 completion tokens, 0.4.
    // prox-chunk: 24,000 / 40,000 = 0.6, at 80 of 100 0.75 written, by 1,000 / 40,000 = 0.025. Half of the accepted tokens each:
    // weights 0.5 / 0.24 to 0.5 / 0.6 are 5 : 2. On average (5 × 0.4 + 2 × 0.75) / 7 = 0.5 written and (5 × 0.24 + 2 × 0.6) / 7 =
    // 0.3429 accepted, 68.6% of it. 10 million / 0.3429 = 29.17 million source tokens, 97.2% of 30; 5/7 of them × 0.4 = 8.333 and
    // 2/7 × 0.025 = 0.208 million completion tokens; prompts (5 × 1.2 + 2 × 1.5) / 7 × 29.17 = 37.5. 8.542 million at 21,000 / 4.2
    // = 5,000 a second are 1,708 seconds, 0.47 hours, 213.5 seconds on 8. 209 requests on 4.2 / 2.1 = 2 GPUs: 104.5 each.
    expect(linesOf(stdout)).toEqual([
      'training   a 1M model on 30.0M tokens, 30 a parameter',
      'real text  30.0M tokens (given); alone 1 epoch',
      'blend      20.0M real (0.67 epochs) and 10.0M rewritten (33.3%), each of these once',
      'rewriting  half: 1 of each document, over 97.2% of the text',
      'ratio      0.50 tokens written per source token and rewrite (measured in trial)',
      'acceptance 68.6% of them (measured in trial)',
      'generated  8.54M completion tokens of 37.5M prompt tokens',
      'speed      5,000 completion tokens/s a GPU (measured in trial)',
      'time       0.47 GPU-hours: 3m 34s on 8 GPUs, 1 night of 10 hours',
      'disk       about 20.0 MB of rewrites, 60.0 MB of blend, and 180 MB while it is made',
      'note       there is enough real text to repeat none of it: what is rewritten adds variety, not length',
      'note       trial made 105 requests a GPU, too few to fill one: with more the speed is likely higher (--profile simulates ' +
        'a full one)',
    ]);
    expect(strategiesOf(stdout)).toEqual([
      '  strategy    to make  share  wanted  ratio  accepted  completion tokens     from',
      '  qa            5.00M  50.0%   50.0%   0.40     60.0%              8.33M  the run',
      '  prox-chunk    5.00M  50.0%   50.0%   0.75     80.0%               208k  the run',
    ]);
  });

  it('lets a run make as many different rewrites of a document as it takes, and shows what becomes of the shares', async () => {
    const flags = '--strategy half.yaml --model-size 1M --tokens 30M --available-tokens 14M --run trial';
    const { stdout } = await plan(...flags.split(' '));
    // 29.17 million source tokens are 2.08 × 14: a run must make both rewrites of each document, half of the source tokens by each.
    // (0.24 + 0.6) / 2 = 0.42 accepted: 23.81 million source tokens, 85.0% of 2 × 14. 11.9 million by each make 2.857 and 7.143.
    expect(linesOf(stdout)).toContain('rewriting  half: 2 of each document, over 85.0% of the text');
    expect(strategiesOf(stdout)).toEqual([
      '  strategy    to make  share  wanted  ratio  accepted  completion tokens     from',
      '  qa            2.86M  28.6%   50.0%   0.40     60.0%              4.76M  the run',
      '  prox-chunk    7.14M  71.4%   50.0%   0.75     80.0%               298k  the run',
    ]);
    expect(stdout).toMatch(/^rewrites_per_document: 2$/m);
  });

  it('agrees with a plan worked by hand where real text is too little, and says how long a training it is enough for', async () => {
    const flags =
      '--strategy summary --model-size 1B --tokens 100B --available-tokens 5B --acceptance 1 --throughput 8000';
    const { stdout } = await plan(...flags.split(' '));
    // 4 epochs of 5 are 20 billion, a fifth; two thirds of 30 billion, 30 a parameter. 80 / 0.25 = 320 billion source tokens, 64 × 5;
    // 80e9 / 8,000 / 3,600 = 2,778 hours, 347.2 on 8 GPUs.
    expect(linesOf(stdout)).toEqual(
      expect.arrayContaining([
        'blend      20.0B real (4 epochs) and 80.0B rewritten (80.0%), each of these once',
        'rewriting  summary: 64.0 of each document; a run makes at most 1',
        'generated  80.0B completion tokens of 366B prompt tokens',
        'time       2,778 GPU-hours: 347h 13m on 8 GPUs, 35 nights of 10 hours',
        'note       real text is enough for 20.0% of the training at 4 epochs: more is synthetic than the 33.3% asked for, which is ' +
          'enough for 30.0B tokens (30 a parameter). About a third is near the best known (Meta 2025); more real text is worth more',
        'note       a run of summary makes at most 1 different rewrite of a document, 1.6% of what is missing: take a mix of more ' +
          'strategies, more text, or another run with another --seed',
      ]),
    );
  });

  it('plans a training on real text alone, with a recipe and no run', async () => {
    const flags = ['--model-size', '1k', '--tokens', '3000', '--input', 'docs.jsonl', '--synthetic-share', '0'];
    const { code, stdout } = await plan(...flags, '--write-blend', 'real.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^blend {6}3\.00k real \(0\.\d+ epochs\), nothing rewritten$/m);
    expect(stdout).not.toMatch(/^(?:time|speed|rewriting) /m);
    const dry = await call(main, ['blend', 'real.yaml', '--dry-run'], { cwd });
    expect(dry.stdout).toMatch(/^ {2}real +real +.* 100\.0%$/m);
    expect((await plan(...flags, '--write-config', 'none.yaml')).stderr).toContain(
      'rewrite: --write-config none.yaml: nothing is to be rewritten; leave it out, or ask for a --synthetic-share.\n',
    );
  });

  it('reckons programs by what they make, which is little, and rules as free', async () => {
    // 3.7 calls of 15 tokens a window of 1,500.
    const programs = await plan(...SMALL, '--strategy', 'prox', '--throughput', '5000');
    const [, make = '', completion = ''] =
      /^ {2}prox +([\d.]+)B +100\.0% +0\.70 +80\.0% +([\d.]+)M/m.exec(programs.stdout) ?? [];
    expect(Number(completion) / 1e3).toBeCloseTo((Number(make) / (0.7 * 0.8)) * 0.037, 1);
    expect(programs.stdout).toMatch(
      /^note {7}more of the work is reading prompts than writing, which --throughput does not tell/m,
    );
    const rules = await plan(...SMALL, '--strategy', 'rules-page', '--throughput', '5000');
    expect(rules.stdout).toMatch(/^generated {2}0 completion tokens of 0 prompt tokens$/m);
  });

  it('says how often too small a training would meet its text, and how sure the count is', async () => {
    const { stdout } = await plan('--model-size', '1k', '--tokens', '9', '--input', 'some.jsonl', '--throughput', '9');
    expect(stdout).toMatch(
      /^real text .*\(estimated over 1 document; 1 row is none \(input\.no_text, .*\)\); alone 0\.0\d+ epochs$/m,
    );
    expect(stdout).toMatch(/^note {7}not all of the text is rewritten: `selection` in rewrite\.yaml draws/m);
  });

  it('shows the targets of known models with their sources, for this size', async () => {
    const { stdout } = await plan(...SMALL, '--throughput', '5000');
    expect(stdout).toMatch(
      /Chinchilla \(compute-optimal\) +20 +34\.0B +5\.7 +11\.3B 33\.3% +Hoffmann et al\. 2022, arXiv 2203\.15556/,
    );
    expect(stdout).toMatch(/Llama 3 8B +1,875 +3\.19T +531 +3\.16T 99\.2%/);
  });

  it('measures the text there is, and says of what the run tells nothing', async () => {
    const training = '--model-size 10M --tokens-per-parameter 0.02 --input docs.jsonl --strategy qa,faq';
    const figures = '--run trial --profile smollm2-1.7b-h100 --acceptance 0.9';
    const { stdout } = await plan(...training.split(' '), ...figures.split(' '));
    expect(stdout).toContain(`${short(50 * estimateTokens(TEXT))} tokens (estimated over all 50 documents)`);
    expect(stdout).toMatch(/^ratio .*\(measured in trial; assumed for faq, of which it accepted nothing\)$/m);
    expect(stdout).toMatch(/^acceptance 90\.0% of them \(given\)$/m);
    expect(stdout).toMatch(
      /^note {7}the speed is of HuggingFaceTB\/SmolLM2-1\.7B-Instruct; ratio and acceptance are of what wrote trial: Qwen\/Qwen2\.5-1\.5B-Instruct$/m,
    );
    expect(stdout).toMatch(/^ {2}faq .* expected$/m);
  });

  it('simulates the GPU of a profile, and then accounts for compute', async () => {
    const { stdout } = await plan(...SMALL, '--profile', 'qwen2.5-1.5b-h100');
    expect(stdout).toMatch(/tokens\/s a GPU \(simulated: Qwen\/Qwen2\.5-1\.5B-Instruct on H100/);
    expect(stdout).toMatch(/^compute {4}\d\.\d\de20 FLOPs of rewriting, \d\d\.\d% of the training's$/m);
  });

  it('writes a run and a recipe that do it as they stand, and no file over another', async () => {
    const flags = [
      ['--model-size', '1k', '--tokens', '30k', '--input', SEEDS, '--strategy', 'summary,extract'],
      ['--write-config', 'night.yaml', '--write-blend', 'blend.yaml'],
    ].flat();
    const { code, stdout } = await plan(...flags);
    expect(code).toBe(0);
    expect(stdout).toContain('Written: night.yaml\nWritten: blend.yaml');
    const yaml = await readFile(join(cwd, 'night.yaml'), 'utf8');
    expect(yaml).toMatch(/^input:\n {2}- .*seeds\/\*\.jsonl\.gz$/m);
    expect(yaml).toMatch(/^budget_tokens: 10000$/m);
    const run = await call(main, ['--config', 'night.yaml', '--backend', 'extractive', '--progress', 'none'], { cwd });
    expect(run.code).toBe(0);
    const blend = await call(main, ['blend', 'blend.yaml', '--out', 'blended'], { cwd });
    expect(blend.code).toBe(0);
    expect(blend.stdout).toMatch(/^ {2}rewritten +synthetic .* 33\.3% /m);
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
    [['--model-size', '0', '--available-tokens', '6B'], /--model-size must be at least 1, got `0`/],
    [['--model-size', '-5', '--available-tokens', '6B'], /--model-size must be at least 1, got `-5`/],
    [['--model-size', '1B', '--available-tokens', '6B', '--tokens-per-parameter', '0'], /must be more than 0, got `0`/],
    [[...SMALL, '--synthetic-share', '-0.1'], /"-0\.1" is no share: write a number from 0 to 1/],
    [['--model-size', '1B', '--input', '-'], /--input -: a plan is made for files/],
    [[...SMALL, '--run', 'nowhere'], /--run nowhere is not there: name the folder of a complete run/],
    [[...SMALL, '--run', 'begun'], /--run begun has no manifest\.json: it is no run, or not complete/],
    [[...SMALL, '--run', 'odd'], /--run odd: its status\.json is damaged, or another version wrote it/],
    [[...SMALL, '--write-config', 'x', '--write-blend', './x'], /name one file: give them two/],
    [[...SMALL, '--run', 'rules'], /--run rules has no text of a model, built-in rules wrote it/],
    [
      [...SMALL, '--run', 'trial', '--strategy', 'faq,summary'],
      /--run trial accepted nothing of faq, summary \(it has qa, prox-chunk, faq\): name a run of faq\+summary/,
    ],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await plan(...flags);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });
});
