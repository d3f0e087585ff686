/** Digits may stand in groups (`1_000`); the base shows in the prefix, and a leading 0 alone means octal. */
const INTEGER =
  /^([-+]?)(0[xX]_?[\da-fA-F]+(?:_[\da-fA-F]+)*|0[oO]?_?[0-7]+(?:_[0-7]+)*|0[bB]_?[01]+(?:_[01]+)*|[1-9]\d*(?:_\d+)*|0)$/;

/**
 * A whole number as the flags of a Go program read it: `8589934592`, `0x10`, `010` (8), `1_000`; undefined where the
 * text is none.
 * @see https://pkg.go.dev/strconv#ParseInt with base 0
 */
export function parseGoInteger(text: string): bigint | undefined {
  // The longest that 64 bits hold in base 2, with some room for leading zeros.
  if (text.length > 200) return undefined;
  const match = INTEGER.exec(text);
  if (match === null) return undefined;
  const [, sign, digits = ''] = match;
  const plain = digits.replaceAll('_', '');
  const value = BigInt(/^0[0-7]+$/.test(plain) ? `0o${plain.slice(1)}` : plain);
  return sign === '-' ? -value : value;
}
