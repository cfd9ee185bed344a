import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { call } from './call.ts';

let cwd: string;
let simulator: Simulator;
let locked: Simulator;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-doctor-'));
  simulator = await createSimulator();
  locked = await createSimulator({ apiKey: 'sesame' });
  const { url } = simulator;
  const meaning = 'meaning: {similarity: {}, judge: {rate: 0.5}}\n';
  const configuration = (embedder: string, judge: string, rest = '') =>
    `models: {embedder: {endpoints: ["${embedder}"], api: embeddings}, judge: {endpoints: ["${judge}"]}}\n${meaning}${rest}`;
  await writeFile(join(cwd, 'both.yaml'), configuration(url, url));
  await writeFile(join(cwd, 'locked.yaml'), configuration(url, locked.url));
  await writeFile(join(cwd, 'secret.yaml'), configuration(url.replace('//', '//me:hunter2@'), url));
  await writeFile(join(cwd, 'none.yaml'), 'limit: 40\n');
});
afterAll(async () => {
  await simulator.close();
  await locked.close();
  await rm(cwd, { recursive: true, force: true });
});

describe('doctor with a meaning block', () => {
  it('asks each of its models about a rewrite, and tells what they said', async () => {
    const { code, stdout } = await call(main, ['doctor', '--config', 'both.yaml'], { cwd });
    expect(stdout).toMatch(/^✓ similarity simulator at http:\S+: scores 1\.00 for a text beside itself/m);
    expect(stdout).toMatch(
      /^✓ judge {6}simulator at http:\S+: scores 1\.00 for a text beside itself \(.*Verdict: faithful\)$/m,
    );
    expect(code).toBe(0);
  });

  it('finds the one that will not answer, looks at the other all the same, and exits with 2', async () => {
    const { code, stdout } = await call(main, ['doctor', '--config', 'locked.yaml'], { cwd });
    expect(stdout).toMatch(/^✓ similarity simulator at /m);
    expect(stdout).toMatch(/^✗ judge {6}.*asks for an API key/m);
    expect(code).toBe(2);
  });

  it('does not speak of checks where there are none', async () => {
    const { code, stdout } = await call(main, ['doctor', '--config', 'none.yaml'], { cwd });
    expect(stdout).not.toMatch(/similarity|judge/);
    expect(code).toBe(0);
  });
});

describe('a dry run with a meaning block', () => {
  const dryRun = async (config: string) =>
    (await call(main, ['--strategy', 'summary,prox-doc', '--limit', '40', '--dry-run', '--config', config], { cwd }))
      .stdout;

  it('counts the rewrites that each check would be put to, and asks nobody', async () => {
    const before = simulator.stats().received;
    const said = await dryRun('both.yaml');
    expect(simulator.stats().received).toBe(before);
    const rewrites = Number(/^ {2}summary +(\d+)/m.exec(said)?.[1]);
    const compared = Number(
      /^meaning {4}similarity: (\d+) rewrites by embedder at http:\S+, about \S+ tokens$/m.exec(said)?.[1],
    );
    const judged = Number(/^ {11}judge: (\d+) rewrites by judge at http:\S+, at most \S+ tokens$/m.exec(said)?.[1]);
    expect(compared).toBe(rewrites);
    expect(judged).toBeGreaterThan(0.2 * rewrites);
    expect(judged).toBeLessThan(0.8 * rewrites);
  });

  it('shows no credentials, and no checks where there are none', async () => {
    expect(await dryRun('secret.yaml')).not.toContain('hunter2');
    expect(await dryRun('none.yaml')).not.toMatch(/^meaning/m);
  });
});
