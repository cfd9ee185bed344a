import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { launchScript } from '../../../src/ablation/export/launch-script.ts';
import { importResults } from '../../../src/ablation/import/import-results.ts';
import { temporaryFolder } from '../../run/harness.ts';
import { writeFinishedAblation } from './finished-ablation.ts';

const run = promisify(execFile);

const NAMES = ['one-seed-0', 'two-seed-0', 'two-seed-0-training-3'];

/** Trains as the trainer does: leaves the file that says it is done. Fails for names in the file `fail`. */
const TRAINER = `#!/bin/sh
echo "train $2 gpus=$NPROC_PER_NODE torchrun=$FORCE_TORCHRUN" >> "$CALLS"
name=$(basename "$2" .yaml)
if grep -qx "$name" fail 2>/dev/null; then exit 1; fi
mkdir -p "models/$name" && echo '{}' > "models/$name/train_results.json"
`;

/** Evaluates as the harness does: results in a folder of the model's name below the one it is given. */
const HARNESS = `#!/bin/sh
echo "evaluate $*" >> "$CALLS"
[ -e crash ] && { mkdir -p "\${10}/half"; exit 1; }
model=$(echo "$4" | sed 's/pretrained=//; s/,.*//; s#/#__#g')
mkdir -p "\${10}/$model"
echo '{"results": {"piqa": {"acc,none": 0.5}}}' > "\${10}/$model/results_2026-01-31T10-00-00.000000.json"
`;

async function launcher(names: readonly string[] = NAMES) {
  const folder = await temporaryFolder();
  const script = join(folder, 'train', 'launch.sh');
  const calls = join(folder, 'calls');
  const programs = { [script]: launchScript(names, 2, 'piqa'), [join(folder, 'bin', 'llamafactory-cli')]: TRAINER };
  for (const [path, text] of Object.entries({ ...programs, [join(folder, 'bin', 'lm_eval')]: HARNESS })) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    await chmod(path, 0o755);
  }
  await mkdir(join(folder, 'train', 'configs'));
  for (const name of names) await writeFile(join(folder, 'train', 'configs', `${name}.yaml`), '');
  return {
    folder,
    at: (path: string) => join(folder, 'train', path),
    /** Runs the script from elsewhere: what it called, what it said, how it ended. */
    launch: async (...args: string[]) => {
      await writeFile(calls, '');
      const env = { ...process.env, CALLS: calls, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` };
      const ended = await run(script, args, { cwd: '/', env, timeout: 20_000 }).then(
        ({ stderr }) => ({ code: 0, stderr }),
        (error: { readonly code: number; readonly stderr: string }) => ({ code: error.code, stderr: error.stderr }),
      );
      const lines = (await readFile(calls, 'utf8')).split('\n').filter((line) => line !== '');
      return { ...ended, calls: lines };
    },
  };
}

test('is a script that sh and bash read', async () => {
  const { at } = await launcher();
  await run('bash', ['-n', at('launch.sh')]);
  await run('sh', ['-n', at('launch.sh')]);
});

test('trains and evaluates every model, with the GPUs that steps were counted for, where import finds it', async () => {
  const { folder, at, launch } = await launcher();
  const { code, calls } = await launch();
  expect(code).toBe(0);
  expect(calls).toEqual(
    NAMES.flatMap((name) => [
      `train configs/${name}.yaml gpus=2 torchrun=1`,
      `evaluate --model hf --model_args pretrained=models/${name},dtype=bfloat16 --tasks piqa --batch_size auto --output_path unfinished/${name} --log_samples`,
    ]),
  );
  expect((await readdir(at('results'))).sort()).toEqual(NAMES);

  const directory = join(folder, 'ablation');
  await writeFinishedAblation(directory, {
    budgetTokens: 1,
    seeds: [0],
    arms: { one: ['a'], two: ['b'] },
    heldOut: [],
  });
  const { arms } = await importResults(directory, [{ path: at('results'), of: undefined }], () => {});
  expect(arms.map(({ means }) => means['lm_eval/piqa/acc'])).toEqual([0.5, 0.5]);
});

test('goes on with the others when one fails, says which, and does what is missing when it is called again', async () => {
  const { at, launch } = await launcher();
  await writeFile(at('fail'), 'two-seed-0\n');
  const first = await launch();
  expect(first.code).toBe(1);
  expect(first.stderr).toContain('failed: two-seed-0. ');
  expect((await readdir(at('results'))).sort()).toEqual(['one-seed-0', 'two-seed-0-training-3']);

  await rm(at('fail'));
  const again = await launch();
  expect(again.code).toBe(0);
  expect(again.calls.map((call) => call.slice(0, 30))).toEqual([
    'train configs/two-seed-0.yaml ',
    'evaluate --model hf --model_ar',
  ]);
  expect((await launch()).calls).toEqual([]);
});

test('an evaluation that breaks off leaves no results, and the training is not repeated for it', async () => {
  const { at, launch } = await launcher(['one-seed-0']);
  await writeFile(at('crash'), '');
  expect((await launch()).code).toBe(1);
  expect(await readdir(at(''))).not.toContain('results');
  await rm(at('crash'));
  const again = await launch();
  expect(again.code).toBe(0);
  expect(again.calls).toHaveLength(1);
  expect(await readdir(at('results/one-seed-0'))).toEqual(['models__one-seed-0']);
});

test('trains the models that it is given, and refuses a name that is none', async () => {
  const { launch } = await launcher();
  const { code, calls, stderr } = await launch('two-seed-1', 'one-seed-0');
  expect(code).toBe(1);
  expect(stderr).toContain('two-seed-1: there is no configs/two-seed-1.yaml');
  expect(calls).toHaveLength(2);
});
