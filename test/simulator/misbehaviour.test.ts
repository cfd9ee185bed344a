import { describe, expect, it } from 'vitest';
import { drawMisbehaviour } from '../../src/simulator/misbehaviour.ts';
import { simulatorOptionsSchema } from '../../src/simulator/options.ts';
import { numbersIn } from '../../src/text/numbers.ts';
import { chat, DOCUMENT, post, start, turn } from './client.ts';

async function contentWith(misbehaviour: object, document = DOCUMENT): Promise<string> {
  const simulator = await start({ misbehaviour });
  const answer = await post(simulator, '/chat/completions', chat(turn(document)), { requestId: 'a/summary/0/0' });
  const body = JSON.parse(answer.text) as { choices: [{ message: { content: string } }] };
  return body.choices[0].message.content;
}

describe('misbehaviour', () => {
  it('is drawn at its rates from the seed and the request alone', () => {
    const settings = simulatorOptionsSchema.parse({ misbehaviour: { refusalRate: 0.1, loopRate: 0.3 } }).misbehaviour;
    const draw = (seed: number) =>
      Array.from({ length: 2000 }, (_, index) => drawMisbehaviour(settings, seed, `document-${index}`));
    const drawn = draw(1);
    expect(draw(1)).toEqual(drawn);
    expect(draw(2)).not.toEqual(drawn);
    expect(drawn.filter((value) => value === 'refusal').length / 2000).toBeCloseTo(0.1, 1);
    expect(drawn.filter((value) => value === 'loop').length / 2000).toBeCloseTo(0.3, 1);
  });

  it('refusal: refuses', async () => {
    expect(await contentWith({ refusalRate: 1 })).toMatch(/^I'm sorry, but I can't help/);
  });

  it('loop: says one sentence over and over', async () => {
    const text = await contentWith({ loopRate: 1 });
    const sentence = text.slice(0, (text.length + 1) / 60 - 1);
    expect(sentence).toMatch(/\w{3}/);
    expect(text).toBe(Array.from({ length: 60 }, () => sentence).join(' '));
  });

  it('leadIn: puts an announcement before the answer', async () => {
    expect(await contentWith({ leadInRate: 1 })).toBe(
      `Here is the rewritten version of the document:\n\n${await contentWith({})}`,
    );
  });

  it('number: states a number that the document does not have', async () => {
    const document = `${DOCUMENT}\nIn 1950 there were 48,271 tables and 48272 sailors.`;
    const stated = new Set(numbersIn(document).map(({ value }) => value));
    const invented = numbersIn(await contentWith({ numberRate: 1 }, document)).filter(
      ({ value }) => !stated.has(value),
    );
    expect(invented).toHaveLength(1);
  });

  it('copy: hands the document back', async () => {
    expect(await contentWith({ copyRate: 1 })).toBe(DOCUMENT);
  });
});
