import { chunksOf } from '../interpretation/chunks.ts';
import { labelGrammarNamed } from '../interpretation/labels/registry.ts';
import { composePrompt } from '../prompting/compose.ts';
import type { PromptTemplate } from '../prompting/template.ts';
import type { Slots } from '../generation/slots.ts';
import { lastTokens } from '../text/cut.ts';
import type { Backend } from '../vocabulary/backend.ts';
import { addUsage, type Generation, NO_USAGE } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import type { LabelOptions, Strategy } from '../vocabulary/strategy.ts';
import type { Ask, Finding, Rewrite } from './check.ts';
import { evidenceFor } from './evidence.ts';

/** A strategy that judges rewrites, ready to be asked. */
export interface Judge {
  /** With `kind: labels`, a numeric grammar, and the model that is asked. */
  readonly strategy: Strategy;
  readonly template: PromptTemplate;
}

/** Part of a rewrite that one request is about. */
interface Chunk {
  readonly prompt: Prompt;
  readonly tokens: number;
}

/**
 * The most of a rewrite that one request holds, as a part of the strategy's chunk, which bounds the source: what is
 * judged at once should be little against what it is judged by.
 */
export const REWRITE_SHARE = 0.5;

/** Has a language model judge a rewrite chunk by chunk, each against what of the source it could rest on. */
export function askJudge(judge: Judge, backend: Backend, slots: Slots): Ask {
  const ask = async (prompt: Prompt, signal: AbortSignal): Promise<Generation> => {
    await slots.acquire(signal);
    try {
      return await backend.generate(prompt, signal);
    } finally {
      slots.release();
    }
  };
  return async (rewrite, signal) => {
    const chunks = chunksFor(judge, rewrite);
    const generations = await Promise.all(chunks.map(({ prompt }) => ask(prompt, signal)));
    return findingOf(judge, chunks, generations);
  };
}

/** The requests that a rewrite makes: a function of the task and the text alone. */
function chunksFor({ strategy, template }: Judge, { task, text }: Rewrite): Chunk[] {
  const most = strategy.chunk?.maxTokens;
  const source = { text: task.source, tokens: task.sourceTokens, firstLine: task.firstLine };
  const parts = chunksOf(text, most === undefined ? undefined : Math.max(1, Math.floor(most * REWRITE_SHARE)));
  const recordId = `${task.recordId}/${strategy.name}/0`;
  return parts.map(({ text: rewrite, tokens }, request) => {
    const part = { ...evidenceFor(rewrite, source, most), rewrite };
    const judged = { recordId, document: task.document, variables: {} };
    return { prompt: composePrompt({ task: judged, strategy, template, part, request }), tokens };
  });
}

/** The mean of the chunks' scores, weighted by their tokens; undecided where one has none. */
function findingOf({ strategy }: Judge, chunks: readonly Chunk[], generations: readonly Generation[]): Finding {
  const usage = generations.reduce((sum, generation) => addUsage(sum, generation.usage), NO_USAGE);
  const { labels } = strategy.output;
  if (labels === undefined) throw new Error(`${strategy.path} does not answer with labels.`);
  let sum = 0;
  let tokens = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let detail = '';
  for (const [index, chunk] of chunks.entries()) {
    const generation = generations[index];
    const place = chunks.length === 1 ? '' : `chunk ${index + 1} of ${chunks.length}: `;
    if (generation?.kind !== 'answer')
      return { kind: 'undecided', detail: `${place}${generation?.detail ?? ''}`, usage };
    const score = scoreOf(generation, labels);
    if (typeof score === 'string') return { kind: 'undecided', detail: `${place}the answer ${score}`, usage };
    sum += score * chunk.tokens;
    tokens += chunk.tokens;
    if (score >= lowest) continue;
    lowest = score;
    detail = `${place}${said(generation.text)}`;
  }
  if (tokens === 0) return { kind: 'undecided', detail: 'the text is blank', usage };
  return { kind: 'score', score: Number((sum / tokens).toPrecision(4)), detail, usage };
}

/** The one number that an answer rates its chunk by, or what is wrong with the answer. */
function scoreOf(answer: Extract<Generation, { kind: 'answer' }>, options: LabelOptions): number | string {
  const read = labelGrammarNamed(options.grammar)?.read(answer, options);
  if (read === undefined || typeof read === 'string') return read ?? `cannot be read as ${options.grammar}`;
  const [score] = Object.values(read);
  return typeof score === 'number' ? score : `has no number as ${options.column}`;
}

/** Tokens of a judge's reasons that a record keeps. */
const REASONS_TOKENS = 80;

/** The end of what a judge said, on one line: its verdict and the reasons next to it. */
function said(text: string): string {
  return lastTokens(text.trim(), REASONS_TOKENS).replace(/\s+/g, ' ').trim();
}
