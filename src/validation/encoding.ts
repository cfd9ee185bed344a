import { z } from 'zod';
import { accept, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({});

// Each class matches single characters or pairs: no run, so nothing to backtrack. UTF-8 read as Latin-1 or
// Windows-1252 begins with Ã, Â, â€ or ðŸ, and each Chinese character with one of ä to é (two of them in a row: `é²` is a
// footnote); «» are left out because Portuguese ends quoted capitals with Ã».
const DEFECTS: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: 'replacement character', pattern: /\uFFFD/ },
  {
    name: 'mojibake',
    pattern:
      /(?:[ä-é][\u0080-\u00AA\u00AC\u00AF-\u00BA\u00BC-\u00BF€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ][\u0080-\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ ]){2}|Ã[\u0080-\u00AA\u00AC-\u00BA\u00BC-\u00BF]|Â[\u00A0-\u00AA\u00AC-\u00BA]|â€[\u0080-\u00BF˜™šœžŸ“”¦]|â\u0080[\u0080-\u00BF]|ðŸ|ï»¿|ï¿½/,
  },
  { name: 'control character', pattern: /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u0084\u0086-\u009F]/ },
  { name: 'lone surrogate', pattern: /\p{Cs}/u },
];

/** A character of this kind is part of every defect; few texts have any. */
const SUSPICIOUS = /[\u0000-\u0008\u000B\u000E-\u001F\u007F-\u009FÂÃâä-éðï\uD800-\uDFFF\uFFFD]/;

/**
 * Rejects characters that tell of a broken encoding: U+FFFD, UTF-8 read as Latin-1 (`Ã©`), control characters other
 * than white space, lone surrogates. A kind of defect that the source has too is not the rewrite's. Score 1 or 0.
 */
export const encoding: Validator<z.output<typeof bounds>> = {
  name: 'encoding',
  reasons: ['encoding'],
  bounds,
  judge(candidate) {
    if (!SUSPICIOUS.test(candidate.text)) return accept(1);
    for (const { name, pattern } of DEFECTS) {
      const at = candidate.text.search(pattern);
      if (at >= 0 && !pattern.test(candidate.source)) {
        return reject('encoding', 0, `${name} at UTF-16 offset ${at}: U+${hexAt(candidate.text, at)}`);
      }
    }
    return accept(1);
  },
};

function hexAt(text: string, offset: number): string {
  return (text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
