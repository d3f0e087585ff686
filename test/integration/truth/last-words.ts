/** What a line of etcd's JSON log has that matters here. */
interface LogLine {
  readonly level?: string;
  readonly msg?: string;
  readonly error?: unknown;
  readonly 'environment-variable'?: string;
}

const GRAVE = new Set(['error', 'dpanic', 'panic', 'fatal']);

/** `2026-11-25 20:00:10.476650 E | etcdmain: `, the head of a line of 3.4; D, I, N and W are no last words. */
const TEXT_HEAD = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ ([A-Z]) \| [^:]+: /;

function ofJson(text: string): string[] {
  let line: LogLine;
  try {
    line = JSON.parse(text) as LogLine;
  } catch {
    // Cut off by the end of the process.
    return [text];
  }
  const {level = '', msg = '', error, 'environment-variable': variable} = line;
  const why = typeof error === 'string' ? [error] : [];
  if (GRAVE.has(level)) return [msg, ...why, ...(variable === undefined ? [] : [variable])];
  return why;
}

function ofText(text: string): string[] {
  const head = TEXT_HEAD.exec(text);
  if (head === null) return text.startsWith('[WARNING]') ? [] : [text];
  return head[1] === 'C' || head[1] === 'E' ? [text.slice(head[0].length)] : [];
}

/**
 * What etcd said of its end, one thing on a line: the errors of its log without what stands around them, and what it
 * printed beside the log, without its help and the stacks of Go.
 */
export function lastWordsOf(output: string): string {
  const words: string[] = [];
  for (const line of output.split('\n')) {
    if (/^(?:Usage:|goroutine \d+ \[)/.test(line)) break;
    const text = line.trim();
    if (text !== '') words.push(...(text.startsWith('{') ? ofJson(text) : ofText(text)));
  }
  return words.join('\n');
}

/** Line breaks and indents differ between a log and a sentence; addresses of Go's memory between two runs. */
export function comparable(text: string): string {
  return text
    .replace(/\b0xc[\da-f]{9}\b/g, '0x…')
    .replace(/\s+/g, ' ')
    .trim();
}
