import { usageError } from '../vocabulary/error.ts';
import { createBatchEngine, type DecodeObserver } from './batch-engine.ts';
import { createFlatEngine } from './flat-engine.ts';
import type { Engine } from './job.ts';
import type { SimulatorSettings } from './options.ts';
import type { EngineProfile } from './profile.ts';
import { PROFILES } from './profiles.ts';
import { BLOCK_TOKENS } from './prompt-blocks.ts';

/** vLLM's default `--max-num-seqs`: what the KV cache is taken to hold where the simulator has no slots. */
const DEFAULT_SEQUENCES = 256;

/** The profile that the settings ask for, with their slots and KV cache; undefined without one. */
export function profileOf(
  settings: Pick<SimulatorSettings, 'profile' | 'slots' | 'kvCacheTokens'>,
): EngineProfile | undefined {
  const { profile, slots, kvCacheTokens } = settings;
  if (profile === undefined) return undefined;
  const { engine } = PROFILES[profile];
  return { ...engine, slots: slots ?? engine.slots, kvTokens: kvCacheTokens ?? engine.kvTokens };
}

/** The engine of one simulated GPU: of its profile, or without one as fast as the plain flags say. */
export function createEngine(settings: SimulatorSettings, observe: DecodeObserver): Engine {
  const profile = profileOf(settings);
  if (profile !== undefined) return createBatchEngine(profile, observe);
  const { latencyMs, tokensPerSecond, slots, contextLength, kvCacheTokens } = settings;
  return createFlatEngine({
    latencyMs,
    tokenMs: tokensPerSecond === undefined ? 0 : 1000 / tokensPerSecond,
    slots: slots ?? Infinity,
    kvTokens: kvCacheTokens ?? (slots ?? DEFAULT_SEQUENCES) * contextLength,
  });
}

/** Refuses settings that do not go together, as a usage error with the flags to change. */
export function checkTogether(settings: SimulatorSettings): void {
  const profile = profileOf(settings);
  if (settings.outputTokens !== undefined && settings.answers !== 'fixed') {
    throw usageError('--output-tokens draws the lengths of fixed answers: add --answers fixed, or leave it out.');
  }
  for (const { replicas, kind } of settings.faultSchedule) {
    const missing = typeof replicas === 'string' ? undefined : replicas.find((number) => number >= settings.gpus);
    if (missing !== undefined) {
      throw usageError(
        `--fault-schedule: there is no replica ${missing} for kind=${kind}: --gpus ${settings.gpus} numbers them from 0 ` +
          `to ${settings.gpus - 1}.`,
      );
    }
  }
  if (profile === undefined) return;
  if (settings.latencyMs > 0 || settings.tokensPerSecond !== undefined) {
    throw usageError(
      '--profile decides how long answers take: leave out --latency-ms and --tokens-per-second, or the profile.',
    );
  }
  const room = Math.floor(profile.kvTokens / BLOCK_TOKENS) * BLOCK_TOKENS;
  if (room < settings.contextLength) {
    throw usageError(
      `A KV cache of ${room} tokens cannot hold one request of the context length, ${settings.contextLength} tokens: ` +
        `give --kv-cache-tokens more, or --context-length at most ${room}.`,
    );
  }
}
