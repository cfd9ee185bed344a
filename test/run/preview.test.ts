import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../src/config/resolve.ts';
import { prepareJob } from '../../src/run/job.ts';
import { preview, type PreviewItem } from '../../src/run/preview.ts';
import { type Script, scriptedModel, workspace } from './harness.ts';

const LINES = ['The river rises in the hills.', 'It falls into the sea.', 'The mill stands by it.'];

/** The first item of a preview of three lines, each a window of its own, by a strategy with this output. */
async function first(script: Script, output = ''): Promise<PreviewItem | undefined> {
  const { cwd } = await workspace({
    input: { 'x.jsonl': [{ id: 'd', text: LINES.join('\n') }] },
    strategies: { edit: `chunk: {max_tokens: 12}\noutput: {kind: program${output}}\nvalidation: []` },
  });
  const flags = { strategy: 'edit', input: [`${cwd}/*.jsonl`], endpoint: ['http://127.0.0.1:1/v1'] };
  const { options } = await resolveOptions(flags, undefined, cwd);
  const job = await prepareJob(options, { cwd, env: {}, now: new Date(0) });
  for await (const item of preview(job, await scriptedModel({ script })(), 1, new AbortController().signal))
    return item;
  return undefined;
}

describe('a preview of a program', () => {
  it('shows what the run did: a range beyond its window is refused, not carried out', async () => {
    const item = await first(({ brief }) => (brief.firstLine === 0 ? 'remove_lines(0, 2)' : 'remove_lines(1, 1)'));
    expect(item?.outcome).toMatchObject({ status: 'accepted', record: { text: `${LINES[0]}\n${LINES[2]}` } });
    expect(item?.review?.result.text).toBe(item?.outcome.record.text);
    expect(item?.review?.refused.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'the window shows lines 0 to 0'],
      [3, 'the window shows lines 2 to 2'],
    ]);
  });

  it("holds the program against the strategy's own bound", async () => {
    const item = await first(({ brief }) => `remove_lines(${brief.firstLine}, ${brief.firstLine})`, ', max_removed: 1');
    expect(item?.review?.result).toMatchObject({ removedLines: 3, exceeded: false });
    const strict = await first(() => 'remove_lines(0, 0)', ', max_removed: 0.1');
    expect(strict?.review?.result.exceeded).toBe(true);
  });

  it('has nothing to show where there is no answer', async () => {
    const item = await first(() => ({ reason: 'endpoint.timeout' }));
    expect(item).toMatchObject({ outcome: { status: 'failed' }, review: undefined });
  });
});
