/** Go's types of whole numbers that settings of etcd have. */
export type GoInteger = 'int' | 'int64' | 'uint' | 'uint32' | 'uint64';

/** What Go makes of a text, or why it makes nothing of it. */
export type GoNumber = {readonly value: bigint} | {readonly problem: 'syntax' | 'range'};

/** In Go, a 0 in front means octal, and an underscore may stand between digits. */
const LITERAL = /^(?:0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])*|[1-9](?:_?\d)*)$/;

/** More digits than any of the types has; BigInt would take its time over a megabyte of them. */
const MAX_LENGTH = 100;

const BOUNDS: Readonly<Record<GoInteger, readonly [bigint, bigint]>> = {
  int: [-(2n ** 63n), 2n ** 63n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint: [0n, 2n ** 64n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

export function fitsGoInteger(value: bigint, type: GoInteger): boolean {
  const [min, max] = BOUNDS[type];
  return value >= min && value <= max;
}

/**
 * A whole number as Go's parser of flags reads it: `10`, `0x10`, `1_000`; a sign only where the type has one.
 * @see https://pkg.go.dev/strconv#ParseInt with base 0
 */
export function readGoInteger(text: string, type: GoInteger): GoNumber {
  const isSigned = type === 'int' || type === 'int64';
  const digits = isSigned ? text.replace(/^[-+]/, '') : text;
  if (!LITERAL.test(digits) || /^0[oO]$/.test(digits)) return {problem: 'syntax'};
  if (digits.length > MAX_LENGTH) return {problem: 'range'};
  const plain = digits.replaceAll('_', '').replace(/^0(?=[0-7])/, '0o');
  const value = text.startsWith('-') ? -BigInt(plain) : BigInt(plain);
  return fitsGoInteger(value, type) ? {value} : {problem: 'range'};
}
