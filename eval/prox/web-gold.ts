/**
 * How near rules come to the article of a web page: `npx tsx eval/prox/web-gold.ts [PAGES.jsonl.gz] [CLEAN.jsonl.gz]`.
 *
 * PAGES has `text` (all visible lines) and `gold` (the article); by default the ten pages that are kept beside the
 * project (CC-BY-SA and CC-BY, so not in it). Printed is the word-weighted F1 of kept text, as `rewrite prox score`
 * measures it, for each page and over all words. CLEAN has edited documents: of them the share of lines that rules
 * remove, which should be next to none.
 */
import { findInputFiles } from '../../src/corpus/input-files.ts';
import { readFile } from '../../src/corpus/read-file.ts';
import { removalCalls } from '../../src/extractive/removal-calls.ts';
import { writeExtractively } from '../../src/extractive/write.ts';
import { printProgram } from '../../src/prox/print.ts';
import { windowsOf } from '../../src/prox/windows.ts';
import { addOverlaps, NO_OVERLAP, scoresOf } from '../../src/refining/score/overlap.ts';
import { scoreDocument } from '../../src/refining/score/score-document.ts';
import { detectLanguage, loadLanguageLibrary } from '../../src/text/language.ts';
import { countWords } from '../../src/text/words.ts';

interface Page {
  readonly id: string;
  readonly text: string;
  readonly gold: string;
  readonly language: string;
}

/** A way to edit a page: what it says as a ProX program. */
type Method = (page: Pick<Page, 'text' | 'language'>) => string;

const byLine =
  (keeps: (line: string) => boolean): Method =>
  ({ text }) => {
    const lines = text.split('\n');
    return printProgram(
      removalCalls(
        lines.map((line) => line.trim() !== '' && !keeps(line.trim())),
        lines,
        0,
      ),
    );
  };

/** What the built-in backend answers, window by window where the strategy is asked so. */
const builtIn =
  (strategy: string, windowed = false): Method =>
  ({ text, language }) =>
    (windowed ? windowsOf(text) : [{ text, firstLine: 0 }])
      .map(({ text: source, firstLine }) =>
        writeExtractively({ strategy, source, firstLine, document: text, title: '', language, variables: {} }),
      )
      .join('\n');

const both =
  (...methods: readonly Method[]): Method =>
  (page) =>
    methods.map((method) => method(page)).join('\n');

const METHODS: Readonly<Record<string, Method>> = {
  'keep everything': () => 'untouch_doc()',
  'lines of 8 words or more': byLine((line) => countWords(line) >= 8),
  'lines of 5 words with an end mark': byLine((line) => countWords(line) >= 5 && /[.?!"']$/.test(line)),
  'rules-gopher': builtIn('rules-gopher'),
  'rules-fineweb': builtIn('rules-fineweb'),
  'rules-c4': builtIn('rules-c4'),
  'rules-all': builtIn('rules-all'),
  'rules-page': builtIn('rules-page'),
  'rules-gopher and rules-page': both(builtIn('rules-gopher'), builtIn('rules-page')),
  'rules-c4 and rules-page': both(builtIn('rules-c4'), builtIn('rules-page')),
  'prox-chunk, built-in': builtIn('prox-chunk', true),
};

const [pagesPath = '../shared/corpus/web-gold.jsonl.gz', cleanPath = '../shared/corpus/public-domain.jsonl.gz'] =
  process.argv.slice(2);

async function* documentsOf(path: string): AsyncGenerator<Page> {
  const options = { textColumn: 'text', idColumn: 'id', metadata: 'keep', fromRow: 0 } as const;
  for (const [index, file] of (await findInputFiles([path], process.cwd())).entries()) {
    for await (const row of readFile(file, index, options)) {
      if (row.kind === 'bad') throw new Error(`${path}: ${row.bad.detail}`);
      const { id, text, metadata } = row.document;
      const gold = typeof metadata['gold'] === 'string' ? metadata['gold'] : '';
      yield { id, text, gold, language: detectLanguage(text).language };
    }
  }
}

const figure = (value: number | null): string => (value === null ? '-' : value.toFixed(3));

async function measurePages(): Promise<void> {
  const pages: Page[] = [];
  for await (const page of documentsOf(pagesPath)) pages.push(page);
  console.log(`Word-weighted F1 of kept text, ${pages.length} pages of ${pagesPath}\n`);
  for (const [index, { id }] of pages.entries()) console.log(`  ${index + 1}  ${id}`);
  console.log(`\n| rules | ${pages.map((_, index) => index + 1).join(' | ')} | all | precision | recall |`);
  console.log(`|---|${'---|'.repeat(pages.length + 3)}`);
  for (const [name, method] of Object.entries(METHODS)) {
    const overlaps = pages.map((page) => {
      const predicted = { kind: 'program', program: method(page) } as const;
      return scoreDocument({ id: page.id, text: page.text, predicted, gold: { kind: 'text', text: page.gold } }).words;
    });
    const all = scoresOf(overlaps.reduce(addOverlaps, NO_OVERLAP));
    const cells = [...overlaps.map((overlap) => scoresOf(overlap).f1), all.f1, all.precision, all.recall];
    console.log(`| ${name} | ${cells.map(figure).join(' | ')} |`);
  }
}

async function measureClean(): Promise<void> {
  let [documents, lines, removed, touched] = [0, 0, 0, 0];
  for await (const { id, text, language } of documentsOf(cleanPath)) {
    const predicted = { kind: 'program', program: builtIn('prox-chunk', true)({ text, language }) } as const;
    const untouched = { kind: 'program', program: 'untouch_doc()' } as const;
    const { removal, lines: counted } = scoreDocument({ id, text, predicted, gold: untouched });
    documents += 1;
    lines += counted;
    removed += removal?.predicted ?? 0;
    if ((removal?.predicted ?? 0) > 0) touched += 1;
  }
  console.log(
    `\n${cleanPath}: prox-chunk, built-in, removes ${removed} of ${lines} lines with words (${((100 * removed) / lines).toFixed(2)}%), in ${touched} of ${documents} documents`,
  );
}

await loadLanguageLibrary();
await measurePages();
await measureClean();
