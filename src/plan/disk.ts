import type { TokenPlan } from './plan.ts';

/**
 * Bytes of a token on disk as JSON lines: compressed as a run and a blend write them by default, and plain as a blend sorts
 * them. Measured on the seed documents, what built-in rules and a simulated server make of them, and a blend of both: 1.7 to
 * 2.0, and 5.1 to 6.7.
 */
const BYTES = { compressed: 2, plain: 6 } as const;

/** Bytes that rewriting and blending take on disk. */
export interface DiskPlan {
  /** Records of the rewrites. */
  readonly rewrites: number;
  readonly blend: number;
  /** Beside that while the blend is made. */
  readonly scratch: number;
}

/** What a plan takes on disk, to an order of magnitude. */
export function planDisk({ synthetic, target }: Pick<TokenPlan, 'synthetic' | 'target'>): DiskPlan {
  return {
    rewrites: synthetic * BYTES.compressed,
    blend: target * BYTES.compressed,
    scratch: target * BYTES.plain,
  };
}
