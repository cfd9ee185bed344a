import { z } from 'zod';
import { accept, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({});

/**
 * Rejects a text that its model did not end by itself: any finish reason other than `stop` (Nemotron-CC drops
 * truncated outputs). Score 1 or 0; 1 also when the finish reason is unknown.
 */
export const finish: Validator<z.output<typeof bounds>> = {
  name: 'finish',
  reasons: ['finish.length', 'finish.repetition', 'finish.content_filter', 'finish.*'],
  bounds,
  judge({ finishReason }) {
    if (finishReason === undefined || finishReason === 'stop') return accept(1);
    return reject(
      `finish.${reasonName(finishReason)}`,
      0,
      `the server ended the text with "${reasonName(finishReason)}"`,
    );
  },
};

/** A server's word made fit for a dotted name. */
function reasonName(finishReason: string): string {
  const name = finishReason
    .slice(0, 40)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return name === '' ? 'unknown' : name;
}
