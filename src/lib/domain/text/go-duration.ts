const UNIT_NS: ReadonlyMap<string, number> = new Map([
  ['ns', 1],
  ['us', 1e3],
  ['\u00b5s', 1e3],
  ['\u03bcs', 1e3],
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
  ['h', 3600e9],
]);

/** Go's duration is a signed number of nanoseconds with 64 bits. */
const MAX_NS = 2 ** 63;

/** What Go makes of a text: a duration, or the words with which it refuses it. */
export type GoDuration = {readonly nanoseconds: number} | {readonly problem: string};

/** As Go's `time` quotes: byte by byte. */
function quoted(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replace(/[^ -~]/gu, character => {
    const bytes = new TextEncoder().encode(character);
    return [...bytes].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  });
  return `"${escaped}"`;
}

/** What follows at an offset: a number, its fraction, and what stands behind it up to the next number. */
const PART = /(\d*)(?:\.(\d*))?([^.\d]*)/y;

function readPart(text: string, offset: number): {nanoseconds: number; end: number} | {unit?: string} {
  PART.lastIndex = offset;
  const [, whole = '', fraction = '', unit = ''] = PART.exec(text) ?? [];
  if (whole === '' && fraction === '') return {};
  const factor = UNIT_NS.get(unit);
  if (factor === undefined) return {unit};
  return {nanoseconds: Number(`${whole}.${fraction}0`) * factor, end: PART.lastIndex};
}

/**
 * A duration as Go reads it: `1h30m`, `-500ms`, `0`.
 * @see https://pkg.go.dev/time#ParseDuration
 */
export function readGoDuration(text: string): GoDuration {
  const invalid = {problem: `time: invalid duration ${quoted(text)}`};
  const unsigned = text.replace(/^[-+]/, '');
  if (unsigned === '0') return {nanoseconds: 0};
  if (unsigned === '') return invalid;
  let total = 0;
  for (let offset = 0; offset < unsigned.length;) {
    const part = readPart(unsigned, offset);
    if ('end' in part) {
      total += part.nanoseconds;
      offset = part.end;
      continue;
    }
    if (part.unit === undefined) return invalid;
    const what = part.unit === '' ? 'missing unit' : `unknown unit ${quoted(part.unit)}`;
    return {problem: `time: ${what} in duration ${quoted(text)}`};
  }
  if (total >= MAX_NS) return invalid;
  return {nanoseconds: Math.round(text.startsWith('-') ? -total : total)};
}

/** Nanoseconds of a duration as Go writes it, or undefined where the text is none. */
export function parseGoDuration(text: string): number | undefined {
  const duration = readGoDuration(text);
  return 'nanoseconds' in duration ? duration.nanoseconds : undefined;
}
