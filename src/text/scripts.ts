import { codeUnits } from './code-units.ts';

/** Writing systems, as far as they help to tell a language. */
export type Script = 'Latin' | 'Cyrillic' | 'Arabic' | 'Devanagari' | 'Han' | 'Kana' | keyof typeof ONE_LANGUAGE;

const ONE_LANGUAGE = {
  Greek: 'el',
  Hebrew: 'he',
  Bengali: 'bn',
  Tamil: 'ta',
  Telugu: 'te',
  Kannada: 'kn',
  Malayalam: 'ml',
  Gujarati: 'gu',
  Gurmukhi: 'pa',
  Oriya: 'or',
  Sinhala: 'si',
  Thai: 'th',
  Lao: 'lo',
  Khmer: 'km',
  Myanmar: 'my',
  Georgian: 'ka',
  Armenian: 'hy',
  Ethiopic: 'am',
  Hangul: 'ko',
} as const;

/** The language of each script that, for all that matters here, writes one. */
export const LANGUAGE_OF_SCRIPT: Readonly<Partial<Record<Script, string>>> = ONE_LANGUAGE;

/** Blocks of the basic plane, first and last code; letters outside them count for no script. */
const BLOCKS: readonly (readonly [first: number, last: number, script: Script])[] = [
  [0x41, 0x5a, 'Latin'],
  [0x61, 0x7a, 'Latin'],
  [0xc0, 0x24f, 'Latin'],
  [0x370, 0x3ff, 'Greek'],
  [0x400, 0x52f, 'Cyrillic'],
  [0x531, 0x58f, 'Armenian'],
  [0x5d0, 0x5f4, 'Hebrew'],
  [0x620, 0x6ff, 'Arabic'],
  [0x750, 0x77f, 'Arabic'],
  [0x900, 0x97f, 'Devanagari'],
  [0x980, 0x9ff, 'Bengali'],
  [0xa00, 0xa7f, 'Gurmukhi'],
  [0xa80, 0xaff, 'Gujarati'],
  [0xb00, 0xb7f, 'Oriya'],
  [0xb80, 0xbff, 'Tamil'],
  [0xc00, 0xc7f, 'Telugu'],
  [0xc80, 0xcff, 'Kannada'],
  [0xd00, 0xd7f, 'Malayalam'],
  [0xd80, 0xdff, 'Sinhala'],
  [0xe00, 0xe7f, 'Thai'],
  [0xe80, 0xeff, 'Lao'],
  [0x1000, 0x109f, 'Myanmar'],
  [0x10a0, 0x10ff, 'Georgian'],
  [0x1100, 0x11ff, 'Hangul'],
  [0x1200, 0x139f, 'Ethiopic'],
  [0x1780, 0x17ff, 'Khmer'],
  [0x1e00, 0x1eff, 'Latin'],
  [0x1f00, 0x1fff, 'Greek'],
  [0x3040, 0x30ff, 'Kana'],
  [0x3400, 0x9fff, 'Han'],
  [0xac00, 0xd7af, 'Hangul'],
  [0xf900, 0xfaff, 'Han'],
  [0xfb50, 0xfdff, 'Arabic'],
  [0xfe70, 0xfeff, 'Arabic'],
];

/** A character of these scripts says as much as this many letters of an alphabet. */
const DENSITY: Partial<Record<Script, number>> = { Han: 3, Kana: 2, Hangul: 2 };

const names = [...new Set(BLOCKS.map(([, , script]) => script))];
const densities = names.map((script) => DENSITY[script] ?? 1);
const table = new Uint8Array(0x10000);
for (const [first, last, script] of BLOCKS) table.fill(names.indexOf(script) + 1, first, last + 1);
const HAN = names.indexOf('Han') + 1;
const KANA = names.indexOf('Kana') + 1;
/** Characters by script; 0 is for those of none. */
const counts = new Int32Array(names.length + 1);

/** What a text is written in. */
export interface MainScript {
  /** The script that says most: one Han character as much as three letters, Kana and Hangul as two. */
  readonly script: Script;
  /** Its part in what all scripts of the text say, from 0 to 1. */
  readonly share: number;
  /** The share of Kana among Kana and Han; 0 where there is neither. */
  readonly kana: number;
}

/** The script that says most in a text; undefined without letters. */
export function mainScript(text: string): MainScript | undefined {
  const { length } = text;
  const units = codeUnits(text);
  counts.fill(0);
  for (let offset = 0; offset < length; offset++) {
    const index = table[units[offset] ?? 0] ?? 0;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  let main = -1;
  let most = 0;
  let all = 0;
  for (let index = 0; index < names.length; index++) {
    const weight = (counts[index + 1] ?? 0) * (densities[index] ?? 1);
    all += weight;
    if (weight > most) {
      main = index;
      most = weight;
    }
  }
  const script = names[main];
  if (script === undefined) return undefined;
  const kana = counts[KANA] ?? 0;
  return { script, share: most / all, kana: kana / Math.max(1, kana + (counts[HAN] ?? 0)) };
}
