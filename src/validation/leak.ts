import { z } from 'zod';
import { BROKEN_TOKEN, CONTROL_TOKENS } from '../text/control-tokens.ts';
import { createHashIndex, type HashIndex } from '../text/hash-index.ts';
import { hashedItems } from '../text/hashed-items.ts';
import { words } from '../text/words.ts';
import type { CandidateView, TextView } from './candidate-view.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({});

/** Words of the instruction in a row that are no accident; characters where a script has no spaces. */
const RUN_WORDS = 8;
const RUN_CHARACTERS = 20;
/** Instructions kept in split form: a run has a handful, drawn variables multiply them. */
const KEPT_INSTRUCTIONS = 256;

/** Our fences, and those of a document as its prompt shows them. */
const FENCE_TAGS = ['<document>', '</document>', '[doc]', '[/doc]', '<doc>', '</doc>', '(/document)', '(/doc)'];

/**
 * Rejects text in which the prompt or the chat template shows through: a run of at least eight words of the
 * instruction or a fence of ours (`leak.prompt`), a control token such as `<|im_end|>` (`leak.control_token`), also as
 * prompts show those of a document (`(/document)`, `< |im_end| >`). What stands in the source too may stand in the text.
 * Score 1 or 0.
 */
export const leak: Validator<z.output<typeof bounds>> = {
  name: 'leak',
  reasons: ['leak.prompt', 'leak.control_token'],
  bounds,
  judge(candidate) {
    const bracketed = /[<[]|\(\//.test(candidate.text);
    const token = bracketed ? leakedControlToken(candidate) : undefined;
    if (token !== undefined) return reject('leak.control_token', 0, quoted(token));
    const tag = !bracketed
      ? undefined
      : FENCE_TAGS.find((fence) => candidate.text.includes(fence) && !candidate.source.includes(fence));
    if (tag !== undefined) return reject('leak.prompt', 0, `the prompt's fence ${tag}`);
    const run = leakedRun(candidate);
    return run === undefined ? accept(1) : reject('leak.prompt', 0, `the instruction's words "${quoted(run)}"`);
  },
};

function leakedControlToken(candidate: CandidateView): string | undefined {
  const broken = BROKEN_TOKEN.exec(candidate.text)?.[0];
  if (broken !== undefined && !candidate.source.includes(broken)) return broken;
  let own: ReadonlySet<string> | undefined;
  for (const [token] of candidate.text.matchAll(CONTROL_TOKENS)) {
    own ??= new Set(candidate.source.match(CONTROL_TOKENS));
    if (!own.has(token)) return token;
  }
  return undefined;
}

interface Instruction {
  /** Words in a row that make a leak. */
  readonly run: number;
  readonly vocabulary: HashIndex;
  /** Two words that follow each other somewhere in it, by their places in the vocabulary: see {@link pairOf}. */
  readonly pairs: ReadonlySet<number>;
  readonly runs: ReadonlySet<string>;
}

// Splitting an instruction is a pure function of it and costs more than the check itself, so results are kept.
const instructions = new Map<string, Instruction>();

function splitInstruction(instruction: string): Instruction {
  const kept = instructions.get(instruction);
  if (kept !== undefined) return kept;
  const list = words(instruction);
  const characters = list.reduce((sum, word) => sum + word.length, 0);
  const run = characters < 1.5 * list.length ? RUN_CHARACTERS : RUN_WORDS;
  const runs = new Set<string>();
  for (let i = 0; i + run <= list.length; i++) runs.add(list.slice(i, i + run).join(' '));
  const vocabulary = createHashIndex(list);
  const { count, firsts, seconds } = hashedItems(list);
  const pairs = new Set<number>();
  for (let [at, before] = [0, -1]; at < count; at++) {
    const place = vocabulary.find(firsts[at] ?? 0, seconds[at] ?? 0);
    pairs.add(pairOf(before, place));
    before = place;
  }
  const made = { run, vocabulary, pairs, runs };
  if (instructions.size >= KEPT_INSTRUCTIONS) instructions.clear();
  instructions.set(instruction, made);
  return made;
}

/** One number for two places of a list of fewer than 65,536; -1 for the first stands for no word. */
function pairOf(before: number, place: number): number {
  return (before + 1) * 65_536 + place;
}

function leakedRun(candidate: CandidateView): string | undefined {
  if (candidate.instruction === '') return undefined;
  const instruction = splitInstruction(candidate.instruction);
  const found = runsIn(candidate.output, instruction);
  if (found.size === 0) return undefined;
  const own = runsIn(candidate.original, instruction);
  return [...found].find((run) => !own.has(run));
}

/** The instruction's runs that stand in a text. Joins words only where enough come in a row that follow each other there. */
function runsIn(view: TextView, { run, vocabulary, pairs, runs }: Instruction): Set<string> {
  const { count, firsts, seconds } = view.hashedWords();
  const found = new Set<string>();
  let known = 0;
  let before = -1;
  for (let index = 0; index < count; index++) {
    const place = vocabulary.find(firsts[index] ?? 0, seconds[index] ?? 0);
    if (place === -1) known = 0;
    else known = known > 0 && pairs.has(pairOf(before, place)) ? known + 1 : 1;
    before = place;
    if (known < run) continue;
    const passage = view
      .words()
      .slice(index + 1 - run, index + 1)
      .join(' ');
    if (runs.has(passage)) found.add(passage);
  }
  return found;
}
