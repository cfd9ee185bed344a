import { Piscina } from 'piscina';

import { type EncodedRowGroup, encodeRowGroup, type RowGroupRequest } from './row-group.ts';

/** Encodes row groups, away from the main thread where it can. */
export interface RowGroupPool {
  encode(request: RowGroupRequest): Promise<EncodedRowGroup>;
  /** Ends the worker; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Makes a pool of one worker thread. Worker threads load JavaScript only, so that when the sources run as TypeScript
 * the same function runs on the main thread.
 */
export function createRowGroupPool(): RowGroupPool {
  if (import.meta.url.endsWith('.ts')) {
    return { encode: async (request) => encodeRowGroup(request), close: async () => {} };
  }
  const pool = new Piscina<RowGroupRequest, EncodedRowGroup>({
    filename: new URL('./row-group.js', import.meta.url).href,
    name: encodeRowGroup.name,
    minThreads: 1,
    maxThreads: 1,
  });
  return { encode: (request) => pool.run(request), close: () => pool.destroy() };
}
