/**
 * One word of a systemd command line or assignment: `%` begins a specifier, `$` a variable, and quotes and
 * backslashes are read as in C.
 * @see https://www.freedesktop.org/software/systemd/man/systemd.service.html#Command%20lines
 */
export function systemdQuote(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  if (/^[\w@%+=:,./$-]+$/.test(escaped)) return escaped;
  const plain = escaped.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  // A line end would begin a line of its own.
  return `"${plain.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
}
