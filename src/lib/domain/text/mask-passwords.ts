/** The values of passwords, in whatever form a file has them; each to the end of its line. */
const PASSWORD = /(password["']?[^\S\n]*[=:][^\S\n]*)(\S.*)/i;
/** A key of YAML, whose value may go on in lines that are further in. */
const KEY = /password["']?[^\S\n]*:(?:\s+(.*))?$/i;

function indentOf(line: string): number {
  return line.search(/\S/);
}

/** The quote that ends in a later line; undefined where the value has none, or all of it. */
function openQuote(value: string): string | undefined {
  const quote = /^["']/.exec(value)?.[0];
  return quote === undefined || value.lastIndexOf(quote) > 0 ? undefined : quote;
}

/** How many of the lines behind a key its value goes on in. */
function continued(value: string, indent: number, behind: readonly string[]): number {
  const quote = openQuote(value);
  const last = quote === undefined ? -1 : behind.findIndex(line => line.includes(quote));
  const further = behind.findIndex(line => line.trim() !== '' && indentOf(line) <= indent);
  return Math.max(last + 1, further === -1 ? behind.length : further);
}

/** The lines of a file, as many as there are, with `***` for passwords and for each line that one goes on in. */
export function maskPasswords(lines: readonly string[]): string[] {
  const masked: string[] = [];
  while (masked.length < lines.length) {
    const line = lines[masked.length]!;
    masked.push(line.replace(PASSWORD, '$1***'));
    const key = KEY.exec(line);
    if (key === null) continue;
    const behind = lines.slice(masked.length);
    const hidden = behind.slice(0, continued(key[1] ?? '', indentOf(line), behind));
    masked.push(...hidden.map(text => text.replace(/\S.*/, '***')));
  }
  return masked;
}
