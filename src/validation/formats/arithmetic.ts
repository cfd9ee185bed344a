/** A calculation of a text whose result is not the one it gives. */
export interface WrongResult {
  /** As it stands, with the result given. */
  readonly equation: string;
  readonly result: number;
}

/** A calculation is read this far to either side of its equals sign, in UTF-16 units. */
const LONGEST_SIDE = 120;
const OPERATORS: readonly (readonly [written: RegExp, sign: string])[] = [
  [/\\(?:times|cdot|ast)\b|[×·∙⋅]|(?<=[\d)] ?)[xX](?= ?[\d($])/g, '*'],
  [/\\div\b|[÷∶]/g, '/'],
  [/[−–]/g, '-'],
  [/\\[dt]?frac\{(\d[\d.,]*)\}\{(\d[\d.,]*)\}/g, '($1/$2)'],
  [/\\left|\\right|\\[,;! ]|[$€£¥]|\*\*|\\[()[\]]|<<[^<>\n]{0,80}>>/g, ''],
  // Words for what is counted: `12 boxes * 5 forms`.
  [/(?<=\d%?) ?(?:\\text\{[^}]{0,30}\}|\p{L}{2,15})(?: \p{L}{2,15})?(?= ?[*/+=)-] ?[\d($-]| ?=)/gu, ''],
];
const LEFT = /(?:^|[^\p{L}\p{N}.,^_=])\s*((?:[\d(][\d.,()+*/^% -]*)?[\d)%])\s*$/u;
const RIGHT = /^\s*(-?[\d(][\d.,()+*/^% -]*)/;
const NUMBER = /\d[\d,]*(?:\.\d+)?|\.\d+/y;
/** A result without its fraction is right where the line says so. */
const ROUNDED = /remainder|left over|rest\b|round|about|approx|nearly|almost|≈/i;

/**
 * The calculations of a text, each `expression = number` on one line, whose numbers do not agree, in its order: sums,
 * differences, products, quotients, powers and brackets, with the signs of plain text and of LaTeX, currency signs and
 * words for what is counted aside. A result may be rounded to the places that it is given with. What cannot be read as a
 * calculation (letters for numbers, units in between) is passed over. Linear.
 */
export function wrongResults(lines: readonly string[]): WrongResult[] {
  return lines.flatMap((line) => {
    if (!line.includes('=')) return [];
    const plain = OPERATORS.reduce((text, [written, sign]) => text.replace(written, sign), line.slice(0, 20_000));
    const wrong: WrongResult[] = [];
    for (let at = plain.indexOf('='); at >= 0; at = plain.indexOf('=', at + 1)) {
      const left = LEFT.exec(plain.slice(Math.max(0, at - LONGEST_SIDE), at))?.[1]?.trim();
      const right = RIGHT.exec(plain.slice(at + 1, at + 1 + LONGEST_SIDE))?.[1]?.trim();
      if (left === undefined || right === undefined || !/[\d)%] *[+*/^-]/.test(left)) continue;
      const given = numberAt(right);
      const result = evaluate(left);
      if (given === undefined || result === undefined) continue;
      if (agrees(result, given, line) || isSame(result, evaluate(right.replace(/[.,]+$/, '')))) continue;
      wrong.push({ equation: `${left} = ${given.text}`, result });
    }
    return wrong;
  });
}

interface Given {
  readonly value: number;
  readonly text: string;
  readonly places: number;
}

function numberAt(text: string): Given | undefined {
  const written = /^-? ?(?:\d[\d,]*\d|\d)(?:\.\d+)?/.exec(text)?.[0];
  if (written === undefined) return undefined;
  const value = Number(written.replace(/[, ]/g, ''));
  return { value, text: written, places: written.split('.')[1]?.length ?? 0 };
}

function agrees(result: number, { value, places }: Given, line: string): boolean {
  // A percentage may stand for itself or for its hundredth part.
  return [result, 100 * result].some((one, index) => {
    if (index === 1 && !line.includes('%')) return false;
    if (isSame(one, value)) return true;
    if (places > 0) return Math.abs(one - value) <= 1.000001 * 10 ** -places;
    return Math.abs(one - value) < 1 && ROUNDED.test(line);
  });
}

function isSame(one: number, other: number | undefined): boolean {
  return other !== undefined && Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one), Math.abs(other));
}

/** The value of an expression of numbers, brackets and + - * / ^, or undefined for anything else. */
function evaluate(expression: string): number | undefined {
  let at = 0;
  const next = (): string => {
    while (expression[at] === ' ') at += 1;
    return expression[at] ?? '';
  };
  const atom = (depth: number): number => {
    const sign = next();
    if (depth > 20) return Number.NaN;
    if (sign === '-') {
      at += 1;
      return -power(depth + 1);
    }
    if (sign === '(') {
      at += 1;
      const inner = sum(depth + 1);
      if (next() !== ')') return Number.NaN;
      at += 1;
      return inner;
    }
    NUMBER.lastIndex = at;
    const written = NUMBER.exec(expression)?.[0];
    if (written === undefined) return Number.NaN;
    at += written.length;
    const value = Number(written.replaceAll(',', ''));
    if (expression[at] !== '%') return value;
    at += 1;
    return value / 100;
  };
  const power = (depth: number): number => {
    const base = atom(depth);
    if (next() !== '^') return base;
    at += 1;
    return base ** power(depth + 1);
  };
  const product = (depth: number): number => {
    let value = power(depth);
    for (let sign = next(); sign === '*' || sign === '/'; sign = next()) {
      at += 1;
      const other = power(depth);
      value = sign === '*' ? value * other : value / other;
    }
    return value;
  };
  const sum = (depth: number): number => {
    let value = product(depth);
    for (let sign = next(); sign === '+' || sign === '-'; sign = next()) {
      at += 1;
      const other = product(depth);
      value = sign === '+' ? value + other : value - other;
    }
    return value;
  };
  const value = sum(0);
  return next() === '' && Number.isFinite(value) ? value : undefined;
}
