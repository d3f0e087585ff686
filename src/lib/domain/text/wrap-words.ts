/**
 * A text in lines of at most `width` characters, broken between words; what is longer than a line stays whole, so that
 * a path can be copied, and so does what is quoted for a shell. Lines that it has already stay apart, those that follow
 * from breaking begin with `indent`.
 */
export function wrapWords(text: string, width: number, indent: string): string {
  return text
    .split('\n')
    .map(line => wrapLine(line, width, indent))
    .join('\n');
}

/** As `shellQuote` writes it; the apostrophe of a word stands in no such place. */
const QUOTED = /(?<=^|[ =])'[^']*'(?:\\''[^']*')*(?=$|[ ,;.:)])/g;
/** No text has it, since control characters are escaped before. */
const HELD_SPACE = '\u0000';

function wordsOf(text: string): string[] {
  return text
    .replaceAll(QUOTED, quoted => quoted.replaceAll(' ', HELD_SPACE))
    .split(' ')
    .map(word => word.replaceAll(HELD_SPACE, ' '));
}

function wrapLine(line: string, width: number, indent: string): string {
  if (line.length <= width) return line;
  // What a line begins with is its own indent.
  const [, margin = '', rest = ''] = /^( *)(.*)$/.exec(line) ?? [];
  const lines: string[] = [];
  let current = margin;
  let isEmpty = true;
  for (const word of wordsOf(rest)) {
    if (!isEmpty && current.length + 1 + word.length > width) {
      lines.push(current);
      current = `${margin}${indent}`;
      isEmpty = true;
    }
    current += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, current].join('\n');
}
