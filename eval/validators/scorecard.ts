/*
 * How well the shipped strategies' validators tell a faithful rewrite from one with a defect planted into it.
 *
 *   npm run eval:validators [-- --half tune|report] [-- --misses KIND]
 *
 * Faithful are what the built-in backend writes, the same restated (numerals, dates, percentages, quotes in another
 * form), worked problems with right results, and rewrites by hand. Each kind of defect is planted into rewrites that
 * pass: up to 100 times, with draws from a fixed seed. Bounds and rules are tuned on one half (`tune`); the table is of
 * the other (`report`), which has other documents, other rewrites by hand, and other words of every kind of defect
 * (`phrases/`). Whoever changes a rule looks at misses of `tune` only. Caught is what a validator rejects, or what cleaning takes away.
 * `precision`: of all that is rejected for the reasons of the kind, faithful rewrites included, the share with it.
 */
import { parseArgs } from 'node:util';
import { loadLanguageLibrary } from '../../src/text/language.ts';
import { validate, type ValidationResult } from '../../src/validation/validate.ts';
import type { Candidate } from '../../src/vocabulary/candidate.ts';
import type { Strategy } from '../../src/vocabulary/strategy.ts';
import { printTable } from '../bench/measure.ts';
import type { Change, Defect } from './defect.ts';
import { FACT_DEFECTS } from './fact-defects.ts';
import { FORM_DEFECTS } from './form-defects.ts';
import { HAND_MADE } from './hand-made.ts';
import { mathProblem } from './math-problems.ts';
import type { Phrases } from './phrases/phrases.ts';
import { REPORT_PHRASES } from './phrases/report.ts';
import { TUNE_PHRASES } from './phrases/tune.ts';
import { builtInRewrites, restated, type Rewrite, shippedStrategies, sourceTexts } from './rewrites.ts';
import { draws } from './seeded.ts';
import { TALK_DEFECTS } from './talk-defects.ts';

const DOCUMENTS = 400;
const PLANTED = 100;
const FEWEST_PLANTED = 50;
const DEFECTS = [...TALK_DEFECTS, ...FORM_DEFECTS, ...FACT_DEFECTS];

const { half, misses } = parseArgs({
  options: { half: { type: 'string', default: 'report' }, misses: { type: 'string' } },
}).values;
const phrases: Phrases = half === 'tune' ? TUNE_PHRASES : REPORT_PHRASES;
/** Of two that follow each other one is in each half. */
const isOfHalf = (index: number): boolean => index % 2 === (half === 'tune' ? 0 : 1);

function judge({ text, source, language, strategy }: Rewrite, change: Change = {}): ValidationResult {
  const candidate: Candidate = {
    text,
    source,
    title: '',
    language,
    finishReason: 'stop',
    kind: 'text',
    byLanguageModel: false,
    instruction: phrases.instruction,
    ...change,
  };
  return validate(candidate, strategy.validation);
}

const names = (reason: string, by: readonly string[]): boolean => by.some((beginning) => reason.startsWith(beginning));

interface Line {
  readonly defect: Defect;
  readonly planted: number;
  readonly caught: number;
  readonly named: number;
  readonly misses: readonly string[];
}

/** Plants one kind of defect; every second rewrite is of a strategy of prose, so that forms do not catch everything. */
function plantAll(defect: Defect, rewrites: readonly Rewrite[], math: Strategy): Line {
  const draw = draws(DEFECTS.indexOf(defect) + 1);
  const misses: string[] = [];
  let [planted, caught, named] = [0, 0, 0];
  const fit =
    defect.strategy === 'math'
      ? rewrites.map((rewrite) => ({ ...rewrite, strategy: math }))
      : rewrites.filter(({ strategy }) => defect.strategy === undefined || strategy.name === defect.strategy);
  for (let tries = 0; fit.length > 0 && planted < PLANTED && tries < 40 * PLANTED; tries++) {
    const rewrite = draw.oneOf(fit);
    const change = defect.plant({ rewrite, other: draw.oneOf(rewrites), draw, phrases });
    if (change === undefined || change.text === rewrite.text) continue;
    planted++;
    const { accepted, reasons, text } = judge(rewrite, change);
    const taken = defect.by.includes('cleaned') && text.trim() === rewrite.text.trim();
    if (!accepted || taken) caught++;
    else misses.push(`${rewrite.strategy.name}: ${change.text ?? ''}`);
    if (taken || reasons.some((reason) => names(reason, defect.by))) named++;
  }
  return { defect, planted, caught, named, misses };
}

