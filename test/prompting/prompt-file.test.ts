import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPromptFile } from '../../src/prompting/prompt-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompt-file-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(source: string | Buffer): Promise<string> {
  const path = join(folder, 'my-prompt.md');
  await writeFile(path, source);
  return path;
}

describe('loadPromptFile', () => {
  it('reads front matter and body and names the bytes by their hash', async () => {
    const source =
      '---\nname: faq\nendpoint: completions\nchat_template: llama2\nbos: true\nsystem: Be brief.\n---\n{{ document }}\nGo.\n';
    const path = await written(source);
    expect(await loadPromptFile(path)).toEqual({
      name: 'faq',
      path,
      sha12: createHash('sha256').update(source).digest('hex').slice(0, 12),
      endpoint: 'completions',
      layout: { template: 'llama2', bos: true },
      system: 'Be brief.',
      body: '{{ document }}\nGo.\n',
      bodyLine: 8,
    });
  });

  it('needs no front matter: the name is the file’s, the endpoint chat, and there is no system prompt', async () => {
    expect(await loadPromptFile(await written('{{ document }}'))).toMatchObject({
      name: 'my-prompt',
      endpoint: 'chat',
      layout: { template: 'joined', bos: false },
      system: undefined,
      body: '{{ document }}',
      bodyLine: 1,
    });
  });

  it('reads Windows line ends and a byte order mark', async () => {
    const path = await written('\uFEFF---\r\nname: a\r\n---\r\n{{ document }}\r\nGo.');
    expect(await loadPromptFile(path)).toMatchObject({ name: 'a', body: '{{ document }}\nGo.' });
  });

  it('leaves a rule of dashes in the body alone', async () => {
    const path = await written('---\nname: a\n---\n{{ document }}\n---\nGo.');
    expect((await loadPromptFile(path)).body).toBe('{{ document }}\n---\nGo.');
  });

  it('refuses unknown keys with line and nearest key', async () => {
    const path = await written('---\nname: a\nsytem: Be brief.\n---\n{{ document }}');
    await expect(loadPromptFile(path)).rejects.toMatchObject({
      code: 'usage',
      message: `${path}:3: unknown key \`sytem\`; did you mean \`system\`?`,
    });
  });

  it('refuses another endpoint', async () => {
    const path = await written('---\nendpoint: completion\n---\n{{ document }}');
    await expect(loadPromptFile(path)).rejects.toThrow(
      `${path}:2: \`endpoint\` must be one of chat, completions, classify, got \`completion\`; did you mean \`completions\`?`,
    );
  });

  it('refuses a system prompt that is a template', async () => {
    const path = await written('---\nsystem: You write {{ language }}.\n---\n{{ document }}');
    await expect(loadPromptFile(path)).rejects.toThrow(`${path}:2: the system prompt is plain text`);
  });

  it('refuses front matter without an end, an empty body and a missing file', async () => {
    const open = await written('---\nname: a\n{{ document }}');
    await expect(loadPromptFile(open)).rejects.toThrow(`${open}:1: the front matter is not closed`);
    const empty = await written('---\nname: a\n---\n\n');
    await expect(loadPromptFile(empty)).rejects.toThrow(`${empty}: the prompt has no body`);
    await expect(loadPromptFile(join(folder, 'none.md'))).rejects.toMatchObject({ code: 'usage' });
  });
});
