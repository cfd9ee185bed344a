import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dryRun } from '../../src/run/dry-run.ts';
import { prepareJob } from '../../src/run/job.ts';
import { resolveOptions } from '../../src/config/resolve.ts';
import { NO_USAGE } from '../../src/vocabulary/generation.ts';
import { completed, records, type Script, scriptedModel, workspace } from './harness.ts';

const PROGRAM = 'output: {kind: program}';
const TEXT = 'Home\nThe river and the mill were bought by the town, and they work again.\nShare';
const INPUT = {
  'x.jsonl': Array.from({ length: 3 }, (_, n) => ({ id: `d${n}`, text: TEXT.replace('river', `river ${n}`) })),
};

describe('a strategy of stages', () => {
  it('asks with the prompts of its own stages, beside a strategy that is called as one of them', async () => {
    const place = await workspace({ input: INPUT, strategies: { line: PROGRAM } });
    // Somebody's own `line` in place of the one that a set of recipes came with.
    const set = join(place.cwd, 'set');
    await mkdir(set);
    await writeFile(join(set, 'theirs.md'), '{{ numbered }}\n\nTheirs.\n');
    for (const name of ['doc', 'line']) {
      await writeFile(join(set, `${name}.yaml`), `name: ${name}\nprompt: theirs.md\n${PROGRAM}\n`);
    }
    await writeFile(join(set, 'both.yaml'), 'name: both\nstages: [doc.yaml, line.yaml]\nvalidation: [finish]\n');
    const asked = new Map<string, string>();
    const script: Script = (prompt) => {
      asked.set(prompt.requestId, prompt.user);
      return 'keep_doc()';
    };
    await place.run({ out: place.out('o'), strategy: 'set/both.yaml,line' }, scriptedModel({ script }));
    expect(await records(place.out('o'))).toHaveLength(6);
    expect(asked.size).toBe(9);
    for (const [id, user] of asked)
      expect(user.endsWith(id.includes('/both/') ? 'Theirs.' : 'Rewrite it.'), id).toBe(true);
  });

  it('wastes what was billed for an attempt in vain, whatever a stage that nobody bills for has written', async () => {
    const place = await workspace({ input: INPUT, strategies: { doc: PROGRAM, line: PROGRAM } });
    const path = join(place.cwd, 'strategies', 'both.yaml');
    await writeFile(path, 'name: both\nstages: [doc.yaml, line.yaml]\nvalidation: [finish]\n');
    const open = scriptedModel({ script: () => 'keep_doc()' });
    const model: typeof open = async () => {
      const opened = await open();
      const { backend } = opened;
      return {
        ...opened,
        backend: {
          ...backend,
          async generate(prompt, signal) {
            const said = await backend.generate(prompt, signal);
            // As the built-in rules beside servers; the served stage's first attempt was billed and lost.
            if (prompt.brief.strategy === 'doc') return { ...said, usage: NO_USAGE };
            const { promptTokens, completionTokens } = said.usage;
            return { ...said, attempts: 2, usage: { promptTokens, completionTokens: 2 * completionTokens } };
          },
        },
      };
    };
    await place.run({ out: place.out('o'), strategy: 'both' }, model);
    const { tokens, tasks } = await completed(place.out('o'));
    expect(tasks.accepted).toBe(3);
    expect(tokens.completion).toBeGreaterThan(0);
    expect(tokens.wasted).toBe(tokens.completion / 2);
  });

  it('counts the requests of all its stages in a dry run, as if nothing were dropped', async () => {
    const place = await workspace({ input: INPUT, strategies: { doc: PROGRAM, line: PROGRAM } });
    const path = join(place.cwd, 'strategies', 'both.yaml');
    await writeFile(path, 'name: both\nstages: [doc.yaml, line.yaml]\nvalidation: [finish]\n');
    const flags = { strategy: 'both,doc,line', input: [join(place.cwd, '*.jsonl')] };
    const { options } = await resolveOptions(flags, undefined, place.cwd);
    const job = await prepareJob(options, { cwd: place.cwd, env: {}, now: new Date(0), rehearsal: true });
    const { strategies } = await dryRun(job, new AbortController().signal);
    const [both, doc, line] = ['both', 'doc', 'line'].map((name) => strategies.get(name));
    expect([both?.requests, doc?.requests, line?.requests]).toEqual([6, 3, 3]);
    expect(both?.promptTokens).toBe((doc?.promptTokens ?? 0) + (line?.promptTokens ?? 0));
    expect(both?.example?.requestId).toBe('d0/both/0/0');
  });
});
