import { z } from 'zod';
import { type Contact, contactsIn } from './contacts.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({});

/** How often the whole source is searched for a contact that it does not have in the same form. */
const SEARCHES = 50;
/** A text with more contacts is a directory: the rest of them are not looked at. */
const MOST_CONTACTS = 2000;

/**
 * Rejects e-mail addresses, web addresses, telephone numbers and IP addresses that neither the source nor the document's title has: a model
 * invents them, and some belong to somebody. Score: the share of contacts that stand in the source; 1 without any.
 */
export const contact: Validator<z.output<typeof bounds>> = {
  name: 'contact',
  reasons: ['ungrounded.contact'],
  bounds,
  judge(candidate) {
    const found = contactsIn(candidate.text, MOST_CONTACTS);
    if (found.length === 0) return accept(1);
    const said = `${candidate.title}\n${candidate.source}`;
    const known = new Set(contactsIn(said).map(({ value }) => value));
    const source = searchable(said);
    let searches = 0;
    const stands = (item: Contact): boolean => {
      if (known.has(item.value)) return true;
      searches++;
      return (
        searches <= SEARCHES &&
        (item.kind === 'telephone number' ? source().digits : source().text).includes(item.value)
      );
    };
    const invented = found.filter((item) => !stands(item));
    const score = 1 - invented.length / found.length;
    const first = invented[0];
    if (first === undefined) return accept(score);
    return reject('ungrounded.contact', score, `${first.kind} ${quoted(first.text)} is not in the source`);
  },
};

/** The source as contacts are looked for in it: lower-cased, and its digits alone. Made when first needed. */
function searchable(source: string): () => { readonly text: string; readonly digits: string } {
  let made: { readonly text: string; readonly digits: string } | undefined;
  return () => (made ??= { text: source.toLowerCase(), digits: source.replace(/[^0-9]+/g, '') });
}
