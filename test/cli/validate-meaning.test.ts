import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { PARAPHRASE, SOURCE } from '../validation/candidates.ts';
import { call } from './call.ts';

let cwd: string;
let simulator: Simulator;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-validate-'));
  simulator = await createSimulator();
  const served = `{endpoints: ["${simulator.url}"]}`;
  const embeds = `{endpoints: ["${simulator.url}"], api: embeddings}`;
  await writeFile(
    join(cwd, 'both.yaml'),
    `models: {judge: ${served}, embedder: ${embeds}}\nmeaning: {similarity: {min: 0.3}, judge: {rate: 1}}\n`,
  );
  await writeFile(join(cwd, 'none.yaml'), 'limit: 3\n');
  const text = (n: number) => (n % 3 === 0 ? `${PARAPHRASE} It was so in the year ${3_000 + n}.` : PARAPHRASE);
  const lines = Array.from({ length: 90 }, (_, n) => ({ id: n, source: SOURCE, text: text(n), strategy: 'numbers' }));
  lines.splice(5, 1, {
    id: 5,
    source: SOURCE,
    text: 'Quarks carry colour charge, say physicists today.',
    strategy: 'numbers',
  });
  await writeFile(join(cwd, 'c.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  // A strategy that lets new numbers pass, so that the judge has something to find.
  await writeFile(join(cwd, 'prompt.md'), '---\nname: n\n---\n{{ document }}\n');
  await writeFile(
    join(cwd, 'numbers.yaml'),
    'name: numbers\nsummary: x\nsource: x\nprompt: prompt.md\nvalidation: [clean]\n',
  );
});
afterAll(async () => {
  await simulator.close();
  await rm(cwd, { recursive: true, force: true });
});
const validate = (...flags: string[]) =>
  call(main, ['validate', '--input', 'c.jsonl', '--strategy', 'numbers.yaml', ...flags], { cwd });

describe('rewrite validate with the models of a configuration', () => {
  it('asks them about what the rules let pass, and keeps the order of candidates', async () => {
    const { code, stderr } = await validate('--out', 'v.jsonl', '--config', 'both.yaml', '--details');
    expect({ code, stderr: stderr.split('\n').slice(-4) }).toEqual({
      code: 0,
      stderr: [
        '90 candidates, 59 accepted (65.6%), 31 rejected → v.jsonl',
        '         30  meaning.judge',
        '          1  meaning.similarity',
        '',
      ],
    });
    const written = (await readFile(join(cwd, 'v.jsonl'), 'utf8')).trimEnd().split('\n');
    const verdicts = written.map((line) => JSON.parse(line) as { id: number; reasons: string[]; scores: object });
    expect(verdicts.map(({ id }) => id)).toEqual(Array.from({ length: 90 }, (_, n) => n));
    for (const { id, reasons, scores } of verdicts) {
      if (id === 5) expect(reasons).toEqual(['meaning.similarity']);
      else {
        expect(reasons).toEqual(id % 3 === 0 ? ['meaning.judge'] : []);
        expect(scores).toMatchObject({ 'meaning.judge': id % 3 === 0 ? 0 : 1 });
      }
    }
    expect(verdicts[3]).toMatchObject({ details: ['The document does not say 3003. Verdict: unfaithful'] });
  });

  it('tells whom it waits for, and what to mend where nobody answers', async () => {
    const gone = await createSimulator();
    await gone.close();
    const served = `models: {judge: {endpoints: ["${gone.url}"]}}`;
    await writeFile(join(cwd, 'gone.yaml'), `${served}\nmeaning: {judge: {rate: 1}}\nwait: 1s\n`);
    const { code, stderr } = await validate('--out', 'never.jsonl', '--config', 'gone.yaml');
    expect(code).toBe(3);
    expect(stderr).toContain(`waiting for ${gone.url}: `);
    expect(stderr).toMatch(/No endpoint of models\.judge answered within 1s .* its endpoints in rewrite\.yaml/);
    await expect(readFile(join(cwd, 'never.jsonl'))).rejects.toThrow('ENOENT');
  });

  it('refuses a configuration without a meaning block, and writes nothing', async () => {
    const { code, stderr } = await validate('--out', 'never.jsonl', '--config', 'none.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('--config none.yaml: no `meaning` block stands there');
    await expect(readFile(join(cwd, 'never.jsonl'))).rejects.toThrow('ENOENT');
  });
});
