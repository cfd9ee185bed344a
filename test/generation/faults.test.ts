import { describe, expect, it } from 'vitest';
import { ENDPOINT_REASONS, FAULTS, faultOfErrorCode, faultOfStatus } from '../../src/generation/faults.ts';

describe('faults', () => {
  it.each([
    [400, 'rejected'],
    [401, 'auth'],
    [403, 'auth'],
    [404, 'not_found'],
    [307, 'not_found'],
    [408, 'timeout'],
    [409, 'rate_limited'],
    [413, 'context_length'],
    [418, 'rejected'],
    [422, 'rejected'],
    [425, 'rate_limited'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [502, 'server_error'],
    [503, 'unavailable'],
    [504, 'timeout'],
    [599, 'server_error'],
    [204, 'bad_answer'],
  ])('status %i is %s', (status, kind) => expect(faultOfStatus(status)).toBe(kind));

  it.each([
    ['ECONNREFUSED', 'refused'],
    ['UND_ERR_CONNECT_TIMEOUT', 'refused'],
    ['ECONNRESET', 'connection'],
    ['UND_ERR_SOCKET', 'connection'],
    ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'too_large'],
    ['whatever', 'connection'],
  ])('error code %s is %s', (code, kind) => expect(faultOfErrorCode(code)).toBe(kind));

  it.each([408, 409, 425, 429, 500, 502, 503, 504])('status %i may be sent again', (status) =>
    expect(FAULTS[faultOfStatus(status)].retryable).toBe(true),
  );

  it('blames the document for its length alone', () => {
    const blamed = Object.entries(FAULTS).filter(([, rule]) => rule.ofDocument);
    expect(blamed.map(([kind]) => kind)).toEqual(['context_length']);
  });

  it('explains every reason', () => {
    expect(Object.keys(ENDPOINT_REASONS)).toEqual(Object.keys(FAULTS).map((kind) => `endpoint.${kind}`));
    for (const meaning of Object.values(ENDPOINT_REASONS)) expect(meaning).toMatch(/\.$/);
  });
});
