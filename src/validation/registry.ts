import { clean } from './clean.ts';
import { contact } from './contact.ts';
import { contaminated } from './contaminated.ts';
import { copy } from './copy.ts';
import { coverage } from './coverage.ts';
import { encoding } from './encoding.ts';
import { finish } from './finish.ts';
import { format } from './format.ts';
import { grounding } from './grounding.ts';
import { language } from './language.ts';
import { leak } from './leak.ts';
import { length } from './length.ts';
import { loop } from './loop.ts';
import { names } from './names.ts';
import { quotes } from './quotes.ts';
import { refusal } from './refusal.ts';
import { topic } from './topic.ts';
import { truncated } from './truncated.ts';
import type { Validator } from './validator.ts';

/** Every validator by its name. A new one is one file and one line here. */
export const validators: Readonly<Record<string, Validator<unknown>>> = {
  finish,
  clean,
  length,
  language,
  refusal,
  leak,
  topic,
  loop,
  copy,
  grounding,
  names,
  quotes,
  coverage,
  format,
  truncated,
  encoding,
  contact,
  contaminated,
};

/** The validator of this name, or undefined: also for names that every object has, such as `constructor`. */
export function validatorNamed(name: string): Validator<unknown> | undefined {
  return Object.hasOwn(validators, name) ? validators[name] : undefined;
}
