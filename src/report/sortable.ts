import type { PageScript } from './page-script.ts';

/**
 * A click on the head of a table of class `sortable` sorts it. Heads become buttons only where the script runs; numbers
 * sort by `data-value`, and what is missing (an empty one) stands last either way.
 */
export const SORTABLE: PageScript = {
  code: `
for (const table of document.querySelectorAll('table.sortable')) {
  table.querySelectorAll('thead th').forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') !== 'descending';
      for (const other of table.querySelectorAll('thead th')) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const body = table.tBodies[0];
      const keyOf = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const rows = [...body.rows].sort((left, right) => {
        const a = keyOf(left), b = keyOf(right);
        if (a === '' || b === '') return (a === '') - (b === '');
        const byNumber = Number(a) - Number(b);
        const order = Number.isNaN(byNumber) ? a.localeCompare(b) : byNumber;
        return down ? -order : order;
      });
      body.replaceChildren(...rows);
    });
  });
}
`,
  style: `
table.sortable thead button { all: unset; cursor: pointer; color: inherit; font: inherit; }
table.sortable thead button:focus-visible { outline: 3px solid var(--new); outline-offset: 2px; }
table.sortable thead button:hover { text-decoration: underline; }
th[aria-sort=descending] button::after { content: " ↓"; }
th[aria-sort=ascending] button::after { content: " ↑"; }
.wide { overflow-x: auto; }
.wide table { width: auto; min-width: min(45rem, 100%); }
.wide th { overflow-wrap: normal; }
.wide th[scope=row] { min-width: 7rem; }
`,
};
