/*
 * Outputs judged per second on one core: every validator alone, and the default list together. The outputs are what
 * the built-in backend writes of the seed corpus (data/seeds), those of 1 to 3 kB (2 kB on average), judged as if a
 * language model had written them; sources are whole chunks of up to 1,500 tokens.
 *
 * `together` judges outputs whose sources all differ from the one before; `shared source` in the order of documents,
 * so that the outputs of one source follow each other as the rewrites of one document do. A run has counted a source's
 * tokens before, and so has this benchmark.
 *
 *   npx tsx eval/bench/validators.ts
 */
import { EXTRACTIVE_STRATEGIES, writeExtractively } from '../../src/extractive/write.ts';
import { chunksOf } from '../../src/interpretation/chunks.ts';
import { detectLanguage, loadLanguageLibrary } from '../../src/text/language.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { viewOf } from '../../src/validation/candidate-view.ts';
import { GENERIC_VALIDATION } from '../../src/validation/generic.ts';
import { validatorNamed } from '../../src/validation/registry.ts';
import { validate } from '../../src/validation/validate.ts';
import type { Candidate } from '../../src/vocabulary/candidate.ts';
import { millisecondsOf, printTable, seedTexts } from './measure.ts';

const CHUNK_TOKENS = 1500;
const SHORTEST = 1000;
const LONGEST = 3000;
const PROGRAMS = new Set(['prox-doc', 'prox-chunk']);
const INSTRUCTION =
  'Rewrite the document above so that a curious reader without special knowledge can follow it. Keep every fact, ' +
  'name and number as it stands, and do not add anything that the document does not say.';

function candidatesOf(source: string, firstLine: number): Candidate[] {
  const { language } = detectLanguage(source);
  const sourceTokens = estimateTokens(source);
  return EXTRACTIVE_STRATEGIES.filter((strategy) => !PROGRAMS.has(strategy)).flatMap((strategy) => {
    const text = writeExtractively({ strategy, source, firstLine, title: '', language, variables: {} });
    if (text.length < SHORTEST || text.length > LONGEST) return [];
    const finishReason = 'stop';
    const rest = { kind: 'text', byLanguageModel: true, instruction: INSTRUCTION } as const;
    return [{ text, source, sourceTokens, title: '', language, finishReason, ...rest }];
  });
}

await loadLanguageLibrary();
const groups = seedTexts()
  .flatMap((text) => chunksOf(text, CHUNK_TOKENS))
  .map(({ text, firstLine }) => candidatesOf(text, firstLine));
const inOrder = groups.flat();
const most = Math.max(...groups.map((group) => group.length));
const dealt = Array.from({ length: most }, (_, index) => groups.flatMap((group) => group.slice(index, index + 1)));
const apart = dealt.flat();
const mean = (size: (one: Candidate) => number): string =>
  Math.round(inOrder.reduce((sum, one) => sum + size(one), 0) / inOrder.length).toLocaleString('en');
process.stdout.write(
  `${inOrder.length} outputs, on average ${mean((one) => one.text.length)} characters of ` +
    `${mean((one) => one.source.length)} in the source\n\n`,
);

function row(name: string, outputs: readonly Candidate[], judge: (candidate: Candidate) => void): string[] {
  const ms = millisecondsOf(() => outputs.forEach(judge)) / outputs.length;
  return [name, Math.round(1000 / ms).toLocaleString('en'), (1000 * ms).toFixed(1)];
}

const alone = GENERIC_VALIDATION.map(({ validator, bounds }) =>
  row(validator, apart, (candidate) => validatorNamed(validator)?.judge(viewOf(candidate), bounds)),
);
const together = row('together', apart, (candidate) => validate(candidate, GENERIC_VALIDATION));
const shared = row('together, shared source', inOrder, (candidate) => validate(candidate, GENERIC_VALIDATION));
printTable([['', 'outputs/s', 'µs each'], ...alone, together, shared]);
