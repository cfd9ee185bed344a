/**
 * What all pages look like: the reader's own fonts, light or dark as the reader has it, white when printed. Blue and
 * orange are told apart by colour-blind eyes too (Okabe and Ito 2008), and nothing is said by colour alone.
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de; --panel: #f6f8fa;
  --gone: #9a3c00; --gone-paper: #fff1e5; --new: #0550ae; --new-paper: #ddf0ff;
  --good: #0550ae; --bad: #9a3c00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e6e9ec; --faint: #9aa4af; --line: #343b44; --panel: #1c2229;
    --gone: #ffb077; --gone-paper: #3a2413; --new: #8cc8ff; --new-paper: #12304f;
    --good: #8cc8ff; --bad: #ffb077;
  }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --ink: #000000; --faint: #444444; --line: #bbbbbb; --panel: #ffffff;
    --gone: #7a3000; --gone-paper: #ffffff; --new: #003f87; --new-paper: #ffffff;
    --good: #003f87; --bad: #7a3000;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 78rem; padding: 1.5rem 1.25rem 4rem;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif;
  overflow-wrap: break-word;
}
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; line-height: 1.35; margin: 0; overflow-wrap: anywhere; }
h3 { font-size: .95rem; margin: 1rem 0 .35rem; }
p { margin: .35rem 0; }
a { color: var(--new); }
:focus-visible { outline: 3px solid var(--new); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .25rem .5rem; background: var(--paper); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.faint { color: var(--faint); }
dl.facts { display: grid; grid-template-columns: fit-content(16rem) 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dl.facts dt { color: var(--faint); overflow-wrap: anywhere; }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; }
thead th { border-top: 0; color: var(--faint); }
td.number, th.number { width: 1%; padding-left: .5rem; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.number + th:not(.number), td.number + td:not(.number) { padding-left: .75rem; }
summary { cursor: pointer; }
del { color: var(--gone); background: var(--gone-paper); text-decoration: line-through; text-decoration-thickness: .09em; }
ins { color: var(--new); background: var(--new-paper); text-decoration: underline; text-decoration-thickness: .09em; text-underline-offset: .15em; }
.verdict { font-weight: 600; }
.verdict.good { color: var(--good); }
.verdict.bad { color: var(--bad); }
@media (max-width: 40rem) {
  body { padding: 1rem .75rem 3rem; }
  dl.facts { grid-template-columns: minmax(0, 1fr); }
  dl.facts dd { margin-bottom: .3rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .skip, .screen { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
