export { resolveOptions } from './config/resolve.ts';
export { prepareJob } from './run/job.ts';
export { run } from './run/run.ts';
export { selectForRun } from './select/select-for-run.ts';
export { verify } from './run/verify.ts';
export type { AcceptedRecord, RejectRecord } from './vocabulary/outcome.ts';
export { RewriteError } from './vocabulary/error.ts';
