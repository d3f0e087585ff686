const INNER_CLOSER: Readonly<Record<string, string>> = {'(': ')', '{': '}'};

/**
 * The offset behind the `closer` of something that is already open at `offset`, be it `$(`, `${` or a backtick; the end
 * of the text where it stays open. One pass with a stack, so that no depth of nesting costs more than its length.
 */
export function endOfNested(text: string, offset: number, closer: string): number {
  const open = [closer];
  let at = offset;
  while (at < text.length && open.length > 0) {
    const character = text[at]!;
    const innermost = open.at(-1)!;
    if (character === '\\') {
      at += 2;
    } else if (character === innermost) {
      open.pop();
      at++;
    } else {
      const inner = closerAt(text, at, innermost);
      if (inner !== undefined) open.push(inner);
      at = endOfPlain(text, at, innermost);
    }
  }
  return Math.min(at, text.length);
}

/** What ends the thing that opens here, if one does. */
function closerAt(text: string, at: number, innermost: string): string | undefined {
  const character = text[at]!;
  if (character === '"' || character === '`') return character;
  if (character === '$') return INNER_CLOSER[text[at + 1] ?? ''];
  return character === '(' && innermost === ')' ? ')' : undefined;
}

/** The offset behind what opens at `at`, behind a text in single quotes or a comment, or of the next character. */
function endOfPlain(text: string, at: number, innermost: string): number {
  const character = text[at]!;
  if (character === '$' && INNER_CLOSER[text[at + 1] ?? ''] !== undefined) return at + 2;
  if (character === "'" && innermost !== '"') return behind(text, "'", at + 1);
  const isComment = character === '#' && innermost === ')' && /\s/.test(text[at - 1] ?? '');
  return isComment ? behind(text, '\n', at + 1) : at + 1;
}

function behind(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found === -1 ? text.length : found + 1;
}
