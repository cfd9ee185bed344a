import type { JsonObject } from '../../vocabulary/json.ts';
import { type LabelGrammar, linesOf, quoted } from './grammar.ts';

/** DataMan's criteria (Peng et al., 2025) as columns, in the order in which the published models write them. */
const CRITERIA = [
  'accuracy',
  'coherence',
  'language_consistency',
  'semantic_density',
  'knowledge_novelty',
  'topic_focus',
  'creativity',
  'professionalism',
  'style_consistency',
  'grammatical_diversity',
  'structural_standardization',
  'originality',
  'sensitivity',
  'overall',
] as const;

/** DataMan's fifteen domains by the letter that stands for each. */
const DOMAINS: Readonly<Record<string, string>> = {
  A: 'medicine',
  B: 'finance',
  C: 'law',
  D: 'education',
  E: 'technology',
  F: 'entertainment',
  G: 'mathematics',
  H: 'coding',
  I: 'government',
  J: 'culture',
  K: 'transportation',
  L: 'retail_e_commerce',
  M: 'telecommunication',
  N: 'agriculture',
  O: 'other',
};

/** All ratings: fifteen lines, the letter of the domain, then a digit from 1 to 5 for each criterion. */
export const dataman: LabelGrammar = {
  refused: 'Not DataMan’s fifteen lines: a letter from A to O, then fourteen digits from 1 to 5.',
  numeric: false,
  read({ text }) {
    const lines = text.trim().split('\n');
    if (lines.length !== CRITERIA.length + 1) return `has ${linesOf(lines.length)}, not ${CRITERIA.length + 1}`;
    const domain = domainOf(lines[0] ?? '');
    if (domain === undefined) return `line 1 is no domain from A to O: ${quoted(lines[0] ?? '')}`;
    const ratings: Record<string, number> = {};
    for (const [index, criterion] of CRITERIA.entries()) {
      const line = lines[index + 1] ?? '';
      const rating = ratingOf(line);
      if (rating === undefined) {
        return `line ${index + 2}, ${criterion}, is no rating from 1 to 5: ${quoted(line)}`;
      }
      ratings[criterion] = rating;
    }
    return { ...ratings, ...domain };
  },
};

/** The overall score alone: one digit from 1 to 5. */
export const datamanScore: LabelGrammar = {
  refused: 'Not one digit from 1 to 5.',
  numeric: true,
  read({ text }) {
    const overall = ratingOf(text);
    return overall === undefined ? `no rating from 1 to 5: ${quoted(text)}` : { overall };
  },
};

/** The domain alone: one letter from A to O. */
export const datamanDomain: LabelGrammar = {
  refused: 'Not one letter from A to O.',
  numeric: false,
  read({ text }) {
    return domainOf(text) ?? `no domain from A to O: ${quoted(text)}`;
  },
};

function ratingOf(line: string): number | undefined {
  return /^[1-5]$/.test(line.trim()) ? Number(line) : undefined;
}

/** The domain in words. */
function domainOf(line: string): JsonObject | undefined {
  const letter = line.trim();
  const name = Object.hasOwn(DOMAINS, letter) ? DOMAINS[letter] : undefined;
  return name === undefined ? undefined : { domain: name };
}
