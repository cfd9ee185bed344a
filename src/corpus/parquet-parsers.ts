import { isUtf8 } from 'node:buffer';

import type { ParquetParsers } from 'hyparquet';

const DAY_MS = 86_400_000;

/** The largest distance from 1970 that a Date holds, in milliseconds (ECMAScript, "Time Values and Time Range"). */
const MAX_DATE_MS = 8_640_000_000_000_000n;

/** How the values of a text column are decoded: a time stays a Date, which is no text. */
export const TEXT_PARSERS: Partial<ParquetParsers> = {
  stringFromBytes: (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : text(bytes)),
  jsonFromBytes: (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : json(bytes)),
};

/**
 * How values of Parquet are decoded: times to ISO 8601 with all their digits, bytes that should be UTF-8 and are not
 * left as bytes, so geometry, broken JSON left as a string. No parser throws: one bad value must not cost its row group.
 */
export const PARQUET_PARSERS: Partial<ParquetParsers> = {
  ...TEXT_PARSERS,
  timestampFromMilliseconds: (millis: bigint | undefined) => isoTime(millis, 1n, 0),
  timestampFromMicroseconds: (micros: bigint | undefined) => isoTime(micros, 1_000n, 3),
  timestampFromNanoseconds: (nanos: bigint | undefined) => isoTime(nanos, 1_000_000n, 6),
  dateFromDays: (days: number | undefined) => (days === undefined ? undefined : isoDate(days)),
  geometryFromBytes: (bytes: Uint8Array | undefined) => bytes,
  geographyFromBytes: (bytes: Uint8Array | undefined) => bytes,
};

/** ISO 8601 in UTC, to the millisecond or as precise as needed; the bare number where the year has over six digits. */
function isoTime(value: bigint | undefined, unitsPerMilli: bigint, digits: number): string | undefined {
  if (value === undefined) return undefined;
  const rest = ((value % unitsPerMilli) + unitsPerMilli) % unitsPerMilli;
  const millis = (value - rest) / unitsPerMilli;
  if (millis < -MAX_DATE_MS || millis > MAX_DATE_MS) return String(value);
  const iso = new Date(Number(millis)).toISOString();
  return rest === 0n ? iso : `${iso.slice(0, -1)}${String(rest).padStart(digits, '0').replace(/0+$/, '')}Z`;
}

function isoDate(days: number): string {
  const date = new Date(days * DAY_MS);
  return Number.isNaN(date.getTime()) ? String(days) : date.toISOString().slice(0, -'T00:00:00.000Z'.length);
}

function text(bytes: Uint8Array): string | Uint8Array {
  return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : bytes;
}

function json(bytes: Uint8Array): unknown {
  const raw = text(bytes);
  if (typeof raw !== 'string') return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}
