import { execFileSync } from 'node:child_process';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findInputFiles } from '../../src/corpus/input-files.ts';
import { openStandards } from '../../src/judging/standard.ts';
import { noVerdicts, verdictLines } from '../../src/judging/verdict-lines.ts';
import { temporaryFolder } from '../run/harness.ts';
import { PARAPHRASE, SOURCE } from '../validation/candidates.ts';

interface Judged {
  readonly strategy?: string;
  readonly details?: boolean;
  readonly name?: string;
  readonly cwd?: string;
}

/** The verdicts on a file with this content. */
async function judged(content: string | Buffer, { strategy, details = false, name, cwd }: Judged = {}) {
  const folder = cwd ?? (await temporaryFolder());
  await writeFile(join(folder, name ?? 'candidates.jsonl'), content);
  const totals = noVerdicts();
  const lines: string[] = [];
  const judging = { standardOf: await openStandards(strategy, folder), details, onBug() {} };
  const files = await findInputFiles([name ?? 'candidates.jsonl'], folder);
  for await (const batch of verdictLines(files, judging, totals)) lines.push(...batch);
  return { lines, verdicts: lines.map((line) => JSON.parse(line) as Record<string, unknown>), totals };
}

const candidate = (more: object = {}) => `${JSON.stringify({ id: 'a', source: SOURCE, text: PARAPHRASE, ...more })}\n`;

