import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../src/config/resolve.ts';
import { contextWarnings } from '../../src/run/context-check.ts';
import { prepareJob } from '../../src/run/job.ts';
import { documents, workspace } from './harness.ts';

describe('contextWarnings', () => {
  it('names the strategies whose longest request does not fit, with the fix', async () => {
    const place = await workspace({
      input: { 'x.jsonl': documents(1) },
      strategies: {
        short: 'chunk: {max_tokens: 500}\ngeneration: {max_tokens: 200}',
        long: 'chunk: {max_tokens: 1800}\ngeneration: {max_tokens: 400}',
        whole: 'generation: {max_tokens: 100}',
      },
    });
    const flags = {
      strategy: 'short,long,whole',
      input: [`${place.cwd}/*.jsonl`],
      endpoint: ['http://127.0.0.1:1/v1'],
    };
    const { options } = await resolveOptions(flags, undefined, place.cwd);
    const job = await prepareJob(options, { cwd: place.cwd, env: {}, now: new Date(0) });
    const warnings = contextWarnings(job, 2048);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^long: a request may take 2\d\d\d tokens, the model's context is 2048.*lower chunk/);
    expect(warnings[1]).toMatch(/^whole: a request may take .*give it a chunk/);
    expect(contextWarnings(job, 2_000_000_000).map((warning) => warning.split(':')[0])).toEqual(['whole']);
  });
});
