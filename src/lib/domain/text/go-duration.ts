const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  '\u00b5s': 1e3,
  '\u03bcs': 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
/** Go takes the micro sign and the Greek letter, and numbers with nothing on one side of the point. */
const PART = /(\d+\.?\d*|\.\d+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/gy;

/** Nanoseconds of a duration as Go writes it (`1h30m`, `500ms`, `0`), or undefined where the text is none. */
export function parseGoDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const parts = [...text.matchAll(PART)];
  // Sticky: the parts are neighbours from the start on, and all of the text where their lengths add up to it.
  const matched = parts.reduce((length, [part]) => length + part.length, 0);
  if (parts.length === 0 || matched !== text.length) return undefined;
  return Math.round(parts.reduce((total, [, amount, unit]) => total + Number(amount) * UNIT_NS[unit!]!, 0));
}
