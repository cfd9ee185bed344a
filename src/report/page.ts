import { html, type Html } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';
import { type PageScript, scriptSources } from './page-script.ts';

/** A page of its own: one file, which needs no network and no script, and forbids both but for scripts of ours. */
export interface Page {
  readonly title: string;
  /** Rules beside those that all pages share. */
  readonly style: string;
  readonly scripts?: readonly PageScript[];
  /** What stands above the contents: a heading and what the page is of. */
  readonly header: Html;
  /** In order, each written as it comes: a page may be longer than the longest string. */
  readonly contents: Iterable<Html>;
}

/** The page as pieces of text, to be written one after the other. */
export function* pageText({ title, style, scripts = [], header, contents }: Page): Generator<string> {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${scriptSources(scripts)}; base-uri 'none'; form-action 'none'`;
  const head = html`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>`;
  const styles = [PAGE_STYLE, ...scripts.map((script) => script.style), style].join('');
  // Style sheets are no place for entities: these are ours to the last character.
  yield `<!doctype html>\n<html lang="en">\n<head>\n${head.markup}\n<style>${styles}</style>\n</head>\n<body>\n`;
  yield html`<a class="skip" href="#main">To the contents</a>\n<header>${header}</header>\n<main id="main">\n`.markup;
  for (const piece of contents) yield `${piece.markup}\n`;
  yield `</main>\n${scripts.map(({ code }) => `<script>${code}</script>\n`).join('')}</body>\n</html>\n`;
}
