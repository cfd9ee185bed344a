import { gzipSync } from 'node:zlib';
import type { MeasuredRater } from './measured-rater.ts';

/** zlib's own default. */
const LEVEL = 6;

/** How far gzip shrinks a text: boilerplate and loops shrink a great deal, noise hardly. */
export const compression: MeasuredRater = {
  name: 'compression',
  summary: `gzip ratio: bytes of the text over its bytes after gzip -${LEVEL}; greater: more redundant`,
  source: 'data compression ratio of Yin et al. 2024 (arXiv 2407.06645); gzip as in Pandey 2024 (arXiv 2405.16684)',
  columns: {
    ratio: 'bytes / gzip_bytes: 1 for what does not shrink, less for a few words, since gzip adds 20 bytes of its own',
    bytes: 'bytes of the text in UTF-8',
    gzip_bytes: `its bytes as one gzip member at level ${LEVEL}, header and trailer counted`,
  },
  takesModel: false,
  open: async () => compressionOf,
};

function compressionOf({ text }: { readonly text: string }) {
  const bytes = Buffer.byteLength(text);
  const gzipBytes = gzipSync(text, { level: LEVEL }).length;
  return { ratio: Math.round((bytes / gzipBytes) * 1e4) / 1e4, bytes, gzip_bytes: gzipBytes };
}
