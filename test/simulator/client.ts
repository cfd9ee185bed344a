import { afterEach } from 'vitest';
import { request } from 'undici';
import type { SimulatorOptions } from '../../src/simulator/options.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';

const open: Simulator[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});

/** Starts a simulator that is closed after the test. */
export async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await createSimulator(options);
  open.push(simulator);
  return simulator;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export async function get(simulator: Simulator, path: string, headers: Record<string, string> = {}): Promise<Answered> {
  const response = await request(`http://127.0.0.1:${simulator.port}${path}`, { headers });
  return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
}

export interface PostOptions {
  readonly requestId?: string;
  readonly signal?: AbortSignal;
  readonly headers?: Record<string, string>;
}

export async function post(
  simulator: Simulator,
  path: string,
  body: unknown,
  { requestId, signal, headers }: PostOptions = {},
): Promise<Answered> {
  const response = await request(`${simulator.url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
      ...headers,
    },
    ...(signal === undefined ? {} : { signal }),
  });
  return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
}

/** A chat request whose user turn holds a document. */
export function chat(user: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: 'simulator', messages: [{ role: 'user', content: user }], ...fields };
}

/** A user turn as the prompt files make them. */
export function turn(document: string): string {
  return `<document>\n${document}\n</document>\n\nRewrite the document above.`;
}

export const DOCUMENT = [
  'Tides',
  '',
  'The tide is the rise and fall of the sea that the moon and the sun cause. High water comes twice a day on most coasts.',
  'Sailors read tide tables before they leave a harbour. The tables were first printed for London in the thirteenth century.',
  'A spring tide comes when sun and moon pull in one line. A neap tide comes a week later, and it is the lowest of the month.',
].join('\n');