function faithfulRewrites(
  texts: readonly string[],
  strategies: ReadonlyMap<string, Strategy>,
  seed: number,
): ReadonlyMap<string, readonly Rewrite[]> {
  const builtIn = texts.flatMap((text) => builtInRewrites(text, strategies));
  // A short document may give too little: that the text is too short, or lacks the pairs asked for, is no false alarm.
  const whole = builtIn.filter(
    (rewrite) => !judge(rewrite).reasons.some((reason) => /^(?:length|format)/.test(reason)),
  );
  const byHand = HAND_MADE.filter((_, index) => isOfHalf(index)).flatMap(({ strategy, ...rest }) => {
    const known = strategies.get(strategy) ?? strategies.get('wikipedia');
    return known === undefined ? [] : [{ ...rest, strategy: known }];
  });
  const draw = draws(seed);
  const math = strategies.get('math');
  const problems = texts.flatMap((source) =>
    math === undefined ? [] : [{ strategy: math, source, language: 'en', text: mathProblem(draw, phrases.counted) }],
  );
  return new Map([
    ['built-in', whole],
    ['built-in, restated', whole.flatMap(restated)],
    ['worked problems', problems],
    ['by hand', byHand],
  ]);
}

await loadLanguageLibrary();
const strategies = await shippedStrategies();
const math = strategies.get('math');
if (math === undefined) throw new Error('There is no strategy math.');
const { from, texts } = sourceTexts(DOCUMENTS);
const chosen = texts.filter((_, index) => isOfHalf(index));
const groups = faithfulRewrites(chosen, strategies, half === 'tune' ? 1 : 2);
const percent = (part: number, of: number): string => (of === 0 ? '-' : `${((100 * part) / of).toFixed(1)}%`);
process.stdout.write(`${chosen.length} documents of ${from}, half "${half}"\n\nFaithful rewrites\n\n`);

const falseAlarms = new Map<string, number>();
const passing: Rewrite[] = [];
let [faithful, rejected] = [0, 0];
const rows = [...groups].map(([name, rewrites]) => {
  let refused = 0;
  for (const rewrite of rewrites) {
    const result = judge(rewrite);
    if (result.accepted && name === 'built-in') passing.push(rewrite);
    if (result.accepted) continue;
    refused++;
    for (const reason of result.reasons) falseAlarms.set(reason, (falseAlarms.get(reason) ?? 0) + 1);
    if (misses === 'faithful') console.log(`--- ${name} ${rewrite.strategy.name}: ${result.details.join('; ')}`);
  }
  faithful += rewrites.length;
  rejected += refused;
  return [name, String(rewrites.length), String(refused), percent(refused, rewrites.length)];
});
printTable([
  ['', 'rewrites', 'rejected', 'share'],
  ...rows,
  ['all', String(faithful), String(rejected), percent(rejected, faithful)],
]);
const alarms = [...falseAlarms].map(([reason, count]) => `${reason} ${count}`).join(', ');
process.stdout.write(`\nrejected for: ${alarms === '' ? 'nothing' : alarms}\n`);

const lines = DEFECTS.map((defect) => plantAll(defect, passing, math));
for (const rules of [true, false]) {
  const ofKind = lines.filter(({ defect }) => defect.rules === rules);
  process.stdout.write(
    rules ? '\nKinds that rules can catch\n\n' : '\nKinds that rules cannot catch: what they catch of them is luck\n\n',
  );
  const table = ofKind.map(({ defect, planted, caught, named }) => {
    const wrong = [...falseAlarms].reduce((sum, [reason, count]) => sum + (names(reason, defect.by) ? count : 0), 0);
    const few = planted < FEWEST_PLANTED ? ' (few)' : '';
    return [
      defect.kind,
      `${planted}${few}`,
      percent(caught, planted),
      percent(named, planted),
      percent(named, named + wrong),
    ];
  });
  const [planted, caught] = ofKind.reduce(([all, some], line) => [all + line.planted, some + line.caught], [0, 0]);
  const mean = ofKind.reduce((sum, line) => sum + line.caught / Math.max(1, line.planted), 0) / ofKind.length;
  printTable([
    ['', 'planted', 'recall', 'for its reason', 'precision'],
    ...table,
    ['all', String(planted), percent(caught, planted), '', ''],
  ]);
  process.stdout.write(
    `\n${ofKind.length} kinds, recall ${percent(caught, planted)}, mean over kinds ${percent(mean, 1)}\n`,
  );
}
for (const line of lines) {
  if (line.defect.kind !== misses) continue;
  for (const text of line.misses.slice(0, 12)) console.log(`\n--- ${text.slice(0, 1500)}`);
}
