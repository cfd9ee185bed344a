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
    button.append(...head.childNodes);
    head.append(button);
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
table.sortable thead button { all: unset; cursor: pointer; color: inherit; font: inherit; max-width: 100%; }
table.sortable thead button:focus-visible { outline: 3px solid var(--new); outline-offset: 2px; }
table.sortable thead button:hover { text-decoration: underline; }
th[aria-sort=descending] button::after { content: " ▾"; }
th[aria-sort=ascending] button::after { content: " ▴"; }
.wide { overflow-x: auto; }
.wide + .wide { margin-top: 1.25rem; }
.wide th, .wide td { overflow-wrap: break-word; }
.wide td { max-width: 24rem; }
.wide thead th { vertical-align: bottom; }
.wide thead th.number { white-space: normal; max-width: 10rem; }
.wide th[scope=row] { min-width: min(9rem, 30vw); max-width: min(18rem, 40vw); }
table.narrow { width: auto; }
table.narrow td.number, table.narrow th.number { width: auto; }
table.narrow th[scope=row] { padding-right: 1.5rem; }
@media print {
  table.sortable { font-size: 7.5pt; }
  .wide { overflow: visible; }
  .wide th, .wide td { padding: .15rem .45rem .15rem 0; }
  .wide th[scope=row] { min-width: 0; max-width: 12rem; }
  tr { break-inside: avoid; }
}
`,
};
