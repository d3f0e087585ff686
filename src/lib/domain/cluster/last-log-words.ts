import {printable} from '../text/printable.js';

interface LogEntry {
  readonly msg?: unknown;
  readonly error?: unknown;
}

function wordsOf(line: string): string | undefined {
  if (!line.startsWith('{')) return line.replace(/^\d{4}[-/]\d\d[-/]\d\d \S+ /, '');
  try {
    const {msg, error} = JSON.parse(line) as LogEntry;
    return [msg, error].filter(word => typeof word === 'string' && word !== '').join(': ');
  } catch {
    // Cut off at the beginning of what was read.
    return undefined;
  }
}

/** What a log of etcd, of JSON or of text, says last; undefined where it says nothing. */
export function lastLogWords(log: string): string | undefined {
  const last = log.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const words = last === '' ? undefined : wordsOf(last);
  return words === undefined || words === '' ? undefined : printable(words, 160);
}
