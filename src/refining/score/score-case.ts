import { z } from 'zod';
import { explainIssues } from '../../text/yaml-issues.ts';
import type { SourceDocument } from '../../vocabulary/document.ts';
import { usageError } from '../../vocabulary/error.ts';

/** An edit of a document: as a ProX program, or as the text that it left, of which an empty one means: dropped. */
export type Edit =
  | { readonly kind: 'program'; readonly program: string }
  | { readonly kind: 'text'; readonly text: string };

/** A document, what was made of it, and what should have been. */
export interface ScoreCase {
  readonly id: string;
  readonly text: string;
  readonly predicted: Edit;
  readonly gold: Edit;
}

const columns = z.object({
  program: z.string().nullish(),
  edited: z.string().nullish(),
  gold_program: z.string().nullish(),
  gold: z.string().nullish(),
});

/**
 * The prediction in a row's columns: `program`, or `edited` (the text after the edit).
 * @param where the row, for messages
 * @throws RewriteError `usage` where there is none or both, or it is no string
 */
export function predictedEdit({ metadata }: SourceDocument, where: string): Edit {
  const { program, edited } = checked(metadata, where);
  return oneOf(program, edited, ['program', 'edited'], where);
}

/** The gold edit in a row's columns: `gold_program`, or `gold` (the text that should remain). Throws likewise. */
export function goldEdit({ metadata }: SourceDocument, where: string): Edit {
  const { gold_program: program, gold } = checked(metadata, where);
  return oneOf(program, gold, ['gold_program', 'gold'], where);
}

function checked(metadata: SourceDocument['metadata'], where: string): z.infer<typeof columns> {
  const { data, error } = columns.safeParse(metadata);
  if (data !== undefined) return data;
  throw usageError(`${where}: ${explainIssues(error.issues, columns, metadata)[0]?.message}`);
}

function oneOf(
  program: string | null | undefined,
  text: string | null | undefined,
  names: readonly [program: string, text: string],
  where: string,
): Edit {
  const [programName, textName] = names;
  if (typeof program === 'string' && typeof text === 'string') {
    throw usageError(`${where}: has \`${programName}\` and \`${textName}\`; give one of them`);
  }
  if (typeof program === 'string') return { kind: 'program', program };
  if (typeof text === 'string') return { kind: 'text', text };
  throw usageError(`${where}: has neither \`${programName}\` (a ProX program) nor \`${textName}\` (a text)`);
}
