/** A key that needs no quotes: what begins with a small letter and holds nothing but these is no number and no sign. */
const PAIR = /^( *)([a-z][a-z-]{0,60}):(?: (.+))?$/;
/** As above, for a text: a `:` has no blank behind it, and commas mean something in brackets only. */
const TEXT = /^[A-Za-z/](?:[\w./:=,@-]*[\w/])?$/;
/** An exponent with nothing before it, `e0`, is no text to a reader of YAML 1.1 either. */
const EXPONENT = /^e-?\d+$/i;
const NUMBER = /^(?:0|[1-9]\d{0,14})$/;
const COMMENT = /^#[ -~]*$/;
/** These are no texts to some reader, whatever the size of their letters. */
const WORDS: ReadonlySet<string> = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null']);

interface Block {
  [key: string]: string | number | boolean | Block;
}

interface Pair {
  readonly level: number;
  readonly key: string;
  readonly value: Block[string];
}

function scalarOf(text: string): string | number | boolean | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  if (NUMBER.test(text)) return Number(text);
  const isOther = WORDS.has(text.toLowerCase()) || EXPONENT.test(text);
  return TEXT.test(text) && !isOther ? text : undefined;
}

function pairOf(line: string): Pair | undefined {
  const [, indent = '', key = '', text] = PAIR.exec(line) ?? [];
  if (key === '' || WORDS.has(key)) return undefined;
  const value = text === undefined ? {} : scalarOf(text);
  return value === undefined ? undefined : {level: indent.length / 2, key, value};
}

/**
 * The value of a YAML text that is nothing but `key: value` lines, blocks of them two columns further to the right, and
 * comments; undefined for any other, which may be YAML as well. What is read here means the same to every reader of any
 * version. Most of what we write is of this kind, and the whole parser takes a hundred times as long.
 */
export function readPlainBlock(text: string): Block | undefined {
  const root: Block = {};
  /** The block of each level that is open; the last one may not have a key yet. */
  const open: Block[] = [root];
  let isBegun = true;
  const lines = text.split('\n').filter(line => line !== '' && !COMMENT.test(line));
  for (const pair of lines.map(pairOf)) {
    if (pair === undefined) return undefined;
    const {level, key, value} = pair;
    const block = open[level];
    if (block === undefined || Object.hasOwn(block, key)) return undefined;
    // A key with nothing below it would stand for null.
    if (!isBegun && level !== open.length - 1) return undefined;
    block[key] = value;
    isBegun = typeof value !== 'object';
    open.splice(level + 1, Infinity, ...(typeof value === 'object' ? [value] : []));
  }
  return isBegun ? root : undefined;
}
