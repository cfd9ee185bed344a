import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { call } from './call.ts';

const PAGE = `Home\nMenu\nSearch\n\n${'The river rises in the hills and falls into the sea after a long way through the plain.\n'.repeat(3)}`;
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-preview-'));
  await writeFile(join(cwd, 'x.jsonl'), `${JSON.stringify({ id: 'river', text: PAGE })}\n`);
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});
/** Runs `rewrite preview` with the built-in rules. */
const preview = (...args: string[]) =>
  call(main, ['preview', '--input', 'x.jsonl', '--backend', 'extractive', ...args], { cwd });

describe('rewrite preview', () => {
  it('shows what a program does as a diff, with the program', async () => {
    const { code, stdout } = await preview('--strategy', 'prox-chunk');
    expect(code).toBe(0);
    expect(stdout).toContain('river/prox-chunk/0  accepted');
    expect(stdout).toMatch(/^- 000 {2}Home$/m);
    expect(stdout).toMatch(/^ {2}004 {2}The river rises/m);
    expect(stdout).toMatch(/^program\n {5}1 {2}remove_lines\(start=0, end=/m);
    expect(stdout).not.toContain('│');
  });

  it('shows a text beside its source', async () => {
    const { stdout } = await preview('--strategy', 'wikipedia');
    expect(stdout).toMatch(/^Home {10,}│/m);
  });

  it('writes a page instead where one is asked for, and says where', async () => {
    const { code, stdout } = await preview('--strategy', 'prox-chunk', '--html', 'pages/x.html');
    expect(code).toBe(0);
    expect(stdout).toBe('river/prox-chunk/0  accepted\n\nWritten to pages/x.html\n');
    expect(await readFile(join(cwd, 'pages/x.html'), 'utf8')).toMatch(
      /^<!doctype html>[^]*<del>Home<\/del>[^]*<\/html>\n$/,
    );
  });

  it('refuses a page where no file can be, before anything is asked of a model', async () => {
    const folder = await preview('--strategy', 'prox-chunk', '--html', '.');
    expect(folder).toMatchObject({ code: 2, stdout: '' });
    expect(folder.stderr).toContain('rewrite: --html .: this is no file. Name a file, such as preview.html.');
    const below = await preview('--strategy', 'prox-chunk', '--html', 'x.jsonl/page.html');
    expect(below).toMatchObject({ code: 2, stdout: '' });
    expect(below.stderr).toContain('rewrite: --html x.jsonl/page.html: no file can be written there');
  });
});
