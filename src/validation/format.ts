import { type FormatBounds, formatBounds, formatGrammars } from './formats/registry.ts';
import { accept, reject, type Validator } from './validator.ts';

/**
 * Rejects a text that has not the form its prompt asked for; one grammar for each `kind`, with bounds of its own and
 * `start`, a marker that the text must begin with (Nemotron-CC drops answers without theirs). Score 1, else 0.
 */
export const format: Validator<FormatBounds> = {
  name: 'format',
  reasons: Object.keys(formatGrammars).map((kind) => `format.${kind}`),
  bounds: formatBounds,
  judge(candidate, bounds) {
    const reason = `format.${bounds.kind}`;
    if (bounds.start !== undefined && !candidate.text.trimStart().startsWith(bounds.start)) {
      return reject(reason, 0, `does not begin with "${bounds.start}"`);
    }
    const problem = formatGrammars[bounds.kind].problem(candidate.text, bounds);
    return problem === undefined ? accept(1) : reject(reason, 0, problem);
  },
};
