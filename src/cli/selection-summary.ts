import type { SelectionReport } from '../select/report.ts';
import { count, percent, short } from '../text/figures.ts';
import { nearest } from '../text/nearest.ts';
import { visible } from '../text/visible.ts';
import { table } from './format.ts';

/** Domains of a table; the rest are in the report. */
const MOST_DOMAINS = 20;
/** Topics of a table, likewise. */
const MOST_CONCEPTS = 12;
/** Titles of a topic, and characters of each: a row of the table fits into 100 columns. */
const MOST_EXAMPLES = 2;
const MOST_TITLE = 28;
/** Shortfalls that are told one by one. */
const MOST_SHORTFALLS = 10;

/** What a selection came to, for people; `out` as they call the folder. */
export function selectionSummary(report: SelectionReport, out: string): string {
  const { read, chosen, copies, tokens, dropped, shortfalls, shards } = report;
  const again = copies === 0 ? '' : ` and ${count(copies)} copies`;
  const reasons = Object.entries(dropped).map(([reason, documents]) => [reason, count(documents)]);
  const lines = [
    `${count(chosen)} of ${count(read)} documents chosen${again}: ${short(tokens)} tokens`,
    ...(reasons.length === 0 ? [] : ['', table([['left out', 'documents'], ...reasons])]),
    ...Object.entries(report.first_dropped).map(([reason, what]) => `  first ${reason}: ${what}`),
    ...domainLines(report),
    ...conceptLines(report),
    ...scoreLines(report),
    ...(shortfalls.length === 0 ? [] : ['', ...shortfallLines(report), ...upsamplingLines(report)]),
    '',
    `${count(shards.length)} ${shards.length === 1 ? 'shard' : 'shards'} in ${out}/shards, the account in ${out}/selection.json`,
  ];
  // Domains and titles are the documents' own.
  return visible(lines.join('\n'));
}

function domainLines({ domains }: SelectionReport): string[] {
  const all = Object.entries(domains);
  if (all.length < 2) return [];
  const rows = all
    .slice(0, MOST_DOMAINS)
    .map(([name, { before, after }]) => [
      onOneLine(name),
      count(before.documents),
      percent(before.share),
      count(after.documents),
      percent(after.share),
    ]);
  const more = all.length > MOST_DOMAINS ? [`  and ${all.length - MOST_DOMAINS} more`] : [];
  return ['', table([['domain', 'documents', 'tokens', 'chosen', 'tokens'], ...rows]), ...more];
}

/** The largest topics, with what stays of each and titles of its most typical documents, and the rule for the shares. */
function conceptLines({ concepts }: SelectionReport): string[] {
  if (concepts === null) return [];
  const rows = concepts.clusters
    .slice(0, MOST_CONCEPTS)
    .map(({ documents, kept, spread, examples }) => [
      examples.slice(0, MOST_EXAMPLES).map(shortTitle).join(' · ') || '(no titles)',
      count(documents),
      spread.toFixed(3),
      count(kept),
      percent(kept / documents),
    ]);
  const more = concepts.clusters.length - rows.length;
  const { whole_from: wholeFrom, temperature } = concepts.rule;
  return [
    '',
    table([['topic, by its most typical documents', 'documents', 'spread', 'kept', 'share'], ...rows]),
    ...(more > 0 ? [`  and ${more} more, in selection.json`] : []),
    '  spread: how much two documents of a topic differ, from 0 to 1',
    `  share = exp((spread - ${wholeFrom.toFixed(3)}) / ${temperature}), at most 100%, at least one document`,
  ];
}

function shortTitle(whole: string): string {
  const title = onOneLine(whole);
  return title.length > MOST_TITLE ? `${title.slice(0, MOST_TITLE - 1).trimEnd()}…` : title;
}

function onOneLine(name: string): string {
  return name.replace(/\s+/g, ' ');
}

function scoreLines({ thresholds: { scores, band, target_overlap: overlap } }: SelectionReport): string[] {
  const lines: string[] = [];
  if (band !== null) lines.push(`scores of the band: ${figure(band.least)} to ${figure(band.greatest)}`);
  if (scores !== null)
    lines.push(`mean score: ${figure(scores.before.mean)} before, ${figure(scores.after.mean)} chosen`);
  if (overlap !== null) lines.push(`${percent(overlap)} of the target's words stand in the corpus`);
  return lines.length === 0 ? [] : ['', ...lines];
}

/** What is short of its part, a line each; none where nothing is. */
export function shortfallLines({ shortfalls, domains }: SelectionReport): string[] {
  const lines = shortfalls.slice(0, MOST_SHORTFALLS).map(({ domain, unit, wanted, got }) => {
    const whose = shortfalls.length === 1 && domain === 'all' ? 'the corpus' : domain;
    const figure = unit === 'documents' ? count : short;
    const line = `short: ${whose} has ${figure(got)} of the ${figure(wanted)} ${unit} that were asked for`;
    return got > 0 || Object.hasOwn(domains, domain) ? line : `${line}; ${noDomain(domain, Object.keys(domains))}`;
  });
  const more = shortfalls.length > MOST_SHORTFALLS ? [`and ${shortfalls.length - MOST_SHORTFALLS} more`] : [];
  return [...lines, ...more];
}

/** Of a share that was set for a domain that there is not. */
function noDomain(domain: string, domains: readonly string[]): string {
  const meant = nearest(domain, domains);
  return `no document is of this domain${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
}

function upsamplingLines({ parameters }: SelectionReport): string[] {
  return parameters['upsample'] === true ? [] : ['(--upsample takes documents again to fill it)'];
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
