import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Chromium as CHROMIUM names it, else as it is found on the PATH; undefined where there is none. */
export const CHROMIUM: string | undefined =
  process.env['CHROMIUM'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/** How a page is looked at. */
export interface Look {
  readonly javaScriptEnabled?: boolean;
}

/** A page as a browser shows it, and what it did unasked. */
export interface Opened {
  readonly page: Page;
  /** Errors on the console and exceptions. */
  readonly errors: readonly string[];
  /** What it asked for beside itself. */
  readonly requests: readonly string[];
}

/** One browser for a file of tests. */
export class TestBrowser {
  readonly #browser: Browser;
  readonly #folder: string;

  private constructor(browser: Browser, folder: string) {
    this.#browser = browser;
    this.#folder = folder;
  }

  static async start(): Promise<TestBrowser> {
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
    return new TestBrowser(browser, await mkdtemp(join(tmpdir(), 'rewrite-browser-')));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Opens the text of a page as a file, in a window of 1280 by 900 pixels. */
  async open(text: string, { javaScriptEnabled = true }: Look = {}): Promise<Opened> {
    const path = join(this.#folder, 'page.html');
    await writeFile(path, text);
    const context = await this.#browser.newContext({
      viewport: { width: 1280, height: 900 },
      javaScriptEnabled,
    });
    const page = await context.newPage();
    const errors: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('dialog', (dialog) => errors.push(`dialog: ${dialog.message()}`));
    const url = pathToFileURL(path).href;
    page.on('request', (request) => {
      if (request.url() !== url) requests.push(request.url());
    });
    await page.goto(url);
    return { page, errors, requests };
  }
}
