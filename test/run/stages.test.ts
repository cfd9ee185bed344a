import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { records, type Script, scriptedModel, workspace } from './harness.ts';

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
});
