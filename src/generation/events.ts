import type { FaultKind } from './faults.ts';
import type { ServerInfo } from './probe.ts';

/** What happens in generation that people and logs want to know. */
export type GenerationEvent =
  /** A server is still loading when the run starts. */
  | { readonly kind: 'loading'; readonly endpoint: string; readonly detail: string; readonly waitedMs: number }
  | { readonly kind: 'connected'; readonly server: ServerInfo }
  /** Others answer, so the run starts without it; it is taken in when it answers. */
  | { readonly kind: 'absent'; readonly endpoint: string; readonly detail: string }
  | {
      readonly kind: 'breaker';
      readonly endpoint: string;
      readonly state: 'closed' | 'open' | 'half-open';
      readonly detail: string;
    }
  /** No endpoint of a model is usable: its requests wait. */
  | { readonly kind: 'paused'; readonly model: string; readonly detail: string }
  | { readonly kind: 'resumed'; readonly model: string; readonly pausedMs: number }
  | {
      readonly kind: 'retry';
      readonly requestId: string;
      readonly endpoint: string;
      readonly fault: FaultKind;
      readonly detail: string;
      readonly attempt: number;
      readonly delayMs: number;
    }
  | { readonly kind: 'concurrency'; readonly limit: number; readonly before: number; readonly why: string };

export type OnEvent = (event: GenerationEvent) => void;
