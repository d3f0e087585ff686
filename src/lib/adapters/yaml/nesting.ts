/** Levels of blocks and lists in each other that are read. */
export const MAX_DEPTH = 200;

export const TOO_DEEP = 'it is nested too deeply';

/**
 * Well above `MAX_DEPTH`, since the counts below know nothing of quotes and comments, and well below the six hundred
 * levels or so that the stack has room for.
 */
const LIMIT = 2 * MAX_DEPTH;

/** Lists and blocks in brackets that are open at once, at most. */
function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
  }
  return deepest;
}

/** Adds the columns in which a line begins something: `- - a` begins three times. */
function addColumns(columns: number[], line: string): void {
  const first = line.search(/\S/);
  while (columns.length > 0 && columns.at(-1)! >= first) columns.pop();
  for (let at = first; at < line.length && columns.length <= LIMIT; at++) {
    if (line[at] === ' ' || line[at] === '\t') continue;
    columns.push(at);
    if (!/[-?:]/.test(line[at]!) || /\S/.test(line[at + 1] ?? ' ')) return;
  }
}

/** Levels by indentation, at most. */
function blockDepth(text: string): number {
  const columns: number[] = [];
  let deepest = 0;
  for (const [line] of text.matchAll(/^.*\S.*$/gm)) {
    addColumns(columns, line);
    deepest = Math.max(deepest, columns.length);
  }
  return deepest;
}

/**
 * Whether a text may be nested so deeply that the parser, which is recursive, uses up the stack. It must not come to
 * that: where the stack ends while a regular expression is compiled, Node itself aborts.
 */
export function isTooDeep(text: string): boolean {
  return bracketDepth(text) + blockDepth(text) > LIMIT;
}
