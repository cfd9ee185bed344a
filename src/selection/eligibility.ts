import type { Profile } from '../vocabulary/document.ts';
import type { Accepts } from '../vocabulary/strategy.ts';

/**
 * Why a strategy does not take a document, or undefined when it does. The first reason in the order language, length,
 * quality. A document whose language cannot be told (`und`) is taken only where every language is.
 */
export function ineligibleBecause(
  profile: Profile,
  accepts: Accepts,
): 'language' | 'too_short' | 'too_long' | 'quality' | undefined {
  if (accepts.languages.length > 0 && !isNamed(profile.language, accepts.languages)) return 'language';
  if (profile.tokens < accepts.minTokens) return 'too_short';
  if (profile.tokens > accepts.maxTokens) return 'too_long';
  if (accepts.quality !== 'any' && accepts.quality !== profile.quality) return 'quality';
  return undefined;
}

function isNamed(language: string, languages: readonly string[]): boolean {
  return language !== 'und' && languages.includes(language);
}
