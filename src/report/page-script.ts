import { createHash } from 'node:crypto';

/** A script of ours that a page may run. Without it the page says the same. */
export interface PageScript {
  /** JavaScript, for the end of the body. */
  readonly code: string;
  /** Rules of what it works on. */
  readonly style: string;
}

/** The sources that a page's policy must allow for these scripts to run, and no others. */
export function scriptSources(scripts: readonly PageScript[]): string {
  const hashes = scripts.map(({ code }) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
  return hashes.length === 0 ? "'none'" : hashes.join(' ');
}
