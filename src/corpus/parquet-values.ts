import type { LogicalType, SchemaElement, SchemaTree } from 'hyparquet';

type Convert = (value: unknown) => unknown;

/** Digits behind the point that are written out; only a damaged file has more. */
const MAX_SCALE = 1_000;

/** Digits of a second's fraction that are always written. */
const MICRO_DIGITS = 6;

/**
 * The schema without the annotations that hyparquet rounds (DECIMAL), passes over (TIME) or refuses (BSON, INTERVAL):
 * it then gives values as they are stored, for `converterOf`. A column called `except` keeps its own: what hyparquet
 * makes of it is at least no string that could pass for a text.
 */
export function storedSchema(schema: readonly SchemaElement[], except: string): SchemaElement[] {
  return schema.map((element) => {
    const { converted_type, logical_type: _, ...stored } = element;
    const refused = converted_type === 'BSON' || converted_type === 'INTERVAL';
    return element.name !== except && (refused || leafConverter(element) !== undefined) ? stored : element;
  });
}

/**
 * What makes of a column's values, as `storedSchema` has them read, what the schema says: decimals as strings with
 * their exact digits, times of day as ISO 8601, also inside lists, maps and structs. Undefined where they are right
 * as they are. `node` is of the schema as it stands in the file.
 */
export function converterOf(node: SchemaTree): Convert | undefined {
  const convert = node.children.length === 0 ? leafConverter(node.element) : groupConverter(node);
  return convert && throughLists(convert);
}

function throughLists(convert: Convert): Convert {
  const deep: Convert = (value) => {
    if (value === null || value === undefined) return null;
    return Array.isArray(value) ? value.map(deep) : convert(value);
  };
  return deep;
}

/** Lists are arrays of their elements already; the entries of a map have one type, the members of a struct their own. */
function groupConverter({ element, children }: SchemaTree): Convert | undefined {
  const [only] = children;
  if (only !== undefined && children.length === 1 && only.element.repetition_type === 'REPEATED') {
    const [inner] = only.children;
    if (element.converted_type === 'LIST' && only.children.length <= 1) return converterOf(inner ?? only);
    const value = only.children.find((child) => child.element.name === 'value');
    if (element.converted_type === 'MAP' && value !== undefined) {
      const convert = converterOf(value);
      return convert && throughMembers(() => convert);
    }
  }
  const members = new Map(children.map((child) => [child.element.name, converterOf(child)]));
  const convertible = [...members.values()].some((convert) => convert !== undefined);
  return convertible ? throughMembers((name) => members.get(name)) : undefined;
}

function throughMembers(converterFor: (name: string) => Convert | undefined): Convert {
  return (value) => {
    if (typeof value !== 'object' || value === null) return value;
    const convert = ([name, member]: [string, unknown]) => [name, (converterFor(name) ?? same)(member)];
    return Object.fromEntries(Object.entries(value).map(convert));
  };
}

const same: Convert = (value) => value;

function leafConverter({ converted_type, logical_type, scale }: SchemaElement): Convert | undefined {
  if (logical_type?.type === 'DECIMAL') return (value) => decimal(value, logical_type.scale);
  if (converted_type === 'DECIMAL') return (value) => decimal(value, scale ?? 0);
  const digits = timeDigits(logical_type, converted_type);
  return digits === undefined ? undefined : (value) => timeOfDay(value, digits);
}

/** Digits of the fraction of a second that a time of day is stored with. */
function timeDigits(logical: LogicalType | undefined, converted: SchemaElement['converted_type']): number | undefined {
  if (logical?.type === 'TIME') return { MILLIS: 3, MICROS: 6, NANOS: 9 }[logical.unit];
  if (converted === 'TIME_MILLIS') return 3;
  return converted === 'TIME_MICROS' ? 6 : undefined;
}

/** A decimal that is stored as a whole number or as the big-endian bytes of one. */
function decimal(stored: unknown, scale: number): unknown {
  const unscaled = stored instanceof Uint8Array ? signed(stored) : stored;
  if (typeof unscaled !== 'bigint' && typeof unscaled !== 'number') return stored;
  if (scale < 1 || scale > MAX_SCALE) return scale === 0 ? String(unscaled) : `${unscaled}e${-scale}`;
  const digits = String(unscaled < 0 ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${unscaled < 0 ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function signed(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
}

/** `HH:MM:SS.ffffff`, with nine digits where it needs them; the bare number where it is no time of one day. */
function timeOfDay(stored: unknown, digits: number): unknown {
  if (typeof stored !== 'bigint' && typeof stored !== 'number') return stored;
  const [perSecond, value] = [10n ** BigInt(digits), BigInt(stored)];
  if (value < 0n || value >= 86_400n * perSecond) return String(stored);
  const seconds = Number(value / perSecond);
  const clock = [seconds / 3_600, (seconds / 60) % 60, seconds % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  const fraction = String(value % perSecond)
    .padStart(digits, '0')
    .padEnd(MICRO_DIGITS, '0');
  return `${clock.join(':')}.${fraction.endsWith('000') ? fraction.slice(0, MICRO_DIGITS) : fraction}`;
}