describe('verdictLines', () => {
  it('has the fields of the contract and no others', async () => {
    const { verdicts } = await judged(candidate({ finish_reason: 'stop', more: 1 }));
    expect(verdicts).toEqual([{ id: 'a', accepted: true, reasons: [], scores: expect.any(Object) }]);
    const scores = verdicts[0]?.['scores'] as Record<string, number>;
    expect(Object.keys(scores)).toEqual(expect.arrayContaining(['finish', 'length', 'copy', 'grounding']));
    expect(Object.values(scores).every(Number.isFinite)).toBe(true);
  });

  it('gives the text where cleaning changed it, and only there', async () => {
    const { verdicts } = await judged(
      candidate({ text: `Here is the rewritten text:\n\n${PARAPHRASE}` }) + candidate(),
    );
    expect(verdicts).toMatchObject([{ accepted: true, text: PARAPHRASE }, { accepted: true }]);
    expect(verdicts[1]).not.toHaveProperty('text');
  });

  it('runs every validator, also after one has rejected', async () => {
    const { verdicts } = await judged(candidate({ text: SOURCE, finish_reason: 'length', strategy: 'summary' }));
    expect(verdicts[0]).toMatchObject({ accepted: false, reasons: ['finish.length', 'length.too_long', 'copy'] });
  });

  it('skips the check of a finish reason that is missing or null', async () => {
    const { verdicts } = await judged(candidate() + candidate({ finish_reason: null }));
    for (const verdict of verdicts) {
      expect(verdict['accepted']).toBe(true);
      expect(verdict['scores']).not.toHaveProperty('finish');
    }
  });

  it('loses no line: what is no candidate gets the verdict of the contract, in its place', async () => {
    const bad = ['not json', '{}', '[1]', '{"id": 1.5, "source": "a", "text": "b"}', '{"id": "x", "text": "b"}'];
    const { lines, totals } = await judged(`${candidate()}\n${bad.join('\n')}\n${candidate({ id: 7 }).trimEnd()}`);
    expect(lines).toHaveLength(7);
    expect(lines.slice(1, 6)).toEqual(
      Array.from({ length: 5 }, () => '{"id":null,"accepted":false,"reasons":["input.malformed"]}'),
    );
    expect(JSON.parse(lines[6] ?? '')).toMatchObject({ id: 7, accepted: true });
    expect(totals).toMatchObject({ candidates: 7, accepted: 2, reasons: new Map([['input.malformed', 5]]) });
    expect(totals.firstMalformed).toMatch(/candidates\.jsonl:3: not JSON: /);
  });

  it('takes bytes that are no UTF-8 and text that is none, and reads compressed files', async () => {
    const content = Buffer.concat([Buffer.from([0x7b, 0xff, 0x7d, 0x0a]), Buffer.from(candidate({ text: ' \n' }))]);
    const { verdicts } = await judged(gzipSync(content), { name: 'candidates.jsonl.gz' });
    expect(verdicts).toMatchObject([
      { id: null, reasons: ['input.malformed'] },
      { id: 'a', accepted: false },
    ]);
  });

  it('judges by generic bounds where no strategy is named, else by the strategy, a candidate’s own before the flag', async () => {
    const questions = candidate({ id: 'q', strategy: 'qa' });
    const none = candidate({ id: 'n' });
    expect((await judged(questions + none)).verdicts).toMatchObject([{ reasons: ['format.qa'] }, { reasons: [] }]);
    const { verdicts } = await judged(questions + none, { strategy: 'faq' });
    expect(verdicts).toMatchObject([{ reasons: ['format.qa'] }, { reasons: ['format.faq'] }]);
  });

  it('refuses an unknown strategy, naming file, line and the nearest known one', async () => {
    await expect(judged('', { strategy: 'sumary' })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/^--strategy: no strategy or mix is called `sumary`; did you mean `summary`\?/),
    });
    await expect(judged(candidate() + candidate({ strategy: 'qaa' }))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/candidates\.jsonl:2: no strategy or mix is called `qaa`; did you mean `qa`\?/),
    });
    await expect(judged('', { strategy: 'mix' })).rejects.toMatchObject({ code: 'usage' });
  });

  it('opens no file that a candidate names; a file that the flag names serves the candidates of its strategy', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'p.md'), '---\nname: p\n---\n{{ document }}\n\nRewrite it.\n');
    await writeFile(join(cwd, 'mine.yaml'), 'name: own\nprompt: p.md\nvalidation: [{length: {min_tokens: 5000}}]\n');
    await expect(judged(candidate({ strategy: './mine.yaml' }), { cwd })).rejects.toThrow('is a path');
    const { verdicts } = await judged(candidate({ strategy: 'own' }), { cwd, strategy: './mine.yaml' });
    expect(verdicts[0]).toMatchObject({ reasons: ['length.too_short'] });
  });

  it('takes the text of a program strategy for the edited document, which is copied by design', async () => {
    const edited = SOURCE.split('\n').slice(2).join('\n');
    const { verdicts } = await judged(
      candidate({ strategy: 'prox-chunk', text: edited }) + candidate({ strategy: 'wikipedia', text: edited }),
    );
    expect(verdicts[0]).toMatchObject({ accepted: true, reasons: [] });
    expect(verdicts[1]).toMatchObject({ accepted: false, reasons: ['copy'] });
  });

  it('judges what follows the source where the strategy’s records begin with it', async () => {
    const pairs = [
      'Question: How much water does the Amazon carry into the Atlantic Ocean?',
      'Answer: About 209,000 cubic metres a second.',
      '',
      'Question: In how many countries does its basin lie?',
      'Answer: In nine countries, and most of it, about 60 percent, in Brazil.',
    ].join('\n');
    const lead = 'Here are the questions and answers about the document:\n\n';
    const { verdicts } = await judged(
      candidate({ strategy: 'nemotron-qa', text: pairs }) +
        candidate({ strategy: 'nemotron-qa', text: `${SOURCE}\n\n${pairs}` }) +
        candidate({ strategy: 'nemotron-qa', text: `${SOURCE}\n\n${lead}${pairs}` }),
    );
    expect(verdicts.map(({ reasons }) => reasons)).toEqual([[], [], []]);
    expect(verdicts[1]?.['scores']).toEqual(verdicts[0]?.['scores']);
    expect(verdicts[2]?.['text']).toBe(`${SOURCE}\n\n${pairs}`);
  });

  it('tells what was found, one detail a reason, when asked', async () => {
    const { verdicts } = await judged(`{}\n${candidate({ finish_reason: 'length' })}`, { details: true });
    expect(verdicts[0]?.['details']).toEqual(['`id` is missing']);
    expect(verdicts[1]?.['details']).toEqual(['the server ended the text with "length"']);
  });

  it('answers a candidate before the next one has come', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'pipe.jsonl');
    execFileSync('mkfifo', [path]);
    const standardOf = await openStandards(undefined, folder);
    const file = { path, label: 'pipe.jsonl', bytes: 0, format: 'jsonl', compression: 'none' } as const;
    const verdicts = verdictLines([file], { standardOf, details: false, onBug() {} }, noVerdicts());
    const first = verdicts.next();
    const pipe = await open(path, 'w');
    await pipe.write(candidate({ id: 'first' }));
    expect((await first).value?.[0]).toContain('"first"');
    await pipe.write(candidate({ id: 'second' }));
    await pipe.close();
    expect((await verdicts.next()).value?.[0]).toContain('"second"');
    expect((await verdicts.next()).done).toBe(true);
  });
});
