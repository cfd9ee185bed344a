import type { RunSnapshot } from '../run/snapshot.ts';
import { openingNow } from './collapse-lines.ts';
import { amount, count, percent, seconds, short } from '../text/figures.ts';

/** A part of the line, in words and in few of them. */
interface Part {
  readonly long: string;
  readonly brief: string;
}

/** Cells of the bar that shows how much is done, as far as there is room. */
const CELLS = 16;
const FEWER_CELLS = 8;

/**
 * One line of less than `width` characters: in words with a bar where there is room, else in fewer words, else without
 * what tells least. Infinite width is a line of a log: everything, without a bar.
 */
export function progressLine(snapshot: RunSnapshot, width: number): string {
  const parts = partsOf(snapshot);
  const { share_done: done } = snapshot;
  if (width === Number.POSITIVE_INFINITY) return join(share(done, 0), parts, 'long');
  const line = [
    join(share(done, CELLS), parts, 'long'),
    join(share(done, FEWER_CELLS), parts, 'brief'),
    join(share(done, 0), parts, 'brief'),
  ].find((candidate) => candidate.length < width);
  if (line !== undefined) return line;
  let cut = '';
  for (const part of [...share(done, 0), ...parts.map(({ brief }) => brief)]) {
    const longer = cut === '' ? part : `${cut} · ${part}`;
    if (longer.length >= width) break;
    cut = longer;
  }
  return cut;
}

function join(begin: readonly string[], parts: readonly Part[], form: keyof Part): string {
  return [...begin, ...parts.map((part) => part[form])].join(' · ');
}

/** The most telling first. */
function partsOf(snapshot: RunSnapshot): Part[] {
  const { tasks, in_flight: inFlight, concurrency, waiting, cost } = snapshot;
  const judged = tasks.accepted + tasks.rejected + tasks.failed;
  const speed = short(snapshot.tokens_per_second);
  const flight = `${count(inFlight)}/${count(concurrency)}`;
  return [
    {
      long: `${count(snapshot.documents)} documents`,
      brief: `${snapshot.documents < 100_000 ? count(snapshot.documents) : short(snapshot.documents)} docs`,
    },
    { long: `${speed} tokens/s`, brief: `${speed} tok/s` },
    same(judged === 0 ? 'no record yet' : `${percent(tasks.accepted / judged)} accepted`),
    same(snapshot.eta_seconds === null ? 'ETA –' : `ETA ${seconds(snapshot.eta_seconds)}`),
    ...sick(snapshot),
    ...alike(snapshot),
    { long: `${flight} in flight`, brief: `${flight} busy` },
    ...(waiting === null ? [] : [{ long: `${count(waiting)} waiting at servers`, brief: `${short(waiting)} queued` }]),
    ...costs(cost),
    { long: `${short(snapshot.accepted_tokens)} tokens accepted`, brief: `${short(snapshot.accepted_tokens)} tokens` },
    ...(tasks.deferred > 0 ? [same(`${count(tasks.deferred)} deferred`)] : []),
  ];
}

function same(text: string): Part {
  return { long: text, brief: text };
}

function costs(cost: RunSnapshot['cost']): Part[] {
  if (cost === null) return [];
  const { per_million_accepted_tokens: perMillion } = cost;
  const total = `cost ${amount(cost.total)}`;
  if (perMillion === null) return [same(total)];
  return [
    {
      long: `${total} (${amount(perMillion)} per million accepted)`,
      brief: `${total} (${amount(perMillion)}/M)`,
    },
  ];
}

function alike({ collapse }: RunSnapshot): Part[] {
  const told = openingNow(collapse);
  return told === undefined ? [] : [same(told)];
}

function sick({ endpoints }: RunSnapshot): Part[] {
  const open = endpoints.filter((endpoint) => endpoint.state !== 'closed').length;
  if (open === 0) return [];
  if (open === endpoints.length) return [{ long: 'no endpoint answers, waiting', brief: 'no endpoint answers' }];
  return [{ long: `${open} of ${endpoints.length} endpoints down`, brief: `${open}/${endpoints.length} down` }];
}

function share(done: number | null, cells: number): string[] {
  if (done === null) return [];
  const full = Math.round(done * cells);
  const bar = cells === 0 ? '' : `${'█'.repeat(full)}${'░'.repeat(cells - full)} `;
  return [`${bar}${Math.floor(done * 100)}%`];
}
