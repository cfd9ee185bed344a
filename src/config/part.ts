import { z } from 'zod';

/** Part I of N, written `I/N`, I from 0: `0/4` … `3/4`. */
export const partSchema = z.string().transform((text, context) => {
  const match = /^(\d+)\/(\d+)$/.exec(text.trim());
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && of >= 1 && index < of) return { index, of };
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(text)} is no part: write I/N with I from 0 to N - 1, such as 0/4`,
  });
  return z.NEVER;
});
