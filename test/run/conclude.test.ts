import { expect, it } from 'vitest';
import { resolveOptions } from '../../src/config/resolve.ts';
import { conclude, NO_EFFORT } from '../../src/run/conclude.ts';
import { prepareJob } from '../../src/run/job.ts';
import { createJudges } from '../../src/run/judges.ts';
import { planDocument } from '../../src/run/plan-document.ts';
import { workspace } from './harness.ts';

it('what the title of the document says is grounded, for the model may have seen it', async () => {
  const place = await workspace({ input: { 'x.jsonl': [] }, strategies: { a: 'validation: [grounding]' } });
  const flags = { strategy: 'a', input: [`${place.cwd}/x.jsonl`], endpoint: ['http://127.0.0.1:1/v1'] };
  const { options } = await resolveOptions(flags, undefined, place.cwd);
  const { mix } = await prepareJob(options, { cwd: place.cwd, env: {}, now: new Date(0) });
  const statusWith = async (title: string): Promise<string> => {
    const source = {
      id: 'd',
      text: 'The old mill stands by the river.',
      position: { file: 0, row: 0 },
      metadata: { title },
    };
    const plan = planDocument(source, { mix, seed: 0, weights: [1], modelNames: {}, firstTask: 0 });
    const [task] = plan.kind === 'tasks' ? plan.tasks : [];
    if (task === undefined) throw new Error('the document makes no task');
    const text = 'In 1887 the mill stood by the river.';
    const interpretation = { kind: 'candidate', text, completionVerbatim: true, program: null } as const;
    const rest = { generations: [], earlier: NO_EFFORT, byLanguageModel: true, instruction: '' };
    const { outcome } = await conclude(
      { task, interpretation, ...rest },
      { judges: createJudges(0) },
      new AbortController().signal,
    );
    return outcome.status;
  };
  expect(await statusWith('The mill of 1887')).toBe('accepted');
  expect(await statusWith('The mill')).toBe('rejected');
});
