/**
 * The value of a line of an env file. Double quotes with these escapes are what every systemd and every shell read
 * equally; in single quotes a shell knows no way to write one, and systemd reads the shell's `'\''` as two letters.
 */
export function envQuote(value: string): string {
  return /^[\w@%+=:,./-]*$/.test(value) ? value : `"${value.replace(/["\\$`]/g, '\\$&')}"`;
}
