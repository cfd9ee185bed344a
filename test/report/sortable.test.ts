import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { SORTABLE } from '../../src/report/sortable.ts';

interface Row {
  readonly cells: readonly { readonly dataset: { readonly value?: string }; readonly textContent: string }[];
}

/** What the script touches of a table of one column, and a way to click on its head. */
function tableOf(values: readonly string[]) {
  const clicks: (() => void)[] = [];
  const attributes = new Map<string, string>();
  const head = {
    childNodes: ['Cost'],
    append: () => {},
    getAttribute: (name: string) => attributes.get(name) ?? null,
    setAttribute: (name: string, value: string) => attributes.set(name, value),
    removeAttribute: (name: string) => attributes.delete(name),
  };
  const body = {
    rows: values.map((value): Row => ({ cells: [{ dataset: { value }, textContent: value || '–' }] })),
    replaceChildren: (...rows: Row[]) => {
      body.rows = rows;
    },
  };
  const table = { querySelectorAll: () => [head], tBodies: [body] };
  const document = {
    querySelectorAll: () => [table],
    createElement: () => ({
      append: () => {},
      addEventListener: (_: string, clicked: () => void) => clicks.push(clicked),
    }),
  };
  runInNewContext(SORTABLE.code, { document });
  return {
    click: () => {
      for (const clicked of clicks) clicked();
      return body.rows.map(({ cells }) => cells[0]?.textContent);
    },
  };
}

it('sorts by number, and keeps what is missing last in both directions', () => {
  const table = tableOf(['2', '', '-1', '10', '']);
  expect(table.click()).toEqual(['10', '2', '-1', '–', '–']);
  expect(table.click()).toEqual(['-1', '2', '10', '–', '–']);
});
