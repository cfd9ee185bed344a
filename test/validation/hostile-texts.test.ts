import { describe, expect, it } from 'vitest';
import { formatGrammars } from '../../src/validation/formats/registry.ts';
import { validators } from '../../src/validation/registry.ts';
import { viewOf } from '../../src/validation/candidate-view.ts';
import type { Candidate } from '../../src/vocabulary/candidate.ts';
import { ADVERSARIAL } from './adversarial-texts.ts';
import { candidate } from './candidates.ts';

const SHORT = 10_000;
const GROWTH = 4;
/** Where time grows with the square of the length, it is sixteen times as long; garbage collection may double it. */
const MOST_GROWTH = 12;
/** Processor time in milliseconds that is too short to be compared. */
const NEGLIGIBLE = 40;
const TRIES = 5;

const VALIDATORS = Object.values(validators).flatMap((validator) =>
  validator.name === 'format'
    ? Object.keys(formatGrammars).map((kind) => ({ title: `format ${kind}`, validator, bounds: { kind } }))
    : [{ title: validator.name, validator, bounds: {} }],
);
const ROLES: Readonly<Record<string, (text: string) => Partial<Candidate>>> = {
  'as the text': (text) => ({ text }),
  'as the source': (source) => ({ source }),
  'as both': (text) => ({ text, source: `${text}.` }),
};

describe.each(VALIDATORS)('$title', ({ validator, bounds: given }) => {
  const bounds = validator.bounds.parse(given);

  /** Milliseconds of processor time for a candidate that is judged for the first time. */
  const timeOf = (change: Partial<Candidate>): number => {
    const start = process.cpuUsage();
    expect(Number.isFinite(validator.judge(viewOf(candidate(change)), bounds).score)).toBe(true);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };

  it.each(Object.keys(ROLES))(
    'judges adversarial texts %s, and four times the text in no more than twelve times the time',
    (role) => {
      const changeOf = ROLES[role];
      for (const [name, textOf] of Object.entries(ADVERSARIAL)) {
        const growths = Array.from({ length: TRIES }, (_, tried) => tried).values();
        let growth = Number.POSITIVE_INFINITY;
        for (const tried of growths) {
          const long = timeOf(changeOf?.(`${textOf(GROWTH * SHORT)}${tried}`) ?? {});
          growth =
            long < NEGLIGIBLE ? 0 : Math.min(growth, long / timeOf(changeOf?.(`${textOf(SHORT)}${tried}`) ?? {}));
          if (growth <= MOST_GROWTH) break;
        }
        expect(growth, `${name} ${role}`).toBeLessThanOrEqual(MOST_GROWTH);
      }
    },
  );
});
