import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SftReport } from '../../src/refining/build-sft/report.ts';
import { temporaryFolder } from '../run/harness.ts';
import { completion, rewrite, start, startServer, startSimulator, succeed, until, writeRows } from './harness.ts';

const DOCUMENTS = 16;

/** Every fourth document is a menu; the others have a menu, and a notice at their end. */
function rows(): object[] {
  return Array.from({ length: DOCUMENTS }, (_, n) => ({
    id: `d${n}`,
    text:
      n % 4 === 0
        ? `Home\nNews\nLamp ${n}\nContact us\nLog in\n`.repeat(6)
        : `Home | Tides ${n}\n${`The tide of day ${n} turns. `.repeat(8)}\n© 2015`,
  }));
}

/** Answers as a teacher that follows its instructions. */
function teacher(body: string) {
  const { messages = [] } = JSON.parse(body) as { messages?: { role: string; content: string }[] };
  const asked = messages.at(-1)?.content ?? '';
  if (asked.startsWith('<document>')) return completion(`As asked.\n\nScore: ${asked.includes('Lamp') ? 1 : 4}`);
  if (asked.includes('move around the site')) return completion('remove_lines(start=0, end=0)');
  if (asked.includes('notices that stand around')) return completion('```\nremove_lines(start=2, end=2)\n```');
  return completion('keep_chunk()');
}

describe('rewrite prox build-sft', { timeout: 120_000 }, () => {
  it('interrupted among the programs and called again, asks for nothing twice and makes every example', async () => {
    const cwd = await temporaryFolder();
    await writeRows(join(cwd, 'docs.jsonl'), rows());
    const server = await startServer(teacher, 20);
    const flags = ['--input', 'docs.jsonl', '--endpoint', server.endpoint, '--concurrency', '2', '--out', 'sft'];
    const command = ['prox', 'build-sft', ...flags, '--untouched', '1'];
    const first = start(command, { cwd });
    await until(() => server.requests.length > 2 * DOCUMENTS + 4);
    first.kill('SIGINT');
    const stopped = await first.ended;
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('Go on with the same command and --out sft');
    expect(stopped.stdout).toBe('');
    expect(existsSync(join(cwd, 'sft', 'sft', 'report.json'))).toBe(false);

    const second = await rewrite(command, { cwd });
    expect(second.code, second.stderr).toBe(0);
    expect(second.stderr).toContain('complete already');
    // What was in flight at the interruption was finished, so no request was sent twice.
    expect(server.requests).toHaveLength(2 * DOCUMENTS + 3 * 12);
    expect(second.stdout).toMatch(/labels +12 keep \(75\.0%\), 4 drop, 0 none/);
    expect(second.stdout).toContain(join('sft', 'sft'));

    const report = JSON.parse(await readFile(join(cwd, 'sft', 'sft', 'report.json'), 'utf8')) as SftReport;
    expect(report.models).toEqual({ scores: 'tested', programs: 'tested' });
    expect(report.tokens.programs).toEqual({ prompt: 360, completion: 360 });
    const { train, heldout } = report.windows.examples;
    expect(train.edited + heldout.edited).toBe(12);
    const chunks = await Promise.all(
      ['train', 'heldout'].map((split) => readFile(join(cwd, 'sft', 'sft', `chunk.${split}.jsonl`), 'utf8')),
    );
    const lines = chunks.join('').trimEnd().split('\n');
    expect(lines).toHaveLength(12);
    for (const line of lines) {
      const { messages } = JSON.parse(line) as { messages: { role: string; content: string }[] };
      expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
      expect(messages[1]?.content).toMatch(
        /^\[doc\]\n\[000\]Home \| Tides \d+\n\[001\]The tide .*\n\[002\]© 2015\n\[\/doc\]$/,
      );
      expect(messages[2]?.content).toBe('remove_lines(start=0, end=0)\nremove_lines(start=2, end=2)');
    }
    // LLaMA-Factory finds each file by its entry.
    const info = JSON.parse(await readFile(join(cwd, 'sft', 'sft', 'dataset_info.json'), 'utf8')) as Record<
      string,
      { file_name: string }
    >;
    for (const { file_name } of Object.values(info)) expect(existsSync(join(cwd, 'sft', 'sft', file_name))).toBe(true);
    for (const run of ['scores', 'programs']) await succeed(['verify', join('sft', run)], { cwd });
  });

  it('can be tried on the simulator, which rates and writes programs by rule', async () => {
    const cwd = await temporaryFolder();
    await writeRows(join(cwd, 'docs.jsonl'), rows());
    const simulator = await startSimulator();
    const flags = ['--input', 'docs.jsonl', '--endpoint', simulator.endpoint, '--out', 'sft'];
    const said = await succeed(['prox', 'build-sft', ...flags], { cwd });
    expect(said).toMatch(/labels +12 keep \(75\.0%\), 4 drop, 0 none/);
    expect(said).toMatch(/programs +12 windows with an answer for each kind of noise/);
  });
});
