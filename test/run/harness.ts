import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { resolveOptions } from '../../src/config/resolve.ts';
import { readShard } from '../../src/emission/read-shard.ts';
import { Slots } from '../../src/generation/slots.ts';
import { prepareJob } from '../../src/run/job.ts';
import { type Manifest, readManifest } from '../../src/run/manifest.ts';
import type { OpenBackend } from '../../src/run/open-backend.ts';
import { type RunHooks, run } from '../../src/run/run.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import type { Generation } from '../../src/vocabulary/generation.ts';
import type { JsonObject } from '../../src/vocabulary/json.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';

/** Exceptions that runs survived. */
export const bugs: unknown[] = [];

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rewrite-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What a scripted model says to a prompt: text, or why there is none. */
export type Script = (
  prompt: Prompt,
  attempt: number,
) => string | { readonly reason: string; readonly ofDocument?: boolean };

export interface ModelOptions {
  readonly script?: Script;
  readonly concurrency?: number;
  /** Milliseconds before the answer to a prompt. */
  readonly delay?: (prompt: Prompt) => number;
  readonly onPrompt?: (prompt: Prompt) => void;
}

/**
 * Says the source back in capitals, with the strategy's name in place of every THE: deterministic, about as long as the
 * source, different for every document and strategy.
 */
export const shout = ({ brief }: { readonly brief: Pick<Prompt['brief'], 'strategy' | 'source'> }): string =>
  `${brief.strategy} ${brief.source.toUpperCase().replaceAll(' THE ', ` ${brief.strategy} `)}`;

/** A model that follows a script. */
export function scriptedModel({ script = shout, concurrency = 8, delay, onPrompt }: ModelOptions = {}) {
  const tried = new Map<string, number>();
  return (): Promise<OpenBackend> =>
    Promise.resolve({
      backend: {
        name: 'openai',
        languageModel: true,
        async generate(prompt, signal): Promise<Generation> {
          onPrompt?.(prompt);
          const attempt = (tried.get(prompt.requestId) ?? 0) + 1;
          tried.set(prompt.requestId, attempt);
          if (delay !== undefined)
            await sleep(delay(prompt), undefined, { signal }).catch(() => signal.throwIfAborted());
          else await Promise.resolve();
          const said = script(prompt, attempt);
          const promptTokens = estimateTokens(prompt.user);
          if (typeof said !== 'string') {
            return {
              kind: 'failure',
              reason: said.reason,
              detail: 'as scripted',
              ofDocument: said.ofDocument ?? false,
              attempts: 1,
              usage: { promptTokens, completionTokens: 0 },
              unbilledAttempts: 1,
            };
          }
          const completionTokens = estimateTokens(said);
          return {
            kind: 'answer',
            text: said,
            finishReason: 'stop',
            model: 'scripted',
            completionTokens,
            attempts: 1,
            usage: { promptTokens, completionTokens },
            unbilledAttempts: 0,
          };
        },
        close: () => Promise.resolve(),
      },
      slots: new Slots(concurrency),
      modelNames: { default: 'scripted' },
      contextLength: undefined,
      endpoints: ['http://127.0.0.1:1/v1'],
      status: () => [],
      close: () => Promise.resolve(),
    });
}

export interface WorkspaceOptions {
  /** File name → its rows, or its whole text. */
  readonly input: Readonly<Record<string, readonly JsonObject[] | string>>;
  /** Strategy name → extra lines of its YAML. */
  readonly strategies?: Readonly<Record<string, string>>;
  /** Lines of a mix named `mix`; without it every document gets all strategies. */
  readonly mix?: string;
}

/** A folder with a corpus and strategies of its own, and a way to run them. */
export async function workspace({ input, strategies = { a: '', b: '', c: '' }, mix }: WorkspaceOptions) {
  const cwd = await temporaryFolder();
  for (const [name, rows] of Object.entries(input)) {
    const text = typeof rows === 'string' ? rows : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    await writeFile(join(cwd, name), text);
  }
  await writeFile(
    join(cwd, 'prompt.md'),
    '---\nname: plain\n---\n<document>\n{{ document }}\n</document>\n\nRewrite it.\n',
  );
  await mkdir(join(cwd, 'strategies'));
  for (const [name, extra] of Object.entries(strategies)) {
    const lines = [`name: ${name}`, 'summary: A test.', 'source: test', 'prompt: ../prompt.md'];
    if (!extra.includes('validation:')) lines.push('validation: [finish]');
    await writeFile(join(cwd, 'strategies', `${name}.yaml`), `${lines.join('\n')}\n${extra}\n`);
  }
  if (mix !== undefined) await writeFile(join(cwd, 'strategies', 'mix.yaml'), mix);
  const strategy = mix === undefined ? Object.keys(strategies).join(',') : 'mix';

  return {
    cwd,
    out: (name: string) => join(cwd, name),
    /** Runs with these flags; `--input *.jsonl` and the model unless given. */
    async run(
      flags: Readonly<Record<string, unknown>>,
      model = scriptedModel(),
      stop = new AbortController().signal,
      onBegin: RunHooks['onBegin'] = () => {},
    ) {
      const { options } = await resolveOptions(
        { strategy, input: [join(cwd, '*.jsonl')], endpoint: ['http://127.0.0.1:1/v1'], format: 'jsonl', ...flags },
        undefined,
        cwd,
      );
      const job = await prepareJob(options, { cwd, env: {}, now: new Date(0) });
      return run(job, {
        stop,
        onEvent() {},
        onBegin,
        onBug: (cause) => bugs.push(cause),
        now: () => Date.now(),
        openBackend: model,
      });
    },
  };
}

/** Documents with distinct ids and texts of some length. */
export function documents(count: number, prefix = 'd'): JsonObject[] {
  return Array.from({ length: count }, (_, n) => ({
    id: `${prefix}${n}`,
    text: `Document number ${prefix}${n} tells of the river and the mill. `.repeat(2 + (n % 5)),
  }));
}

/** Every record of a run's shards or rejects, in order. */
export async function records(directory: string, kind: 'shards' | 'rejects' = 'shards'): Promise<JsonObject[]> {
  const manifest = await completed(directory);
  const all: JsonObject[] = [];
  for (const file of manifest[kind]) for await (const record of readShard(join(directory, file.path))) all.push(record);
  return all;
}

/** The manifest of a complete run. */
export async function completed(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory);
  if (manifest === undefined) throw new Error(`${directory} is not complete`);
  return manifest;
}

/** The bytes of every shard and reject, by path. */
export async function files(directory: string): Promise<Record<string, string>> {
  const manifest = await completed(directory);
  const all = [...manifest.shards, ...manifest.rejects];
  return Object.fromEntries(
    await Promise.all(all.map(async ({ path }) => [path, await readFile(join(directory, path), 'utf8')] as const)),
  );
}
