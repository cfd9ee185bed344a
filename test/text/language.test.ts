import { expect, test } from 'vitest';
import { detectLanguage, loadLanguageLibrary } from '../../src/text/language.ts';
import { hashedWords } from '../../src/text/words.ts';
import { UDHR } from './udhr-excerpts.ts';

const CODE = `import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname !== '/health') return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: true }));
});
server.listen(8080);
`;
const TABLE = Array.from({ length: 20 }, (_, row) => `| item-${row} | ${row * 3.5} | ${row % 2 ? 'yes' : 'no'} |`).join(
  '\n',
);
const AROUND = 'This is how the server answers a check of its health, and what each of the columns in the table means.';

const cases = Object.entries(UDHR);

test('the excerpts are of 28 languages', () => {
  expect(cases).toHaveLength(28);
});

test.each(Object.keys(UDHR))('%s is told from a paragraph without the library', (language) => {
  const detected = detectLanguage(UDHR[language] ?? '');
  expect(detected.language).toBe(language);
  expect(detected.confidence).toBeGreaterThanOrEqual(0.5);
});

test('a few words have low confidence, however clear they are', () => {
  for (const text of ['The cat is on the mat.', 'ภาษาไทย', '안녕하세요', 'Das ist der Hund von dem Mann.']) {
    const { confidence } = detectLanguage(text);
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(0.4);
  }
});

test('English among much code and many tables is English', () => {
  expect(detectLanguage(`${AROUND}\n\n${CODE}\n${TABLE}\n\n${AROUND}`).language).toBe('en');
});

test('what has no letters, or no words of any known language, cannot be told', () => {
  for (const text of ['', '   \n', '12 34 5.6 | -- ++ 7', '😀😀', 'zzkq vvrtx plonf qwrtz bxbx '.repeat(10)]) {
    expect(detectLanguage(text)).toEqual({ language: 'und', confidence: 0 });
  }
});

test('Chinese with some Kana names stays Chinese, Japanese with many Han characters Japanese', () => {
  expect(detectLanguage(`${UDHR['zh'] ?? ''}ア`).language).toBe('zh');
  expect(detectLanguage('東京都知事選挙の投票が行われた。').language).toBe('ja');
});

test('decomposed letters are the same letters', () => {
  expect(detectLanguage((UDHR['vi'] ?? '').normalize('NFD')).language).toBe('vi');
});

test('a long text is judged by its beginning, middle and end together', () => {
  const english = UDHR['en'] ?? '';
  const licence = UDHR['de'] ?? '';
  expect(detectLanguage(`${licence}\n${`${english}\n`.repeat(200)}`).language).toBe('en');
});

test('a long text in one language throughout is told with confidence', () => {
  for (const [language, text] of cases) {
    const detected = detectLanguage(`${text}\n`.repeat(20));
    expect(detected.language).toBe(language);
    expect(detected.confidence).toBeGreaterThanOrEqual(0.5);
  }
});

test('the words of a text, given or not, make no difference', () => {
  for (const [, text] of cases) {
    for (const given of [text.slice(0, 300), text, `${text}\n`.repeat(20)]) {
      expect(detectLanguage(given, () => hashedWords(given))).toEqual(detectLanguage(given));
    }
  }
});

test('a quotation in another language in the middle does not decide', () => {
  const english = `${UDHR['en'] ?? ''}\n`.repeat(3);
  for (const [language, text] of cases) {
    // Scripts count by how much a character says: a quarter of Chinese says as much as the English around it.
    if (['zh', 'ja', 'ko'].includes(language)) continue;
    const quotation = text.slice(0, english.length / 2);
    expect(detectLanguage(`${english}\n${quotation}\n${english}`).language, language).toBe('en');
  }
});

test('with the library loaded, languages without a list of their own are told too', async () => {
  const lithuanian =
    'Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis. Jiems suteiktas protas ir sąžinė ir jie turi elgtis ' +
    'vienas kito atžvilgiu kaip broliai.';
  expect(detectLanguage(lithuanian).language).not.toBe('lt');
  await loadLanguageLibrary();
  await loadLanguageLibrary();
  expect(detectLanguage(lithuanian).language).toBe('lt');
  for (const [language, text] of cases) expect(detectLanguage(text).language).toBe(language);
});
