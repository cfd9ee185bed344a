import { expect, it } from 'vitest';
import { parseEndpointUrl, pathBeside, pathOf } from '../../src/generation/endpoint-url.ts';

it('keeps credentials and query out of what is shown', () => {
  const url = parseEndpointUrl('https://user:pa%40ss@gpu-1:8443/v1/?api-version=2&key=secret');
  expect(url.shown).toBe('https://gpu-1:8443/v1');
  expect(url.authorization).toBe(`Basic ${Buffer.from('user:pa@ss').toString('base64')}`);
  expect(pathOf(url, '/models')).toBe('/v1/models?api-version=2&key=secret');
});

it('finds what stands beside the API', () => {
  expect(pathBeside(parseEndpointUrl('http://gpu-1:8000/v1'), '/metrics')).toBe('/metrics');
  expect(pathBeside(parseEndpointUrl('http://proxy/gpu-1/v1/'), '/metrics')).toBe('/gpu-1/metrics');
});

it.each(['gpu-1:8000/v1', 'ftp://gpu-1/v1', '', '/v1'])('refuses %j, with an example', (text) => {
  expect(() => parseEndpointUrl(text)).toThrow('such as http://gpu-1:8000/v1');
});
