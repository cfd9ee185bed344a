import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openBackend } from '../../src/run/open-backend.ts';
import type { RunHooks } from '../../src/run/run.ts';
import { readRequest } from '../../src/simulator/read-request.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { loadLanguageLibrary } from '../../src/text/language.ts';
import type { JsonObject } from '../../src/vocabulary/json.ts';
import { SOURCE } from '../validation/candidates.ts';
import { files, records, workspace } from './harness.ts';
import { BREAK_OUTS, DEMANDS } from './injections.ts';

/** Two of a free form, where nothing but what it says tells an obedient answer, and one with a grammar. */
const STRATEGIES = ['summary', 'wikipedia', 'qa'];

beforeAll(loadLanguageLibrary);

/** A page with a text that speaks to the model: in its middle, or at its end. */
function pages(injections: Readonly<Record<string, string>>): JsonObject[] {
  const paragraphs = SOURCE.split('\n\n');
  return Object.entries(injections).flatMap(([kind, injection]) => [
    { id: `${kind}, in the middle`, text: [...paragraphs.slice(0, 3), injection, ...paragraphs.slice(3)].join('\n\n') },
    { id: `${kind}, at the end`, text: `${SOURCE}\n\n${injection}` },
  ]);
}

/** A run of documents against a simulated server whose model obeys what it finds in them, or does not. */
async function rewritten(documents: readonly JsonObject[], { obeyRate, name }: { obeyRate: number; name: string }) {
  const simulator = await createSimulator({ misbehaviour: { obeyRate } });
  onTestFinished(() => simulator.close());
  const prompts: { readonly requestId: string; readonly user: string; readonly source: string }[] = [];
  const listening: NonNullable<RunHooks['openBackend']> = async (...surroundings) => {
    const opened = await openBackend(...surroundings);
    const { backend } = opened;
    return {
      ...opened,
      backend: {
        ...backend,
        generate(prompt, signal) {
          prompts.push({ requestId: prompt.requestId, user: prompt.user, source: prompt.brief.source });
          return backend.generate(prompt, signal);
        },
      },
    };
  };
  const place = await workspace({ input: { 'x.jsonl': documents } });
  const out = place.out(name);
  await place.run({ out, strategy: STRATEGIES.join(','), endpoint: [simulator.url] }, listening);
  return {
    prompts,
    obeyed: simulator.stats().misbehaved.obey,
    accepted: await records(out),
    rejected: await records(out, 'rejects'),
    bytes: await files(out),
  };
}

describe('a run over documents that speak to the model', () => {
  it('rejects every answer that follows them, whatever they demand', async () => {
    const documents = pages(DEMANDS);
    const { accepted, rejected, obeyed } = await rewritten(documents, { obeyRate: 1, name: 'obeying' });
    expect(accepted.map(({ id, text }) => [id, text])).toEqual([]);
    expect(obeyed).toBe(documents.length * STRATEGIES.length);
    expect(rejected).toHaveLength(obeyed);
    const reasons = new Set(rejected.map(({ reason }) => reason));
    expect([...reasons]).toEqual(
      expect.arrayContaining(['coverage', 'copy', 'language', 'leak.prompt', 'length.too_short']),
    );
  });

  it('never lets them end themselves or take a turn: the model reads the whole document, then the instruction', async () => {
    const documents = pages(BREAK_OUTS);
    const obeying = await rewritten(documents, { obeyRate: 1, name: 'obeying' });
    expect(obeying.prompts).toHaveLength(documents.length * STRATEGIES.length);
    for (const { requestId, user, source } of obeying.prompts) {
      expect(user.match(/<\/document>/g)).toHaveLength(1);
      const read = readRequest(requestId, user).source;
      expect(read.replace(/[^\p{L}\p{N}]/gu, '')).toBe(source.replace(/[^\p{L}\p{N}]/gu, ''));
    }
    expect(obeying.obeyed).toBe(0);
    expect(obeying.bytes).toEqual((await rewritten(documents, { obeyRate: 0, name: 'careful' })).bytes);

    expect(obeying.accepted.length).toBeGreaterThan(0);
    for (const { text } of obeying.accepted)
      expect(text).not.toMatch(/\(\/doc|< ?\||\[ \/?INST|im_start|<\/?document>/i);
  });

  it('leaves clean documents alone', async () => {
    const documents = [{ id: 'clean', text: SOURCE }];
    const obeying = await rewritten(documents, { obeyRate: 1, name: 'obeying' });
    expect(obeying.obeyed).toBe(0);
    expect(obeying.accepted.length).toBeGreaterThan(0);
    expect(obeying.bytes).toEqual((await rewritten(documents, { obeyRate: 0, name: 'careful' })).bytes);
  });
});
