import { packBestFit } from './best-fit.ts';
import type { PackingShape } from './packing-shape.ts';
import { type PackingTally, WINDOW_ENTRIES } from './sequences.ts';

/** How documents would be packed, by their lengths alone. */
export interface PackingForecast {
  readonly tally: PackingTally;
  /** Whether some are cut between lines, where lengths do not tell: it then takes more sequences than the tally has. */
  readonly cutsBetweenLines: boolean;
  /** Adds a document of a phase; tokens without boundary tokens. */
  add(phase: number, tokens: number): void;
  /** Packs what is left. */
  end(): void;
}

/**
 * A forecast before the order is known: it packs by the same algorithm, in windows of as many documents, as they are read.
 * A document that would be cut counts as full sequences and a rest, as token ids are.
 */
export function forecastPacking({ contextLength, boundaryTokens, output }: PackingShape): PackingForecast {
  const tally: PackingTally = { sequences: 0, tokens: 0, pieces: 0 };
  const windows: number[][] = [];
  let cutsBetweenLines = false;
  const pack = (window: number[]): void => {
    tally.sequences += packBestFit(window, contextLength).length;
    tally.tokens += window.reduce((sum, length) => sum + length, 0);
    tally.pieces += window.length;
    window.length = 0;
  };
  return {
    tally,
    get cutsBetweenLines() {
      return cutsBetweenLines;
    },
    add(phase, tokens) {
      if (output === 'text' && tokens + boundaryTokens > contextLength) cutsBetweenLines = true;
      const window = (windows[phase] ??= []);
      for (let left = tokens + boundaryTokens; left > 0; left -= contextLength) {
        window.push(Math.min(left, contextLength));
        if (window.length === WINDOW_ENTRIES) pack(window);
      }
    },
    end() {
      for (const window of windows) if (window !== undefined) pack(window);
    },
  };
}
