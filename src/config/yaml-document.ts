import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { type LocatedYaml, parseLocatedYaml } from '../text/checked-yaml.ts';
import { usageError } from '../vocabulary/error.ts';

/**
 * Reads a YAML file and checks it against a schema, as `parseYaml` does.
 *
 * @throws RewriteError `usage` when the file cannot be read, is no YAML, or does not fit the schema
 */
export async function readYamlFile<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  return (await readLocatedYamlFile(path, schema)).value;
}

/** As `readYamlFile`, for checks that come later and want to name a line. */
export async function readLocatedYamlFile<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<LocatedYaml<z.output<S>>> {
  const source = await readFile(path, 'utf8').catch((error: unknown) => {
    throw usageError(`${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
  });
  return parseLocatedYaml(source.replace(/^\uFEFF/, ''), path, schema);
}
