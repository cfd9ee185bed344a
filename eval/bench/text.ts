/*
 * Speed of what every document passes through: tokens estimated, profile, sentences, words and numbers, in MB/s over
 * the seed corpus (data/seeds; UTF-8 bytes), one core.
 *
 *   npx tsx eval/bench/text.ts
 */
import { profileDocument } from '../../src/selection/profile.ts';
import { detectLanguage, loadLanguageLibrary } from '../../src/text/language.ts';
import { numbersIn } from '../../src/text/numbers.ts';
import { qualitySignals } from '../../src/text/quality-signals.ts';
import { sentences } from '../../src/text/sentences.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { words } from '../../src/text/words.ts';
import { millisecondsOf, printTable, seedTexts } from './measure.ts';

const FUNCTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  estimateTokens,
  profileDocument: (text) =>
    JSON.stringify(profileDocument({ id: '', text, position: { file: 0, row: 0 }, metadata: {} })),
  'profileDocument, any quality': (text) => {
    const { language, tokens, title } = profileDocument({ id: '', text, position: { file: 0, row: 0 }, metadata: {} });
    return [language, tokens, title];
  },
  qualitySignals,
  detectLanguage,
  sentences: (text) => sentences(text),
  words,
  numbersIn,
};

await loadLanguageLibrary();
const texts = seedTexts();
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const rows = Object.entries(FUNCTIONS).map(([name, read]) => {
  const ms = millisecondsOf(() => {
    for (const text of texts) read(text);
  });
  return [name, (bytes / 1000 / ms).toFixed(1), ((1000 * ms) / (bytes / 2000)).toFixed(1)];
});
printTable([['', 'MB/s', 'µs per 2 kB'], ...rows]);
