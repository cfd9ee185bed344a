import { servesStrategy } from '../extractive/write.ts';
import type { Brief } from '../vocabulary/prompt.ts';
import { detectLanguage } from '../text/language.ts';

/** What a request asks for when nothing tells. */
const DEFAULT_STRATEGY = 'summary';

interface SourcePart {
  readonly source: string;
  readonly firstLine: number;
}

/**
 * Recovers from a request what the built-in backend needs to answer it.
 * Takes the `X-Request-Id` (`<source_id>/<strategy>/<n>/<request>`, or undefined) and the user turn, or a whole prompt
 * laid out by a chat template. Where the id names no strategy that the backend serves, numbered lines ask for a ProX
 * chunk program, whatever else a strategy called `prox…` sends asks to keep or drop it, and the rest for a summary. Where
 * the turn has neither a `<document>` nor a `[doc]` fence, all of it is the document. Title and variables cannot be told
 * from a request: they are empty.
 */
export function readRequest(requestId: string | undefined, prompt: string): Brief {
  const user = userTurn(prompt);
  const lines = numbered(user);
  const part = fenced(user, '<document>', '</document>') ?? lines ?? { source: user, firstLine: 0 };
  return {
    strategy: strategyFor(strategyOf(requestId), lines !== undefined),
    source: part.source,
    firstLine: part.firstLine,
    title: '',
    language: detectLanguage(part.source).language,
    variables: {},
  };
}

function strategyFor(named: string | undefined, numberedLines: boolean): string {
  if (named !== undefined && servesStrategy(named)) return named;
  if (numberedLines) return 'prox-chunk';
  return named?.startsWith('prox') === true ? 'prox-doc' : DEFAULT_STRATEGY;
}

/** The user turn of a prompt for completions, out of the templates that this tool knows. */
export function userTurn(prompt: string): string {
  const llama2 = /^(?:<s>)?\[INST\] (?:<<SYS>>\n[^]*?\n<<\/SYS>>\n\n)?([^]*) \[\/INST\]$/.exec(prompt);
  const chatml = /<\|im_start\|>user\n([^]*)<\|im_end\|>\n<\|im_start\|>assistant\n$/.exec(prompt);
  return llama2?.[1] ?? chatml?.[1] ?? prompt.replace(/^<s>/, '');
}

/** Read from the end: ids of documents may hold slashes. */
function strategyOf(requestId: string | undefined): string | undefined {
  const parts = requestId?.split('/') ?? [];
  const [strategy, n, request] = parts.slice(-3);
  if (parts.length < 4 || n === undefined || request === undefined) return undefined;
  return /^\d+$/.test(n) && /^\d+$/.test(request) ? strategy : undefined;
}

/** What stands between two lines, from the first opening one to the first closing one after it. */
export function fenced(text: string, open: string, close: string): SourcePart | undefined {
  const opened = indexOfLine(text, open, 0);
  if (opened === -1) return undefined;
  const start = opened + open.length + 1;
  const end = indexOfLine(text, close, start);
  return end === -1 ? undefined : { source: text.slice(start, Math.max(start, end - 1)), firstLine: 0 };
}

/** Lines that each begin with their number, as ProX programs name them: `[017]text`. */
function numbered(text: string): SourcePart | undefined {
  const part = fenced(text, '[doc]', '[/doc]');
  if (part === undefined) return undefined;
  const first = /^\[(\d+)\]/.exec(part.source)?.[1];
  return { source: part.source.replace(/^\[\d+\]/gm, ''), firstLine: first === undefined ? 0 : Number(first) };
}

/** Where a line that is exactly `line` begins, at or after `from` (itself the beginning of a line); -1 for nowhere. */
function indexOfLine(text: string, line: string, from: number): number {
  for (let at = text.indexOf(line, from); at !== -1; at = text.indexOf(line, at + 1)) {
    const end = at + line.length;
    if ((at === from || text[at - 1] === '\n') && (end === text.length || text[end] === '\n')) return at;
  }
  return -1;
}
