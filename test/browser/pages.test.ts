/// <reference lib="dom" />
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { barChart } from '../../src/report/charts/bar-chart.ts';
import { CHART_STYLE } from '../../src/report/charts/chart-style.ts';
import { html } from '../../src/report/html.ts';
import { pageText } from '../../src/report/page.ts';
import { ablationReportPage } from '../../src/report/report-page.ts';
import { ALL_REASONS } from '../../src/run/reasons.ts';
import { call } from '../cli/call.ts';
import { manyArms } from '../report/ablation-results.ts';
import { CHROMIUM, type Look, type Opened, TestBrowser } from './browser.ts';
import { leastContrast } from './least-contrast.ts';

/** What a page must show as text and nothing else. */
const HOSTILE = [
  '</pre></div><script>document.title = "taken"; alert(1)</script>',
  '"><img src="http://attacker.invalid/x.png" onerror="document.title = \'taken\'">',
  '<a href="javascript:alert(1)">here</a>',
  "' onmouseover='alert(1)",
  '<style>body { display: none }</style>',
  '\u202Eright to left\u202C',
  '&lt;b&gt;',
  'x'.repeat(20_000),
].join(' ');

const RUNS: Readonly<Record<string, readonly string[]>> = {
  run: ['--strategy', 'mix', '--input', 'documents.jsonl', '--backend', 'extractive', '--out', 'run', '--quiet'],
  'run/report.html': ['report', 'run'],
  ablation: ['ablate', 'run', 'ablation.yaml', '--out', 'ablation', '--quiet'],
  'ablation/report.html': ['report', 'ablation'],
  'preview.html': [
    'preview',
    '--strategy',
    'prox-chunk',
    '--input',
    'documents.jsonl',
    '--backend',
    'extractive',
    '--html',
    'preview.html',
  ],
};
/** Twelve arms with long names, of results that are made up. */
const MANY_ARMS = 'many arms.html';
/** A chart of each reason that there is. */
const EVERY_REASON = 'every reason.html';
const PAGES = [...Object.keys(RUNS).filter((name) => name.endsWith('.html')), MANY_ARMS];

const ABLATION = `name: small
question: Which one is ${JSON.stringify('</title><script>alert(1)</script>').slice(1, -1)}?
budget_tokens: 6000
seeds: [0, 1]
arms:
  original: {control: original}
  summary: {strategy: summary}
  faq: {strategy: faq}
`;

