import { hashedWords } from '../../text/words.ts';

/** Words that must follow each other in the source as they do in the rewrite. */
const RUN = 4;

/** A piece of a rewrite: as the source has it, a number that it has not, or said anew. */
export interface Span {
  readonly kind: 'grounded' | 'unsupported' | 'new';
  readonly text: string;
}

/** What a rewrite has from its source. */
interface Grounded {
  /** Together the rewrite. */
  readonly spans: readonly Span[];
  /** Where in the source the runs of words begin that the rewrite has too: offsets, ascending. */
  readonly places: readonly number[];
}

/**
 * The rewrite in pieces that together are it: runs of four words and more that the source has in this order, and its
 * numbers, are grounded; a number that the source has not in this form is unsupported, numerals of lists aside. For people
 * to look at: whether a rewrite passes is for the validators to say.
 */
export function grounded(rewrite: string, source: string): Grounded {
  const { count, starts, lengths, firsts } = hashedWords(rewrite);
  const said = hashedWords(source);
  const runs = new Set<number>();
  for (let at = 0; at + RUN <= said.count; at++) runs.add(runHash(said.firsts, at));
  const known = new Set(said.firsts.subarray(0, said.count));
  const kinds: Span['kind'][] = Array.from({ length: count }, () => 'new');
  const shared = new Set<number>();
  for (let at = 0; at + RUN <= count; at++) {
    const run = runHash(firsts, at);
    if (!runs.has(run)) continue;
    kinds.fill('grounded', at, at + RUN);
    shared.add(run);
  }
  const places: number[] = [];
  for (let at = 0; at + RUN <= said.count; at++) {
    if (shared.has(runHash(said.firsts, at))) places.push(said.starts[at] ?? 0);
  }
  for (let at = 0; at < count; at++) {
    const start = starts[at] ?? 0;
    if (!/^\d/.test(rewrite.slice(start, start + 1)) || isListNumeral(rewrite, start, lengths[at] ?? 0)) continue;
    kinds[at] = known.has(firsts[at] ?? 0) ? 'grounded' : 'unsupported';
  }
  const spans: { kind: Span['kind']; text: string }[] = [];
  let end = 0;
  const put = (kind: Span['kind'], text: string): void => {
    if (text === '') return;
    const last = spans.at(-1);
    if (last?.kind === kind) last.text += text;
    else spans.push({ kind, text });
  };
  for (let at = 0; at < count; at++) {
    const start = starts[at] ?? 0;
    const kind = kinds[at] ?? 'new';
    // What lies between two words belongs to both where they are of one kind.
    put(at > 0 && kinds[at - 1] === kind ? kind : 'new', rewrite.slice(end, start));
    end = start + (lengths[at] ?? 0);
    put(kind, rewrite.slice(start, end));
  }
  put('new', rewrite.slice(end));
  return { spans, places };
}

/** Whether a number begins a line and has a point or a bracket behind it: it counts, and states nothing. */
function isListNumeral(text: string, start: number, length: number): boolean {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return /[.)]/.test(text.charAt(start + length)) && text.slice(line, start).trim() === '';
}

function runHash(words: Int32Array, start: number): number {
  let hash = 0;
  for (let at = start; at < start + RUN; at++)
    hash = (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + (words[at] ?? 0)) | 0;
  return hash;
}
