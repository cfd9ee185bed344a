import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What an ablation folder is made of. */
export interface AblationFolder {
  readonly budgetTokens: number;
  readonly seeds: readonly number[];
  /** Arm → its texts, the same for every seed. A text has as many generated tokens as words. */
  readonly arms: Readonly<Record<string, readonly string[]>>;
  readonly heldOut: readonly string[];
  /** Inputs that arms are made of; each of them lets the same documents be held out. */
  readonly inputs?: readonly string[];
}

/** Writes a folder as `ablate run` leaves it, as far as `export` and `import` read it. */
export async function writeFinishedAblation(
  folder: string,
  { budgetTokens, seeds, arms, heldOut, inputs = ['a'] }: AblationFolder,
): Promise<void> {
  const names = Object.keys(arms);
  await write(join(folder, 'ablation.json'), {
    budget_tokens: budgetTokens,
    arms: Object.fromEntries(names.map((name) => [name, { kind: 'run', original_share: 0 }])),
  });
  await write(join(folder, 'results.json'), {
    tool_version: '0.0.0',
    name: 'small',
    question: '',
    budget_tokens: budgetTokens,
    seeds,
    baseline: names[0],
    level: 0.05,
    requests: { asked: 0, shared: 0 },
    metrics: [],
    arms: names.map((name) => ({
      name,
      state: 'complete',
      detail: '',
      seeds: [],
      acceptance: null,
      per_million_accepted: null,
      means: {},
      standard_errors: {},
      ranks: {},
    })),
    troubles: [],
    import_notes: [],
    comparisons: [],
  });
  for (const [name, texts] of Object.entries(arms)) {
    const records = texts.map((text, at) => ({
      id: `${at}`,
      text,
      source_id: `${at}`,
      strategy: 'qa',
      generated_tokens: text.split(' ').length,
      validation: {},
    }));
    for (const seed of seeds)
      await write(join(folder, 'arms', name, `seed-${seed}`, 'shards', 'part-00000.jsonl.gz'), records);
  }
  const held = heldOut.map((text, at) => ({ id: `held-${at}`, text }));
  for (const input of inputs) await write(join(folder, 'sources', input, 'held-out', 'part-00000.jsonl.gz'), held);
}

async function write(path: string, content: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const lines = Array.isArray(content)
    ? gzipSync(content.map((record) => `${JSON.stringify(record)}\n`).join(''))
    : JSON.stringify(content);
  await writeFile(path, lines);
}
