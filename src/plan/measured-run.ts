import { existsSync } from 'node:fs';
import { z } from 'zod';
import { type Manifest, readManifest } from '../run/manifest.ts';
import { readStatus } from '../run/status.ts';
import { usageError } from '../vocabulary/error.ts';

/** What was measured in a complete run of a served model. */
export interface MeasuredRun {
  /** As it was named. */
  readonly directory: string;
  readonly manifest: Manifest;
  /** Completion tokens a second of one GPU; undefined where no GPU's time was counted. */
  readonly tokensPerSecond: number | undefined;
  /** Requests that one GPU answered. */
  readonly requestsPerGpu: number;
}

/** What is read of `status.json`. */
const measuredSchema = z.looseObject({
  backend: z.string(),
  completion_tokens: z.number(),
  time: z.looseObject({ seconds: z.number(), gpu_seconds: z.number(), requests: z.number() }),
});

/** Reads what a run measured. Throws a usage error for a run that is not complete, and for one without a served model. */
export async function readMeasuredRun(directory: string): Promise<MeasuredRun> {
  const manifest = await readManifest(directory);
  if (manifest === undefined) {
    throw usageError(
      existsSync(directory)
        ? `--run ${directory} has no manifest.json: it is no run, or not complete: the command that began it finishes it`
        : `--run ${directory} is not there: name the folder of a complete run`,
    );
  }
  const status = measuredSchema.safeParse(await readStatus(directory));
  if (!status.success) {
    throw usageError(`--run ${directory}: its status.json is damaged, or another version wrote it: name another run`);
  }
  const { backend, completion_tokens: tokens, time } = status.data;
  if (backend === 'extractive' || tokens === 0) {
    throw usageError(
      `--run ${directory} has no text of a model, built-in rules wrote it: name a run with a served model, or leave out --run`,
    );
  }
  const isTimed = time.gpu_seconds > 0;
  return {
    directory,
    manifest,
    tokensPerSecond: isTimed ? tokens / time.gpu_seconds : undefined,
    requestsPerGpu: isTimed ? (time.requests * time.seconds) / time.gpu_seconds : 0,
  };
}
