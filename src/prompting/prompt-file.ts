import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { CHAT_TEMPLATES } from '../text/chat-template.ts';
import { sha256Hex } from '../text/hash.ts';
import { usageError } from '../vocabulary/error.ts';
import { PROMPT_ENDPOINTS } from '../vocabulary/prompt.ts';
import type { PromptFile } from '../vocabulary/strategy.ts';
import { parseYaml } from '../text/checked-yaml.ts';
import { systemSchema } from './schema.ts';

/** The front matter of a prompt file. Unknown keys are refused. */
export const frontMatterSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]+$/, 'letters, digits, `.`, `_` and `-` only')
    .describe('Name in records; the file’s own by default.')
    .optional(),
  endpoint: z
    .enum(PROMPT_ENDPOINTS)
    .default('chat')
    .describe('Which API of the server takes the prompt; classify is for models that answer with numbers.'),
  system: systemSchema.optional(),
  chat_template: z
    .enum(CHAT_TEMPLATES)
    .default('joined')
    .describe('For completions: how the system prompt and the user turn become one text.'),
  bos: z
    .boolean()
    .default(false)
    .describe('For completions: whether the text begins with `<s>`, as the server’s own does.'),
});

/** A prompt file together with where its body starts. */
export interface LoadedPromptFile extends PromptFile {
  /** 1-based line of the file on which the body starts. */
  readonly bodyLine: number;
}

/**
 * Reads a prompt file: Markdown whose first lines may be YAML front matter between two lines of `---`.
 *
 * @throws RewriteError `usage` when the file cannot be read, its front matter is not closed or not valid, or its body is
 *   empty
 */
export async function loadPromptFile(path: string): Promise<LoadedPromptFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw usageError(
      `${path}: the prompt file cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  });
  const source = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
  const { yaml, body, bodyLine } = split(source, path);
  const front = parseYaml(yaml, path, frontMatterSchema, 2);
  if (body.trim() === '')
    throw usageError(`${path}: the prompt has no body; write the user turn below the front matter`);
  return {
    name: front.name ?? basename(path).replace(/\.[^.]*$/, ''),
    path,
    sha12: sha256Hex(bytes).slice(0, 12),
    endpoint: front.endpoint,
    layout: { template: front.chat_template, bos: front.bos },
    system: front.system,
    body,
    bodyLine,
  };
}

function split(source: string, path: string): { yaml: string; body: string; bodyLine: number } {
  const lines = source.split('\n');
  if (lines[0]?.trimEnd() !== '---') return { yaml: '', body: source, bodyLine: 1 };
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end === -1) throw usageError(`${path}:1: the front matter is not closed; end it with a line of ---`);
  return { yaml: lines.slice(1, end).join('\n'), body: lines.slice(end + 1).join('\n'), bodyLine: end + 2 };
}
