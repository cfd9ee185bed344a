/** A JSON value, as it stands in records and metadata. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object, as it stands in records and metadata. */
export type JsonObject = { readonly [key: string]: Json };
