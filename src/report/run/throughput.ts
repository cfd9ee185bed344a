import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** How far a run was after so many seconds. */
interface Point {
  readonly seconds: number;
  readonly completion_tokens: number;
}

/** Billed completion tokens a second, in slices of equal length from the begin of a run to its end. */
export interface Throughput {
  readonly seconds: number;
  readonly rates: readonly number[];
}

const SLICES = 60;

const totalsSchema = z.object({ seconds: z.number(), completion_tokens: z.number() });
const TOTALS = /"kind":"run\.(?:totals|complete|interrupted)"/;

/**
 * Throughput by the totals in a run's event log; undefined where there are fewer than three. What a killed process had
 * said beyond what the next one found settled is left out. Lines that are torn are passed over.
 */
export async function readThroughput(directory: string, signal: AbortSignal): Promise<Throughput | undefined> {
  const points: Point[] = [];
  for (const name of ['events.old.jsonl', 'events.jsonl']) {
    const path = join(directory, name);
    if (!existsSync(path)) continue;
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      signal.throwIfAborted();
      const point = TOTALS.test(line) ? pointOf(line) : undefined;
      if (point === undefined) continue;
      while (isBack(points.at(-1), point)) points.pop();
      points.push(point);
    }
  }
  return points.length < 3 ? undefined : throughputOf(points);
}

function pointOf(line: string): Point | undefined {
  try {
    return totalsSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function isBack(last: Point | undefined, next: Point): boolean {
  return last !== undefined && (next.seconds <= last.seconds || next.completion_tokens < last.completion_tokens);
}

/** The rates of slices, as if each two neighbouring points had an even rate between them. */
function throughputOf(points: readonly Point[]): Throughput {
  const seconds = points.at(-1)?.seconds ?? 0;
  const slice = seconds / SLICES;
  const tokens = Array.from({ length: SLICES + 1 }, (_, at) => tokensAt(points, at * slice));
  return { seconds, rates: tokens.slice(1).map((value, at) => (value - (tokens[at] ?? 0)) / slice) };
}

function tokensAt(points: readonly Point[], seconds: number): number {
  let before: Point = { seconds: 0, completion_tokens: 0 };
  for (const point of points) {
    if (point.seconds >= seconds) {
      const part = point.seconds === before.seconds ? 1 : (seconds - before.seconds) / (point.seconds - before.seconds);
      return before.completion_tokens + part * (point.completion_tokens - before.completion_tokens);
    }
    before = point;
  }
  return before.completion_tokens;
}
