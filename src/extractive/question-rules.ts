import { type Asked, datePlace, doVerb, plain, type Rule } from './asked.ts';
import type { Clause } from './clause.ts';
import { definition, happening, passiveHow, passiveWhen, pluralDefinition, predicate } from './copula-rules.ts';
import { modalDo } from './modal-rules.ts';
import { hasObject, howMany, lexicalObject, objectOf, unfinished } from './object-rules.ts';
import { isBase, participleBase } from './verbs.ts';

/** Asks about a sentence that has been taken apart; the first rule that fits wins. */
export function askClause(clause: Clause, name: string): Asked | undefined {
  for (const rule of RULES[clause.kind]) {
    const asked = rule(clause, name);
    if (asked !== undefined) return asked;
  }
  return undefined;
}

const CAUSES = /^(?:because|due to|thanks to|so that|in order)\b/;

/** The words before ` because `, or undefined where the cause belongs to another clause. */
function beforeBecause(rest: readonly string[]): string | undefined {
  const because = rest.findIndex((_, at) => CAUSES.test(`${rest[at] ?? ''} ${rest[at + 1] ?? ''}`));
  const before = rest[because - 1] ?? '';
  if (because < 1 || /^(?:not|simply|just|only|or|and|but|partly|mainly|largely|is|are|was|were|be)$/.test(before))
    return undefined;
  return plain(rest.slice(0, because), 14);
}

const why: Rule = (clause, name) => {
  const middle = beforeBecause(clause.rest);
  if (middle === undefined || /\b(?:and|but|which|that|who|if|when)\b/.test(middle)) return undefined;
  if (clause.kind === 'be' || clause.kind === 'modal') {
    if (clause.verb === 'cannot') return { question: `Why can ${name} not ${middle}?`, weight: 0.9 };
    const negated = middle.startsWith('not ');
    const tail = negated ? `not ${middle.slice(4)}` : middle;
    return { question: `Why ${clause.verb} ${name} ${tail}?`, weight: 0.95 };
  }
  if (clause.kind === 'have') {
    const [first = ''] = middle.split(' ');
    if (first !== 'been' && participleBase(first) === undefined) return undefined;
    return { question: `Why ${clause.verb} ${name} ${middle}?`, weight: 0.9 };
  }
  return { question: `Why ${doVerb(clause, name)} ${name} ${clause.base} ${middle}?`, weight: 0.9 };
};

const activeWhen: Rule = (clause, name) => {
  if (clause.tense !== 'past') return undefined;
  const at = datePlace(clause.rest);
  const middle = at < 0 ? undefined : plain(clause.rest.slice(0, at), 10);
  return middle === undefined
    ? undefined
    : { question: `When did ${name} ${clause.base} ${middle}?`.replace(' ?', '?'), weight: 0.9 };
};

/** `X does Y by doing Z`. */
const byDoing: Rule = (clause, name) => {
  const by = clause.rest.findIndex((word, at) => word === 'by' && /^[a-z]+ing$/.test(clause.rest[at + 1] ?? ''));
  const middle = by < 0 ? undefined : plain(clause.rest.slice(0, by), 10);
  if (middle === undefined || /\b(?:and|but|which|that|who|if|when)\b/.test(middle)) return undefined;
  if (clause.kind === 'lexical') {
    return {
      question: `How ${doVerb(clause, name)} ${name} ${clause.base} ${middle}?`.replace(' ?', '?'),
      weight: 0.9,
    };
  }
  return isBase(clause.rest[0] ?? '') ? { question: `How ${clause.verb} ${name} ${middle}?`, weight: 0.85 } : undefined;
};

const worksBy: Rule = (clause, name) => {
  if (clause.base !== 'work' || clause.rest[0] !== 'by') return undefined;
  return { question: `How ${doVerb(clause, name)} ${name} work?`, weight: 0.9 };
};

/** The least that can be asked: whether it is so. Only of what is short, plain and not denied. */
const whether: Rule = (clause, name) => {
  if (clause.writer !== undefined) return undefined;
  const text = plain(
    clause.rest.map((word, at) => (at === clause.rest.length - 1 ? word.replace(/\.$/, '') : word)),
    15,
  );
  if (
    text === undefined ||
    clause.rest.length < 2 ||
    /\b(?:not|no|never|none|cannot|neither|but|which|who|because|if)\b|\band (?:the|an?|it|they|is|are)\b|^to /.test(
      text,
    )
  ) {
    return undefined;
  }
  if (clause.kind === 'be' || (clause.kind === 'modal' && /^(?:can|should|must|will)$/.test(clause.verb))) {
    const verb = `${clause.verb.charAt(0).toUpperCase()}${clause.verb.slice(1)}`;
    return { question: `${verb} ${name} ${text}?`, weight: 0.4 };
  }
  return undefined;
};

const RULES: Readonly<Record<Clause['kind'], readonly Rule[]>> = {
  be: [why, passiveWhen, passiveHow, predicate, happening, definition, pluralDefinition, unfinished, whether],
  have: [why, happening, howMany, unfinished, hasObject],
  modal: [why, byDoing, modalDo, whether],
  lexical: [why, worksBy, byDoing, activeWhen, howMany, lexicalObject, objectOf],
};
