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

/** Nanoseconds of a duration as Go writes it (`1h30m`, `500ms`, `-1s`, `0`), or undefined where the text is none. */
export function parseGoDuration(text: string): number | undefined {
  const unsigned = text.replace(/^[-+]/, '');
  if (unsigned === '0') return 0;
  const parts = [...unsigned.matchAll(PART)];
  // Sticky: the parts are neighbours from the start on, and all of the text where their lengths add up to it.
  const matched = parts.reduce((length, [part]) => length + part.length, 0);
  if (parts.length === 0 || matched !== unsigned.length) return undefined;
  const total = Math.round(
    parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNIT_NS[unit!]!, 0),
  );
  return text.startsWith('-') ? 0 - total : total;
}

/** Fractions of a second in the largest unit that keeps them whole. */
function formatFraction(nanoseconds: number): string {
  if (nanoseconds % 1e6 === 0) return `${nanoseconds / 1e6}ms`;
  return nanoseconds % 1e3 === 0 ? `${nanoseconds / 1e3}us` : `${nanoseconds}ns`;
}

/** A whole number of nanoseconds as short as Go reads it: `20s`, `1h30m`, `1s500ms`. */
export function formatGoDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  const total = Math.abs(nanoseconds);
  const seconds = Math.floor(total / 1e9);
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const whole = parts.map(([amount, unit]) => (amount === 0 ? '' : `${amount}${unit}`)).join('');
  const rest = total % 1e9;
  return `${nanoseconds < 0 ? '-' : ''}${whole}${rest === 0 ? '' : formatFraction(rest)}`;
}
