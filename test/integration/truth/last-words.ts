/** What a line of etcd's JSON log has that matters here. */
interface LogLine {
  readonly level?: string;
  readonly msg?: string;
  readonly error?: unknown;
  readonly 'environment-variable'?: string;
}

const GRAVE = new Set(['error', 'dpanic', 'panic', 'fatal']);

/** `2026-11-25 20:00:10.476650 E | etcdmain: `, the head of a line of 3.4; what has no package comes from Go's own log. */
const TEXT_HEAD = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ ([A-Z]) \| (?:([\w/]+): )?/;

/** What is printed and says nothing of an end. */
const CHATTER = /^\[WARNING\]|^raft\d{4}\/.* (?:INFO|WARN): /;

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
  const [head, level = '', origin] = TEXT_HEAD.exec(text) ?? [];
  if (head === undefined) return CHATTER.test(text) ? [] : [text];
  return origin === undefined || 'CE'.includes(level) ? [text.slice(head.length)] : [];
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
