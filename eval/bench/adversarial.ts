/*
 * Milliseconds of processor time that each validator takes per MB (a million bytes of UTF-8) of hostile text, as the text
 * and as the source: the slowest text of each. Texts are `test/validation/adversarial-texts.ts`, 5 MB long; each is
 * judged once, after a short one of its kind, so that nothing is measured that only the first call takes.
 *
 *   npx tsx eval/bench/adversarial.ts [--megabytes 5] [--validator NAME] [--text NAME] [--all]
 */
import { parseArgs } from 'node:util';
import { loadLanguageLibrary } from '../../src/text/language.ts';
import { viewOf } from '../../src/validation/candidate-view.ts';
import { formatGrammars } from '../../src/validation/formats/registry.ts';
import { validators } from '../../src/validation/registry.ts';
import { ADVERSARIAL } from '../../test/validation/adversarial-texts.ts';
import { candidate } from '../../test/validation/candidates.ts';
import { printTable } from './measure.ts';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '5' },
    validator: { type: 'string' },
    text: { type: 'string' },
    all: { type: 'boolean', default: false },
  },
});
const megabytes = Number(values.megabytes);

interface Measured {
  readonly name: string;
  readonly role: 'text' | 'source';
  readonly msPerMegabyte: number;
}

await loadLanguageLibrary();
const kinds = Object.keys(formatGrammars).map((kind) => ({ kind }));
const judges = Object.values(validators).flatMap((validator) =>
  (validator.name === 'format' ? kinds : [{}]).map((given) => ({
    name: 'kind' in given ? `format ${given.kind}` : validator.name,
    validator,
    bounds: validator.bounds.parse(given),
  })),
);
const chosen = judges.filter(({ name }) => values.validator === undefined || name === values.validator);
const measured = new Map<string, Measured[]>(chosen.map(({ name }) => [name, []]));
for (const [name, textOf] of Object.entries(ADVERSARIAL)) {
  if (values.text !== undefined && name !== values.text) continue;
  const short = textOf(20_000);
  const text = textOf(Math.floor((megabytes * 1e6 * short.length) / Buffer.byteLength(short)));
  process.stderr.write(`${name}\n`);
  for (const role of ['text', 'source'] as const) {
    for (const { name: judge, validator, bounds } of chosen) {
      for (let warmUp = 0; warmUp < 3; warmUp++)
        validator.judge(viewOf(candidate({ [role]: `${short}${warmUp}` })), bounds);
      const view = viewOf(candidate({ [role]: text }));
      const start = process.cpuUsage();
      validator.judge(view, bounds);
      const { user, system } = process.cpuUsage(start);
      measured.get(judge)?.push({ name, role, msPerMegabyte: (user + system) / 1000 / megabytes });
    }
  }
}
const rows = [...measured].flatMap(([judge, list]) => {
  const slowest = list.toSorted((one, other) => other.msPerMegabyte - one.msPerMegabyte);
  return slowest
    .slice(0, values.all ? slowest.length : 1)
    .map(({ name, role, msPerMegabyte }) => [judge, name, role, msPerMegabyte.toFixed(1)]);
});
printTable([['validator', 'slowest text', 'as the', 'ms per MB'], ...rows]);
