import type { Clause } from './clause.ts';
import { gerundBase } from './verbs.ts';
import type { SourceText } from './source-text.ts';

/** What naming needs to know beside the sentence. */
export interface Names {
  readonly common: SourceText['common'];
  readonly proper: SourceText['proper'];
  /** The document's title without marks; empty when unknown. */
  readonly title: string;
  /** What the questions call those who wrote the text: `you` in an interview. */
  readonly writers: 'the authors' | 'you';
}

const FUNCTION_WORDS = new Set(
  'a all an any both each every few half many more most much no only our several some the their this three two your one'.split(
    ' ',
  ),
);

/**
 * A sentence's subject as it stands inside a question: the first word in lower case unless it is a name, `this PEP`
 * by its title. Undefined when it cannot be told whether the first word is a name.
 */
export function subjectName(clause: Pick<Clause, 'subject' | 'writer' | 'plural'>, names: Names): string | undefined {
  if (clause.writer !== undefined) {
    return clause.writer === 'i' && names.writers === 'the authors' ? 'the author' : names.writers;
  }
  const [first = '', ...others] = clause.subject;
  if (first === 'Our' || first === 'My') {
    const owner = names.writers === 'you' ? 'your' : first === 'Our' ? 'the authors’' : 'the author’s';
    return [owner, ...others].join(' ');
  }
  if (first.toLowerCase() === 'this') {
    const noun = others.join(' ');
    // `This page` may be one that the text describes; a PEP, an article, a proposal is the text itself.
    if (!/^(?:[A-Z]{3,}|document|article|post|paper|report|proposal|specification)$/.test(noun)) return undefined;
    if (names.title === '') return `this ${noun}`;
    return `the ${noun} “${names.title.replaceAll(/[“”"]/g, '')}”`;
  }
  const lower = lowerFirst(clause.subject, names, clause.plural);
  return lower === undefined ? undefined : [lower, ...others].join(' ');
}

/** Endings of common nouns and adjectives that names seldom have. */
const COMMON_ENDING =
  /(?:tion|tions|ment|ments|ness|ity|ities|ies|ers|ors|ing|ings|ance|ence|ism|ship|ships|ive|able|ible|less|ful|ical|ware|ology|ists?|ees|ages|acy|ency|ancy)$/;

function lowerFirst(subject: readonly string[], { common, proper }: Names, plural: boolean): string | undefined {
  const first = subject[0] ?? '';
  const lower = first.toLowerCase();
  if (FUNCTION_WORDS.has(lower)) return lower;
  // NASA, GitHub, JSON-LD, `code`, cloud.gov: a name by its spelling.
  if (!/^\p{Lu}[\p{Ll}'’-]*$/u.test(first)) return first;
  if (proper.has(first)) return first;
  if (common.has(lower) || gerundBase(lower) !== undefined) return lower;
  const second = subject[1];
  if (second !== undefined && /^\p{Lu}\p{Ll}/u.test(second)) return first;
  if (COMMON_ENDING.test(lower) || KNOWN.has(lower)) return lower;
  return plural && /[^su]s$/.test(lower) ? lower : undefined;
}

const KNOWN = new Set(
  'major minor people members agencies users developers teams government software data research open digital new good large small public modern external internal cross missing common previous current different many few most other previous high low free complex simple traditional local national international human social political economic economists cloud web mobile'.split(
    ' ',
  ),
);

const ROLES =
  /\b(?:actor|actress|activist|administrator|advisor|analyst|architect|artist|author|board member|candidate|chair|chairman|co-founder|coach|composer|consultant|contributor|developer|designer|director|doctor|economist|editor|employee|engineer|expert|fellow|founder|governor|historian|inventor|journalist|judge|lawyer|leader|lecturer|manager|mathematician|mayor|musician|novelist|officer|painter|philosopher|physicist|poet|politician|president|professor|programmer|researcher|scholar|scientist|secretary|senator|singer|specialist|strategist|student|teacher|writer)\b/i;

/** Whether a sentence that says what its subject is says it of a person. */
export function isPerson(clause: Clause): boolean {
  const { subject, rest } = clause;
  const capitalised = subject.every((word) => /^\p{Lu}[\p{L}.'’-]*$/u.test(word));
  return capitalised && subject.length >= 2 && subject.length <= 4 && ROLES.test(rest.slice(0, 9).join(' '));
}
