/**
 * A value from outside as it may be shown: control characters (terminal escapes among them) written out, and cut
 * to `max` characters.
 */
export function printable(value: string, max = 120): string {
  // Not in the middle of a character that takes two units.
  const cut = value.length > max ? `${value.slice(0, max).replace(/[\ud800-\udbff]$/, '')}…` : value;
  // JSON escapes C0; C1 and the characters that turn the direction of text are as able to mislead a reader.
  return cut.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, character => {
    const code = character.charCodeAt(0);
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