describe.skipIf(CHROMIUM === undefined)('in a browser', () => {
  let cwd: string;
  let browser: TestBrowser;
  const pages = new Map<string, string>();

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'rewrite-pages-'));
    browser = await TestBrowser.start();
    const zipped = await readFile(new URL('../../data/seeds/peps.jsonl.gz', import.meta.url));
    const seeds = gunzipSync(zipped).toString().split('\n');
    const rows = seeds
      .slice(0, 30)
      .filter((line) => line !== '')
      .map((line, at) => {
        const row = JSON.parse(line) as Readonly<Record<string, unknown>>;
        const text = String(row['text']);
        return JSON.stringify({
          ...row,
          id: `<i>${at}</i>`,
          text: at % 3 === 0 ? `${HOSTILE}\n\n${text}` : text,
        });
      });
    await writeFile(join(cwd, 'documents.jsonl'), rows.join('\n'));
    await writeFile(join(cwd, 'ablation.yaml'), ABLATION);
    for (const args of Object.values(RUNS)) {
      const { code, stderr } = await call(main, args, { cwd });
      if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
    }
    const metrics = Array.from({ length: 4 }, (_, at) => `rating/rater-${at}.a_column_of_a_long_name`);
    pages.set(MANY_ARMS, [...ablationReportPage([manyArms(12, metrics, 60)])].join(''));
    const charts = Object.keys(ALL_REASONS).map((label) => barChart(label, [{ label, value: 1, said: '8, 10.0%' }]));
    const everyReason = { title: 'Reasons', style: CHART_STYLE, header: html`<h1>Reasons</h1>`, contents: charts };
    pages.set(EVERY_REASON, [...pageText(everyReason)].join(''));
    for (const name of PAGES) if (!pages.has(name)) pages.set(name, await readFile(join(cwd, name), 'utf8'));
  });
  afterAll(async () => {
    await browser.close();
    await rm(cwd, { recursive: true, force: true });
  });

  async function open(name: string, look?: Look): Promise<Opened> {
    const opened = await browser.open(pages.get(name) ?? '', look);
    onTestFinished(() => opened.page.context().close());
    return opened;
  }

  describe.each(PAGES)('%s', (name) => {
    it('renders without an error, asks for nothing, and runs nothing that a document says', async () => {
      const { page, errors, requests } = await open(name);
      const title = await page.title();
      expect(title).not.toBe('');
      expect(title).not.toBe('taken');
      expect(await page.locator('h1').count()).toBe(1);
      const closed = await page.locator('details:not([open])').elementHandles();
      for (const details of closed.slice(0, 3)) {
        await (await details.$('summary'))?.click();
        expect(await details.getAttribute('open')).toBe('');
      }
      expect(await page.locator('[onerror], [onload], [onmouseover], [href^="javascript:"]').count()).toBe(0);
      expect(errors).toEqual([]);
      expect(requests).toEqual([]);
    });

    it('is no wider than the window, at 1280 and at 390 pixels', async () => {
      const { page } = await open(name);
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    });

    it('can be read in light, in dark and on paper', async () => {
      const { page } = await open(name);
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const media of ['screen', 'print'] as const) {
          await page.emulateMedia({ media, colorScheme });
          const { text, ratio } = await leastContrast(page);
          expect(ratio, `${text} (${colorScheme}, ${media})`).toBeGreaterThanOrEqual(4.5);
        }
      }
    });

    it('says the same without JavaScript', async () => {
      const [{ page }, { page: scriptless }] = [await open(name), await open(name, { javaScriptEnabled: false })];
      const words = async (opened: typeof page) =>
        (await opened.locator('main').textContent())?.replaceAll(/\s+/g, ' ');
      expect((await words(scriptless)) === (await words(page))).toBe(true);
    });
  });

  it.each(['run/report.html', EVERY_REASON, 'ablation/report.html', MANY_ARMS])(
    'has no text in the charts of %s that is cut or lies on other text',
    async (name) => {
      const { page } = await open(name);
      const troubles = await page.locator('svg').evaluateAll((drawings) =>
        drawings.flatMap((drawing) => {
          const frame = drawing.getBoundingClientRect();
          const texts = [...drawing.querySelectorAll('text')].map((text) => ({
            said: text.textContent,
            box: text.getBoundingClientRect(),
          }));
          const cut = texts.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1);
          const covered = texts.filter(({ box }, at) =>
            texts.some(
              ({ box: other }, place) =>
                place > at &&
                Math.min(box.right, other.right) - Math.max(box.left, other.left) > 1 &&
                Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 4,
            ),
          );
          return [...cut, ...covered].map(({ said }) => said);
        }),
      );
      expect(troubles).toEqual([]);
    },
  );

  it('opens the figures of a chart by keyboard, beside its neighbours', async () => {
    const { page } = await open(MANY_ARMS);
    const figures = page.locator('.multiples figure');
    const first = figures.first();
    const heights = () =>
      figures
        .locator('svg')
        .evaluateAll((drawings) => drawings.slice(0, 3).map((drawing) => drawing.getBoundingClientRect().top));
    expect(new Set(await heights()).size).toBe(1);
    await first.locator('summary').focus();
    await page.keyboard.press('Enter');
    const table = first.locator('table');
    expect(await table.isVisible()).toBe(true);
    expect(
      await table.evaluate(({ scrollWidth, parentElement }) => scrollWidth <= (parentElement?.clientWidth ?? 0)),
    ).toBe(true);
    expect(new Set(await heights()).size).toBe(1);
  });

  it('shows hostile text as text', async () => {
    const { page } = await open('run/report.html');
    const shown = (await page.locator('body').textContent()) ?? '';
    expect(shown.includes('<a href="javascript:alert(1)">here</a>')).toBe(true);
  });

  /** Which of the examples, all or those of accepted rewrites, are to be seen. */
  const visiblePages = (page: Page, group = '.paged') =>
    page.locator(`${group} > .page`).evaluateAll((pages) => pages.map((one) => one.checkVisibility()));
  const ACCEPTED = '.paged[aria-label="Accepted rewrites"]';

  it('shows one example of a group at a time, turned by mouse and by keyboard', async () => {
    const { page } = await open('run/report.html');
    const group = page.locator(ACCEPTED);
    const only = (shown: number) => Array.from({ length: 12 }, (_, at) => at === shown);
    const place = group.locator('[aria-live="polite"]');
    expect(await visiblePages(page, ACCEPTED)).toEqual(only(0));
    expect(await place.textContent()).toBe('1 of 12');
    await group.getByRole('button', { name: 'Next' }).click();
    expect(await visiblePages(page, ACCEPTED)).toEqual(only(1));
    expect(await place.textContent()).toBe('2 of 12');
    await group.getByRole('button', { name: 'Previous' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    expect(await visiblePages(page, ACCEPTED)).toEqual(only(11));
    expect(await place.textContent()).toBe('12 of 12');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await visiblePages(page, ACCEPTED)).toEqual(only(0));
    expect(await group.getByRole('button', { name: 'Next' }).evaluate((next) => next === document.activeElement)).toBe(
      true,
    );
    const reason = page.locator('section.run > details', { has: page.locator('.paged') }).first();
    await reason.locator('summary').first().click();
    await reason.getByRole('button', { name: 'Next' }).click();
    expect(await reason.locator('[aria-live="polite"]').textContent()).toMatch(/^2 of /);
    expect(await place.textContent()).toBe('1 of 12');
  });

  it('shows all examples, and no buttons, without JavaScript and on paper', async () => {
    const { page: scriptless } = await open('run/report.html', { javaScriptEnabled: false });
    await scriptless
      .locator('section.run > details > summary')
      .evaluateAll((all) => all.forEach((one) => one.parentElement?.setAttribute('open', '')));
    const { page: printed } = await open('run/report.html');
    await printed.emulateMedia({ media: 'print' });
    for (const page of [scriptless, printed]) {
      const visible = await visiblePages(page);
      expect(visible.length).toBeGreaterThan(12);
      expect(visible).not.toContain(false);
      expect(await page.getByRole('button', { name: 'Next' }).count()).toBe(0);
      expect(await page.locator('.place:visible').count()).toBe(visible.length);
    }
  });

  it.each([
    ['run/report.html', 'Strategies'],
    ['ablation/report.html', 'Arms'],
  ])('sorts the tables of %s by mouse and by keyboard', async (name, label) => {
    const { page } = await open(name);
    const table = page.locator(`[aria-label^="${label}"] > table.sortable`).first();
    const column = table.locator('thead th').nth(1);
    const values = () =>
      table
        .locator('tbody tr')
        .evaluateAll((rows) =>
          rows.map((row) => row.children[1]?.getAttribute('data-value') ?? row.children[1]?.textContent ?? ''),
        );
    const before = await values();
    await column.locator('button').click();
    expect(await column.getAttribute('aria-sort')).toBe('descending');
    const descending = await values();
    expect(new Set(descending)).toEqual(new Set(before));
    await column.locator('button').focus();
    await page.keyboard.press('Enter');
    expect(await column.getAttribute('aria-sort')).toBe('ascending');
    const ascending = await values();
    expect(ascending).not.toEqual(descending);
    const numbers = ascending.filter((value) => value !== '' && !Number.isNaN(Number(value))).map(Number);
    expect(numbers).toEqual([...numbers].sort((left, right) => left - right));
  });
});
