import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../src/config/resolve.ts';
import { NO_EFFORT } from '../../src/run/conclude.ts';
import { prepareJob } from '../../src/run/job.ts';
import { createJudges } from '../../src/run/judges.ts';
import { perform } from '../../src/run/perform.ts';
import { planDocument } from '../../src/run/plan-document.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { scriptedModel, shout, workspace } from './harness.ts';

describe('perform', () => {
  it('bills the answers of a task on which a rule of ours throws', async () => {
    const place = await workspace({ input: { 'x.jsonl': [] }, strategies: { a: '' } });
    const flags = { strategy: 'a', input: [`${place.cwd}/x.jsonl`], endpoint: ['http://127.0.0.1:1/v1'] };
    const { options } = await resolveOptions(flags, undefined, place.cwd);
    const job = await prepareJob(options, { cwd: place.cwd, env: {}, now: new Date(0) });
    const text = 'The old mill stands by the river.';
    const source = { id: 'd', text, position: { file: 0, row: 0 }, metadata: {} };
    const plan = planDocument(source, { mix: job.mix, seed: 0, weights: [1], modelNames: {}, firstTask: 0 });
    const [task] = plan.kind === 'tasks' ? plan.tasks : [];
    if (task === undefined) throw new Error('the document makes no task');
    const broken = { ...task, strategy: { ...task.strategy, validation: [{ validator: 'missing', bounds: {} }] } };

    const { backend, slots } = await scriptedModel()();
    const seen: unknown[] = [];
    const onBug = (cause: unknown) => seen.push(cause);
    const workshop = { backend, slots, judges: createJudges(0), templates: job.templates, onBug };
    const { outcome } = await perform(broken, NO_EFFORT, workshop, new AbortController().signal);

    expect(seen).toMatchObject([{ message: expect.stringContaining('missing') }]);
    expect(outcome).toMatchObject({ status: 'failed', ofDocument: true, record: { reason: 'input.unprocessable' } });
    const answered = estimateTokens(shout({ brief: { strategy: 'a', source: text } }));
    expect(outcome.cost).toMatchObject({ completionTokens: answered, wastedTokens: answered, unbilledAttempts: 0 });
    expect(outcome.record.usage.completion_tokens).toBe(answered);
    expect(slots.inUse).toBe(0);
  });
});
