import { hash64 } from '../text/hash.ts';
import { usageError } from '../vocabulary/error.ts';

/** The base URL of an OpenAI-compatible API, taken apart. */
export interface EndpointUrl {
  /** `http://host:port`. */
  readonly origin: string;
  /** `/v1`: the path without a slash at its end. */
  readonly path: string;
  /** The query with its question mark, or empty; sent with every request. */
  readonly search: string;
  /** For people and files: no credentials, no query (which may hold a key). */
  readonly shown: string;
  /** `Authorization` made of the credentials in the URL, where it has any. */
  readonly authorization: string | undefined;
  /** 32 bits that stand for it in rendezvous hashing. */
  readonly hash: number;
}

/**
 * Takes a base URL apart.
 *
 * @throws RewriteError (`usage`) when it is no http or https URL.
 */
export function parseEndpointUrl(text: string): EndpointUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw usageError(`The endpoint ${JSON.stringify(text)} is no URL: give a base URL such as http://gpu-1:8000/v1.`);
  }
  const path = url.pathname.replace(/\/+$/, '');
  const shown = url.origin + path;
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    origin: url.origin,
    path,
    search: url.search,
    shown,
    authorization: credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`,
    hash: Number(hash64(shown) & 0xffff_ffffn),
  };
}

/** Path and query of one of the API's operations, such as `/models`. */
export function pathOf(url: EndpointUrl, operation: string): string {
  return url.path + operation + url.search;
}

/** The path of something beside the API, such as `/metrics` or `/version`: its base without the `/v1`. */
export function pathBeside(url: EndpointUrl, name: string): string {
  return url.path.replace(/\/v1$/, '') + name;
}
