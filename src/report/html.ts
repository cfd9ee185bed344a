import { visible } from '../text/visible.ts';

/** A piece of a page whose markup is ours and whose text is escaped. Only {@link html} makes one. */
export interface Html {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, pieces are put in as they are, a list one after the other. */
export type HtmlValue = string | number | Html | readonly Html[];

/** A piece of a page. Whatever is put in is text, whoever wrote it, unless it is a piece itself: `` html`<p>${text}</p>` ``. */
export function html(template: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = template[0] ?? '';
  for (const [index, value] of values.entries()) markup += markupOf(value) + (template[index + 1] ?? '');
  return { markup };
}

/** A text of ours in which what stands between backticks is code. */
export function withCode(text: string): Html {
  const pieces = text.split('`').map((piece, at) => (at % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`));
  return html`${pieces}`;
}

/** A name that may be broken behind its dots, underscores and slashes, and nowhere else unless it must. */
export function breakable(name: string): Html {
  const parts = name.split(/(?<=[._/])/);
  return html`${parts.map((part, at) => (at === 0 ? html`${part}` : html`<wbr>${part}`))}`;
}

/** Nothing. */
export const NO_HTML: Html = html``;

function markupOf(value: HtmlValue): string {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map((piece) => piece.markup).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text for element content and for quoted attributes, its control characters made visible. */
function escapeText(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
