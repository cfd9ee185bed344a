import type { Document } from '../vocabulary/document.ts';
import type { Accepts } from '../vocabulary/strategy.ts';
import { type Expression, parseExpression } from './expression/expression.ts';

/**
 * Why a strategy does not take a document, or undefined when it does. The first reason in the order language, length,
 * quality, condition. A document whose language cannot be told (`und`) is taken only where every language is.
 */
export function ineligibleBecause(
  document: Document,
  accepts: Accepts,
): 'language' | 'too_short' | 'too_long' | 'quality' | 'where' | undefined {
  const { profile } = document;
  if (accepts.languages.length > 0 && !isNamed(profile.language, accepts.languages)) return 'language';
  if (profile.tokens < accepts.minTokens) return 'too_short';
  if (profile.tokens > accepts.maxTokens) return 'too_long';
  if (accepts.quality !== 'any' && accepts.quality !== profile.quality) return 'quality';
  if (accepts.where !== undefined && conditionOf(accepts, accepts.where).holds(document) !== true) return 'where';
  return undefined;
}

function isNamed(language: string, languages: readonly string[]): boolean {
  return language !== 'und' && languages.includes(language);
}

/** Conditions that were read, by the block they stand in: each is asked of every document. */
const conditions = new WeakMap<Accepts, Expression>();

function conditionOf(accepts: Accepts, source: string): Expression {
  const known = conditions.get(accepts);
  if (known !== undefined) return known;
  const condition = parseExpression(source, 'where');
  conditions.set(accepts, condition);
  return condition;
}
