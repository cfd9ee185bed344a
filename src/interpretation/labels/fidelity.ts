import { splitLines } from '../../text/lines.ts';
import { type LabelGrammar, quoted } from './grammar.ts';

/**
 * A verdict on a rewrite: `Verdict: faithful` (1) or `Verdict: unfaithful` (0) as the last line that is not blank, once,
 * after whatever reasons stand before it. Bold marks and a full stop say nothing else and are passed over; anything more
 * (both words, a doubt, words after it) is no verdict.
 */
export const fidelity: LabelGrammar = {
  refused: 'No judgement that ends with one line `Verdict: faithful` or `Verdict: unfaithful`.',
  numeric: true,
  read({ text }, { column }) {
    const bare = splitLines(text)
      .map((line) => line.replaceAll('*', '').trim())
      .filter((line) => line !== '');
    const verdicts = bare.filter((line) => VERDICT.test(line));
    if (verdicts.length === 0) return 'has no line "Verdict: …"';
    if (verdicts.length > 1) return `has ${verdicts.length} verdicts`;
    const last = bare.at(-1) ?? '';
    if (last !== verdicts[0]) return 'does not end with its verdict';
    const word = /^verdict\s*:\s*(faithful|unfaithful)\.?$/i.exec(last)?.[1]?.toLowerCase();
    if (word === undefined) return `the verdict is neither faithful nor unfaithful: ${quoted(last)}`;
    return { [column]: word === 'faithful' ? 1 : 0 };
  },
};

const VERDICT = /^verdict\s*:/i;
