/** lm-evaluation-harness, by the newest version whose files we have read. */
export const HARNESS = { name: 'lm-evaluation-harness', pip: 'lm_eval', version: '0.4.13' } as const;
