import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completed, documents, temporaryFolder } from '../run/harness.ts';
import { addPlainStrategy, rewrite, startServer, startSimulator, succeed, writeRows } from './harness.ts';

/** Runs a wrong command: exit 2, at most two lines, no stack trace, nothing on standard output. Returns what it says. */
async function refusal(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await rewrite(args, { cwd, env });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  return stderr.trimEnd();
}

describe('a wrong command', () => {
  it.each([
    [['--strateg', 'mix'], "rewrite: unknown option '--strateg'\n(Did you mean --strategy?)"],
    [['--limit', 'abc'], 'rewrite: --limit must be a number, got `abc`'],
    [['--input', '*.none', '--backend', 'extractive'], 'rewrite: --input *.none matches no file in'],
    [['stats'], 'rewrite: unknown command "stats", did you mean `rewrite status`?'],
  ])('%j ends with 2 and says what is wrong', async (args, message) => {
    expect(await refusal(args, await temporaryFolder())).toContain(message);
  });
});

describe('rewrite.yaml', () => {
  it('with an unknown key is refused with its line and the nearest key', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'rewrite.yaml'), 'seed: 3\nbudget_token: 5\n');
    expect(await refusal(['--limit', '1'], cwd)).toMatch(
      /rewrite\.yaml:2: unknown key `budget_token`; did you mean `budget_tokens`\?$/,
    );
  });

  it('with a wrong value is refused with its line', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'my.yaml'), 'seed: 3\nformat: csv\n');
    expect(await refusal(['--limit', '1', '--config', 'my.yaml'], cwd)).toMatch(/my\.yaml:2: `format` must be one of/);
  });

  it('is used where it stands, and flags win over it', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'rewrite.yaml'), 'strategy: summary\nlimit: 9\nformat: jsonl\nout: from-file\n');
    await succeed(['--limit', '2', '--out', 'from-flag'], { cwd });
    const manifest = await completed(join(cwd, 'from-flag'));
    expect(manifest.input.documents).toBe(2);
    expect(Object.keys(manifest.strategies)).toEqual(['summary']);
    expect(manifest.shards.map(({ path }) => path)).toEqual(['shards/part-00000.jsonl']);
  });
});

describe('an endpoint', () => {
  const flags = (endpoint: string) => [
    '--strategy',
    'plain',
    '--input',
    'x.jsonl',
    '--out',
    'out',
    '--quiet',
    '--endpoint',
    endpoint,
  ];
  async function place(): Promise<string> {
    const cwd = await temporaryFolder();
    await addPlainStrategy(cwd);
    await writeRows(join(cwd, 'x.jsonl'), documents(3));
    return cwd;
  }

  it('without /v1 is refused with the URL that was meant', async () => {
    const { endpoint } = await startSimulator();
    const bare = endpoint.slice(0, -3);
    expect(await refusal(flags(bare), await place())).toBe(
      `rewrite: The endpoint ${bare} answers HTTP 404 to /models. The URL should end in /v1: try ${endpoint}.`,
    );
  });

  it('that does not answer in time ends the run with 3 and what to do', async () => {
    const cwd = await place();
    const { code, stderr } = await rewrite([...flags('http://127.0.0.1:9999/v1'), '--wait', '1s'], { cwd });
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^rewrite: No endpoint answered within 1s \(--wait\): .*127\.0\.0\.1:9999.*run the same command again\.\n$/,
    );
  });

  it('that serves another model is exit 2, naming what it serves', async () => {
    const { endpoint } = await startSimulator(['--model', 'org/small-1B']);
    expect(await refusal([...flags(endpoint), '--model', 'org/smal-1B'], await place())).toBe(
      `rewrite: The endpoint ${endpoint} does not serve the model "org/smal-1B". It serves: org/small-1B. Did you mean org/small-1B?`,
    );
  });

  it('that asks for a key is exit 2 without one, or with a wrong one, and served with the right one', async () => {
    const { endpoint } = await startSimulator(['--api-key', 'sesame']);
    const cwd = await place();
    expect(await refusal(flags(endpoint), cwd)).toContain('asks for an API key (HTTP 401)');
    expect(await refusal(flags(endpoint), cwd, { OPENAI_API_KEY: 'wrong' })).toContain('does not accept the API key');
    await succeed([...flags(endpoint), '--api-key-env', 'MY_KEY'], { cwd, env: { MY_KEY: 'sesame' } });
  });

  it('of OPENAI_BASE_URL is used with --backend openai only', async () => {
    const { endpoint } = await startSimulator();
    const cwd = await place();
    const env = { OPENAI_BASE_URL: endpoint };
    const plain = ['--strategy', 'plain', '--input', 'x.jsonl', '--out', 'out'];
    expect(await refusal(plain, cwd, env)).toContain('--backend extractive');
    await succeed([...plain, '--backend', 'openai'], { cwd, env });
    expect((await completed(join(cwd, 'out'))).endpoints).toEqual([endpoint]);
  });

  it('that is gone for longer than the outage limit ends the run with 3, resumable', async () => {
    const cwd = await place();
    await writeRows(join(cwd, 'x.jsonl'), documents(200));
    const simulator = await startSimulator(['--latency-ms', '50']);
    const run = rewrite([...flags(simulator.endpoint), '--outage-limit', '500ms', '--concurrency', '4'], { cwd });
    while ((await simulator.promptTokens()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    simulator.process.kill('SIGKILL');
    const { code, stderr } = await run;
    expect(stderr).toMatch(/rewrite: .*run the same command again/);
    expect(code).toBe(3);
    const next = await startSimulator(['--port', new URL(simulator.endpoint).port]);
    await succeed(flags(next.endpoint), { cwd });
    expect((await completed(join(cwd, 'out'))).tasks).toMatchObject({ planned: 200, failed: 0 });
  });

  it('most of whose answers are errors stops the run with 4, resumable', async () => {
    const cwd = await place();
    await writeRows(join(cwd, 'x.jsonl'), documents(1_100));
    const server = await startServer(() => ({ status: 400, body: { error: { message: 'sick' } } }));
    const { code, stderr } = await rewrite([...flags(server.endpoint), '--concurrency', '64'], { cwd });
    expect(stderr).toMatch(/^rewrite: More than half of the last 1,000 tasks failed .*sick.*same command\.\n$/m);
    expect(code).toBe(4);
  });
});

describe('verify', () => {
  it('ends with 5 and names the file when a shard is not what the manifest says', async () => {
    const cwd = await temporaryFolder();
    await succeed(['--limit', '2', '--format', 'jsonl', '--out', 'out'], { cwd });
    await writeFile(join(cwd, 'out', 'shards', 'part-00000.jsonl'), '{"id":"x"}\n');
    const { code, stderr } = await rewrite(['verify', 'out'], { cwd });
    expect(code).toBe(5);
    expect(stderr).toMatch(/shards\/part-00000\.jsonl has 11 bytes, the manifest says \d+/);
  });

  it('ends with 5 when two runs hold the same record', async () => {
    const cwd = await temporaryFolder();
    for (const out of ['a', 'b']) await succeed(['--strategy', 'summary', '--limit', '3', '--out', out], { cwd });
    const { code, stderr } = await rewrite(['verify', 'a', 'b'], { cwd });
    expect(code).toBe(5);
    expect(stderr).toMatch(/the record id ".*" stands in .* and /);
  });
});
