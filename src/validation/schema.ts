import { z } from 'zod';
import type { ValidationStep } from '../vocabulary/strategy.ts';
import { nearest } from '../text/nearest.ts';
import { explainIssues } from '../text/yaml-issues.ts';
import { validatorNamed, validators } from './registry.ts';
import type { Validator } from './validator.ts';

const entrySchema = z.union([z.string(), z.record(z.string(), z.unknown())], {
  error: 'must be a validator’s name (finish), or a name with its bounds (length: {min_tokens: 50})',
});

/** A list of validators as it stands in a strategy file. */
export type ValidationList = z.input<typeof validationSchema>;

/**
 * A strategy's `validation` list as it stands in YAML: each entry is a validator's name, or one name with its bounds.
 * Parses to steps in the same order with every bound checked and defaulted. Unknown names and unknown bounds are
 * issues that name the nearest valid one; their paths point at the entry or the bound.
 */
export const validationSchema = z.array(entrySchema).transform((entries, context): ValidationStep[] => {
  const steps: ValidationStep[] = [];
  for (const [index, entry] of entries.entries()) {
    const names = typeof entry === 'string' ? [entry] : Object.keys(entry);
    const name = names[0];
    const refuse = (path: readonly PropertyKey[], message: string): void => {
      context.addIssue({ code: 'custom', path: [index, ...path], message, input: entry });
    };
    if (name === undefined || names.length > 1) {
      refuse([], `each entry names one validator, not ${names.length}: begin each with a dash of its own`);
      continue;
    }
    const validator = validatorNamed(name);
    if (validator === undefined) {
      refuse([], `no validator is called "${name}"${suggestion(name, Object.keys(validators))}`);
      continue;
    }
    // `- length:` with nothing behind it is null in YAML and means the defaults.
    const given = typeof entry === 'string' ? {} : (entry[name] ?? {});
    const bounds = validator.bounds.safeParse(given);
    if (bounds.success) steps.push({ validator: name, bounds: bounds.data });
    else {
      for (const issue of bounds.error.issues) {
        refuse([name, ...issue.path], issueMessage(issue, validator, given));
      }
    }
  }
  return steps;
});

function issueMessage(issue: z.core.$ZodIssue, { name, bounds }: Validator<unknown>, given: unknown): string {
  if (issue.code === 'custom' || issue.code === 'invalid_union') return issue.message;
  if (issue.code !== 'unrecognized_keys') {
    const [explained] = explainIssues([{ ...issue, path: [name, ...issue.path] }], bounds, { [name]: given });
    return explained?.message ?? issue.message;
  }
  const valid = boundNames(bounds);
  if (valid.length === 0) return `takes no bounds, but "${issue.keys.join('", "')}" is given`;
  return issue.keys.map((key) => `no bound is called "${key}"${suggestion(key, valid)}`).join('; ');
}

function boundNames(bounds: z.ZodType): string[] {
  if (bounds instanceof z.ZodObject) return Object.keys(bounds.shape);
  if (bounds instanceof z.ZodDiscriminatedUnion) {
    return [...new Set(bounds.options.flatMap((option) => (option instanceof z.ZodType ? boundNames(option) : [])))];
  }
  return [];
}

function suggestion(written: string, names: readonly string[]): string {
  const meant = nearest(written, names);
  return meant === undefined ? `; known are ${names.join(', ')}` : `; did you mean "${meant}"?`;
}
