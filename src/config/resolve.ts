import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { explainIssues } from '../text/yaml-issues.ts';
import { usageError } from '../vocabulary/error.ts';
import { type RunOptions, runOptionsSchema } from './run-options.ts';
import { readYamlFile } from './yaml-document.ts';

/** What the command line gave: values as flags spell them, keyed by option name. */
export type FlagValues = Readonly<Record<string, unknown>>;

const DEFAULT_FILE = 'rewrite.yaml';

/** The options of a run: flags before the configuration file before the defaults. */
export interface ResolvedOptions {
  readonly options: RunOptions;
  /** Names of the options that flags or the file set. */
  readonly given: ReadonlySet<string>;
  /** The configuration file that was read, absolute. */
  readonly file: string | undefined;
}

/**
 * Merges flags, the configuration file (`configFile`, else `rewrite.yaml` where there is one) and the defaults.
 * Throws a usage error that names the flag, or the file and line, with what is valid there.
 */
export async function resolveOptions(
  flags: FlagValues,
  configFile: string | undefined,
  cwd: string,
): Promise<ResolvedOptions> {
  const file = configFile === undefined ? defaultFile(cwd) : resolve(cwd, configFile);
  const fromFile = file === undefined ? {} : await readYamlFile(file, givenOptions());
  const fromFlags = parseFlags(givenOptions(), flags);
  const options = { ...runOptionsSchema.parse({}), ...fromFile, ...fromFlags };
  return { options, given: new Set([...Object.keys(fromFile), ...Object.keys(fromFlags)]), file };
}

/** The flag of an option: `budget_tokens` is `--budget-tokens`, `faults.resetRate` is `--reset-rate`. */
export function flagOf(option: string): string {
  const name = option.slice(option.lastIndexOf('.') + 1);
  return `--${name
    .replaceAll('_', '-')
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, '-')
    .toLowerCase()}`;
}

/**
 * Checks what flags gave against a schema; an option within another is keyed `outer.inner`. Throws a usage error that
 * names each flag that is wrong and what it takes.
 */
export function parseFlags<S extends z.ZodType>(schema: S, flags: FlagValues): z.output<S> {
  const given = nested(flags);
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = explainIssues(result.error.issues, schema, given).map(({ path, message }) => {
    const option = path.filter((key) => typeof key === 'string').join('.');
    const flag = flagOf(option);
    // A message begins with the option as the file would name it, `endpoint[0]`.
    const named = new RegExp(`^\`${option.replace('.', '\\.')}(?:\\[\\d+\\])?\``);
    return named.test(message) ? message.replace(named, flag) : `${flag}: ${message}`;
  });
  throw usageError(lines.join('\n'));
}

function nested(flags: FlagValues): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(flags)) {
    const [outer = name, inner] = name.split('.');
    if (inner === undefined) result[outer] = value;
    else result[outer] = { ...(result[outer] as Record<string, unknown> | undefined), [inner]: value };
  }
  return result;
}

function defaultFile(cwd: string): string | undefined {
  const path = resolve(cwd, DEFAULT_FILE);
  return existsSync(path) ? path : undefined;
}

/** The options' schema without its defaults: only what was given comes out. */
export function givenOptions() {
  const fields = Object.entries(runOptionsSchema.shape).map(([name, field]): [string, z.ZodOptional<z.ZodType>] => [
    name,
    (field instanceof z.ZodDefault ? field.unwrap() : field).optional(),
  ]);
  return z.strictObject(Object.fromEntries(fields));
}
