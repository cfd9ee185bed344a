import { type CandidateView, viewOf } from '../../src/validation/candidate-view.ts';
import { validators } from '../../src/validation/registry.ts';
import { validationSchema } from '../../src/validation/schema.ts';
import type { Verdict } from '../../src/validation/validator.ts';
import { validate, type ValidationResult } from '../../src/validation/validate.ts';
import type { Candidate } from '../../src/vocabulary/candidate.ts';

/** A source as the web has them: prose with numbers, names and a list. */
export const SOURCE = `The water cycle in the Amazon basin

The Amazon River carries about 209,000 cubic metres of water per second into the Atlantic Ocean, more than the next seven largest rivers together. Its basin covers roughly 7 million square kilometres in nine countries, and about 60 percent of it lies in Brazil.

Every day the trees of the rainforest release some twenty billion tonnes of water vapour into the air. Scientists call these streams of moist air "flying rivers", because they carry rain to regions thousands of kilometres away. In 2010 a severe drought lowered the Rio Negro at Manaus to 13.63 metres, the lowest level since measurements began in 1902.

Three things keep the cycle going:

- Evaporation from the warm Atlantic brings moisture inland with the trade winds.
- Trees draw water from the soil and release it through their leaves, a process called transpiration.
- The Andes stop the moist air in the west and turn it south, where it falls as rain.

When forest is cleared, less water returns to the air. Researchers estimate that the system could tip once 20 to 25 percent of the forest is lost; about 17 percent had been lost by 2021. Farmers in the south of Brazil would feel the change first, since their harvests depend on rain that the forest makes.`;

export const PARAPHRASE = `The Amazon pours about 209,000 cubic metres of water into the Atlantic each second. No other river comes close: the seven next in size do not reach that figure even when they are added up. Its catchment area, some 7 million square kilometres, belongs to nine countries, with roughly 60 percent of it in Brazil.

Trees are the engine of this system. They give off around twenty billion tonnes of vapour a day, and the winds take it far inland as "flying rivers". How fragile the balance is became clear in 2010, when drought brought the Rio Negro at Manaus down to 13.63 metres, a record low since 1902.`;

/** A candidate that every validator lets pass, with what the test changes. */
export function candidate(change: Partial<Candidate> = {}): Candidate {
  return {
    text: PARAPHRASE,
    source: SOURCE,
    title: '',
    language: 'en',
    finishReason: 'stop',
    kind: 'text',
    byLanguageModel: true,
    instruction:
      'Rewrite the document above so that a curious reader without special knowledge can follow it. Keep every fact, name and number as it stands, and do not add anything that the document does not say.',
    ...change,
  };
}

/** One validator's verdict, with bounds as a strategy would give them. */
export function judge(name: string, change: Partial<Candidate> = {}, bounds: unknown = {}): Verdict {
  const validator = validators[name];
  if (validator === undefined) throw new Error(`no validator ${name}`);
  const view: CandidateView = viewOf(candidate(change));
  return validator.judge(view, validator.bounds.parse(bounds));
}

/** The reason of one validator's verdict, undefined when it accepts. */
export function reasonOf(name: string, change: Partial<Candidate> = {}, bounds: unknown = {}): string | undefined {
  const verdict = judge(name, change, bounds);
  return verdict.accepted ? undefined : verdict.reason;
}

/** Text and steps after cleaning. */
export function cleaned(text: string, change: Partial<Candidate> = {}): { text: string; steps: readonly string[] } {
  const verdict = judge('clean', { ...change, text });
  const result = verdict.accepted ? verdict.cleaned : undefined;
  return { text: result?.text ?? text, steps: result?.steps ?? [] };
}

/** Runs a list of steps as it would stand in a strategy. */
export function run(list: unknown, change: Partial<Candidate> = {}): ValidationResult {
  return validate(candidate(change), validationSchema.parse(list));
}
