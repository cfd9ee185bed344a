/** What Python's `\s` means in a text, which is not quite what JavaScript's does. */
const SPACES = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
/** And Python's `\w`: letters, numbers and the underscore; combining marks are not among them. */
const WORD = '\\p{L}\\p{N}_';
const TOKEN = new RegExp(`[${WORD}]+|[^${WORD}${SPACES}]+`, 'gu');

/**
 * The tokens of DSIR (Xie et al., 2023), as NLTK's WordPunctTokenizer cuts them: `\w+|[^\w\s]+` over the text in lower
 * case, in the meaning that Python gives to the classes.
 */
export function wordPunctuationTokens(text: string): string[] {
  return text.toLowerCase().match(TOKEN) ?? [];
}
