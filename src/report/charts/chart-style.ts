/**
 * Rules of all charts. Eight colours that colour-blind eyes tell apart (Okabe and Ito 2008), those that are too pale for
 * white paper darkened; every series is named beside the chart as well, in its order.
 */
export const CHART_STYLE = `
:root { --c0: #0072b2; --c1: #d55e00; --c2: #007a5a; --c3: #b0548a; --c4: #8a6d00; --c5: #3a8fc0; --c6: #4b4b4b; --c7: #a39a00; }
@media (prefers-color-scheme: dark) {
  :root { --c0: #56b4e9; --c1: #e69f00; --c2: #2fc79a; --c3: #e29bc6; --c4: #f0e442; --c5: #9ad1f3; --c6: #bdbdbd; --c7: #ff8a5c; }
}
@media print {
  :root { --c0: #0072b2; --c1: #d55e00; --c2: #007a5a; --c3: #b0548a; --c4: #8a6d00; --c5: #3a8fc0; --c6: #4b4b4b; --c7: #a39a00; }
}
figure { margin: .75rem 0; }
figure .scroll { overflow-x: auto; }
figure > details { font-size: .92rem; }
figure > details > summary { color: var(--faint); }
figcaption { color: var(--faint); font-size: .92rem; margin-bottom: .35rem; overflow-wrap: anywhere; }
svg { display: block; max-width: 100%; height: auto; }
svg.broad { min-width: 36rem; }
svg text { fill: var(--ink); font: 12px system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
svg .faint { fill: var(--faint); }
svg .axis { stroke: var(--line); stroke-width: 1; }
svg .interval line { stroke: var(--faint); stroke-width: 2; }
svg .interval circle { stroke: var(--faint); stroke-width: 2; fill: var(--paper); }
svg .beyond line { stroke: var(--c0); }
svg .beyond circle { stroke: var(--c0); fill: var(--c0); }
svg .zero { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 3 3; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; list-style: none; margin: .35rem 0 0; padding: 0; font-size: .92rem; }
.legend .swatch { display: inline-block; width: .8em; height: .8em; margin-right: .35em; border-radius: 2px; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .75rem 1.25rem; }
.multiples figure { margin: 0; display: grid; grid-template-rows: subgrid; grid-row: span 3; row-gap: 0; align-content: start; }
.multiples figcaption { font-size: .85rem; align-self: end; }
.multiples details { min-width: 0; align-self: start; }
.multiples table { font-size: .8rem; }
.multiples .wide th[scope=row] { min-width: 0; }
@media print {
  figure { break-inside: avoid; }
  .multiples figcaption { font-size: 8pt; }
}
`;

const COLOURS = 8;

/** The colour of a series, as a value of CSS. */
export function colourOf(series: number): string {
  return `var(--c${series % COLOURS})`;
}
