import { unitInterval } from '../text/hash.ts';
import { sentences } from '../text/sentences.ts';
import { drawByRates } from './draw.ts';
import { invent } from './invent.ts';
import { obey } from './obey.ts';
import type { MisbehaviourSettings } from './options.ts';

/** A bad answer, as small models give them. */
export type Misbehaviour = 'refusal' | 'loop' | 'leadIn' | 'number' | 'copy' | 'obey';

const LOOP_REPEATS = 60;
const MAX_LOOPED_CHARACTERS = 300;

/** Which misbehaviour a request's answer shows, if any: a function of the seed and the request alone. */
export function drawMisbehaviour(
  settings: MisbehaviourSettings,
  seed: number,
  requestKey: string,
): Misbehaviour | undefined {
  const rates: Readonly<Record<Misbehaviour, number>> = {
    refusal: settings.refusalRate,
    loop: settings.loopRate,
    leadIn: settings.leadInRate,
    number: settings.numberRate,
    copy: settings.copyRate,
    obey: settings.obeyRate,
  };
  if (Object.values(rates).every((rate) => rate === 0)) return undefined;
  return drawByRates(rates, unitInterval(seed, 'misbehaviour', requestKey));
}

const TRANSFORMS: Readonly<Record<Misbehaviour, (answer: string, source: string, user: string) => string>> = {
  refusal: () => "I'm sorry, but I can't help with rewriting this document.",
  loop: (answer, source) => {
    const first = (sentences(answer)[0] ?? sentences(source)[0])?.text ?? answer;
    return Array.from({ length: LOOP_REPEATS }, () => first.slice(0, MAX_LOOPED_CHARACTERS)).join(' ');
  },
  leadIn: (answer) => `Here is the rewritten version of the document:\n\n${answer}`,
  number: (answer, source) => `${answer}\n\nIn total, ${invent(source)} people took part in it.`,
  copy: (_, source) => source,
  obey: (answer, source, user) => obey(user, source) ?? answer,
};

/** The answer as it is with the misbehaviour. `source` is the document of the request, `user` the whole user turn. */
export function misbehave(misbehaviour: Misbehaviour, answer: string, source: string, user: string): string {
  return TRANSFORMS[misbehaviour](answer, source, user);
}
