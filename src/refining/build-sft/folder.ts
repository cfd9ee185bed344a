import { join } from 'node:path';

/** What stands where in the folder that `--out` names. */
export interface SftFolder {
  readonly out: string;
  /** The run that rates documents. */
  readonly scores: string;
  /** The windows of the documents that are kept, one a line: the input of the second run. */
  readonly windows: string;
  /** The run that asks for programs. */
  readonly programs: string;
  /** The examples, and the report on them. */
  readonly sft: string;
  readonly report: string;
  /** Scratch; there while examples are made. */
  readonly desk: string;
}

/** The paths in the folder `out`. */
export function sftFolder(out: string): SftFolder {
  const sft = join(out, 'sft');
  return {
    out,
    scores: join(out, 'scores'),
    windows: join(out, 'windows.jsonl'),
    programs: join(out, 'programs'),
    sft,
    report: join(sft, 'report.json'),
    desk: join(out, 'desk.sqlite'),
  };
}
