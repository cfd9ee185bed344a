import { describe, expect, it } from 'vitest';
import type { StagedOutcome } from '../../src/ledger/outcomes.ts';
import { RejectionGate } from '../../src/run/rejection-gate.ts';
import { verify } from '../../src/run/verify.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import { completed, documents, files, type Script, scriptedModel, shout, workspace } from './harness.ts';

const rowOf = ({ requestId }: Prompt): number => Number(/^d(\d+)/.exec(requestId)?.[1]);

function settled(task: number, status: StagedOutcome['status'], strategy = 'a'): StagedOutcome {
  return {
    task,
    recordId: `d${task}/${strategy}/0`,
    status,
    strategy,
    reason: status === 'accepted' ? null : task % 3 === 0 ? 'copy' : 'loop',
    generatedTokens: 1,
    promptTokens: 1,
    completionTokens: 1,
    wastedTokens: 0,
    unbilledAttempts: 0,
    opening: null,
    sketch: null,
  };
}

/** The number of tasks after which the gate speaks, of those given; undefined where it does not. */
function speaksAfter(share: number, tasks: number, rejected: (task: number) => boolean): number | undefined {
  const gate = new RejectionGate(share);
  for (let task = 0; task < tasks; task++) {
    gate.note(settled(task, rejected(task) ? 'rejected' : 'accepted'));
    if (gate.tripped !== undefined) return task + 1;
  }
  return undefined;
}

describe('the gate on rejections', () => {
  it('speaks as soon as a thousand tasks are sure to have too many, and not before', () => {
    expect(speaksAfter(0.5, 500, () => true)).toBeUndefined();
    expect(speaksAfter(0.5, 5_000, () => true)).toBe(501);
    expect(speaksAfter(0, 5_000, (task) => task === 41)).toBe(42);
    expect(speaksAfter(1, 5_000, () => true)).toBeUndefined();
  });

  it('lets a share at the bound pass for ever, and one above it only until it shows', () => {
    expect(speaksAfter(0.5, 20_000, (task) => task % 2 === 0)).toBeUndefined();
    expect(speaksAfter(0.49, 20_000, (task) => task % 2 === 0)).toBe(981);
  });

  it('forgets what is more than a thousand tasks ago', () => {
    expect(speaksAfter(0.3, 20_000, (task) => task % 1_500 < 300)).toBeUndefined();
    expect(speaksAfter(0.3, 20_000, (task) => task >= 1_200 && task < 1_600)).toBe(1_501);
  });

  it('counts each strategy by itself, and names the commonest reasons and the last three', () => {
    const gate = new RejectionGate(0.3);
    for (let task = 0; gate.tripped === undefined; task++) {
      gate.note(settled(task, 'accepted', 'b'));
      gate.note(settled(task, task % 2 === 0 ? 'rejected' : 'failed', 'a'));
    }
    expect(gate.tripped).toMatchObject({
      strategy: 'a',
      tasks: 601,
      rejected: 301,
      reasons: [
        ['loop', 200],
        ['copy', 101],
      ],
      examples: [{ recordId: 'd596/a/0' }, { recordId: 'd598/a/0' }, { recordId: 'd600/a/0' }],
    });
  });

  it('stops a run with reasons and examples, and lets it go on with the same command', async () => {
    const place = await workspace({
      input: { 'x.jsonl': documents(600) },
      strategies: { a: '', b: 'validation: [{length: {min_tokens: 20}}]' },
    });
    const script: Script = (prompt) =>
      prompt.brief.strategy === 'b' && rowOf(prompt) >= 200 ? `too short ${rowOf(prompt)}` : shout(prompt);
    const [out, model] = [place.out('run'), () => scriptedModel({ script })];
    const stopped = await place.run({ out, max_rejected: 0.2 }, model()).catch((error: unknown) => error);
    expect(stopped).toMatchObject({ code: 'gate' });
    expect(String(stopped)).toMatch(
      /(\d+) of the last \d+ tasks of b were rejected, more than --max-rejected 0\.2 lets pass in 1000 \(length\.too_short \1\)\. The last: (d\d+\/b\/0 \(length\.too_short: [^)]+\)(; )?){3}/,
    );
    await expect(place.run({ out, max_rejected: 0.02 }, model())).rejects.toMatchObject({ code: 'gate' });
    await place.run({ out }, model());
    expect((await completed(out)).tasks).toMatchObject({ planned: 1200, accepted: 800, rejected: 400 });
    expect((await verify([out])).mismatches).toEqual([]);
    await place.run({ out: place.out('whole') }, model());
    expect(await files(out)).toEqual(await files(place.out('whole')));
  });
});
