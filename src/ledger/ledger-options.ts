import { z } from 'zod';

/** How the ledger is kept, as `rewrite.yaml` and the flags name it. Free to change when a run is resumed. */
export const ledgerOptionsSchema = z.object({
  ledger_dir: z.string().min(1).optional().meta({
    group: 'Output',
    placeholder: 'DIR',
    description: 'local disk for the ledger when --out is on a network file system (default: --out)',
  }),
  /**
   * SQLite's `synchronous` in WAL mode. Both survive the death of the process alike; `full` syncs the log with every
   * commit, `normal` before each checkpoint of the log only (https://sqlite.org/pragma.html#pragma_synchronous).
   */
  synchronous: z.enum(['full', 'normal']).default('full').meta({
    group: 'Output',
    placeholder: 'MODE',
    description:
      'a killed process loses at most one commit window (50 ms or 500 outcomes) either way; so does a power cut with full; with normal it may undo what was committed since the last checkpoint of the log, never the consistency',
  }),
});

/** What the loss of power may cost: see {@link ledgerOptionsSchema}. */
export type Synchronous = z.output<typeof ledgerOptionsSchema>['synchronous'];
