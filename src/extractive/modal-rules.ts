import { type Asked, plain, type Rule } from './asked.ts';
import type { Clause } from './clause.ts';
import { isBase, participleBase } from './verbs.ts';

const ACTIVE_MODALS = new Set(['can', 'cannot', 'must', 'should', 'will', 'may', 'would']);

/** `X must do Y`, `X can be done by doing Y`. */
export const modalDo: Rule = (clause, name) => {
  if (!ACTIVE_MODALS.has(clause.verb)) return undefined;
  const negated = clause.rest[0] === 'not';
  const verb = clause.rest[negated ? 1 : 0] ?? '';
  if (verb === 'be') return modalPassive(clause, name, negated);
  if (!isBase(verb)) return undefined;
  const modal = clause.verb === 'cannot' ? 'can' : clause.verb;
  const not = negated || clause.verb === 'cannot' ? ' not' : '';
  if (not !== '' && modal === 'may') return undefined;
  return { question: `What ${modal} ${name}${not} do?`, weight: not === '' ? 0.65 : 0.6 };
};

function modalPassive(clause: Clause, name: string, negated: boolean): Asked | undefined {
  if (negated || clause.verb === 'cannot') return undefined;
  const rest = clause.rest.slice(1);
  if (/^used (?:to|for|as) /.test(rest.join(' ')))
    return { question: `What ${clause.verb} ${name} be used ${rest[1] === 'as' ? 'as' : 'for'}?`, weight: 0.85 };
  if (participleBase(rest[0] ?? '') === undefined) return undefined;
  const by = rest.findIndex((word, at) => word === 'by' && /^[a-z]+ing$/.test(rest[at + 1] ?? ''));
  const middle = by < 1 ? undefined : plain(rest.slice(0, by), 6);
  return middle === undefined ? undefined : { question: `How ${clause.verb} ${name} be ${middle}?`, weight: 0.85 };
}
