/*
 * How much is looked at of a text that is far longer than any that a model rewrites in one answer (a request's context
 * ends at some 500,000 characters): so that the rules that are slowest for each character stay fast on megabytes.
 */

/** UTF-16 units that are searched for numbers in other forms, for the other forms of names, and for repeated n-grams. */
export const UNITS_LOOKED_AT = 1_000_000;
/** Words that are read as number words. */
export const WORDS_LOOKED_AT = 100_000;
/** Numerals, also different ones in other forms. */
export const NUMBERS_LOOKED_AT = 20_000;
