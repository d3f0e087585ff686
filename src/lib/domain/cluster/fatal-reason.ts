interface LogEntry {
  readonly level?: string;
  readonly msg?: string;
  readonly error?: string;
}

function parseEntry(line: string): LogEntry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return undefined;
  }
}

/** What plain lines of etcd mean that it ends: Go panics, wrong flags, and the text log of 3.4. */
const PLAIN_FATAL = [
  /^(flag provided but not defined: .*)$/,
  /^(invalid value .* for flag .*)$/,
  /^panic: (.*)$/,
  / [CE] \| etcdmain: (.*)$/,
  /^(?:error verifying flags, )(.*)$/,
];

function plainReason(line: string): string | undefined {
  for (const pattern of PLAIN_FATAL) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

const FATAL_LEVELS: ReadonlySet<string> = new Set(['fatal', 'panic', 'error']);
/** A clean stop of 3.6 and later logs these as errors. */
const HARMLESS = /Server closed|server closed|setting up serving from embedded etcd failed/;

/**
 * The reason for which etcd ended, from the end of its log. Only the `error` field counts: the message beside it is
 * often misleading ("discovery failed" for a static bootstrap).
 */
export function fatalReason(log: string): string | undefined {
  const lines = log.split('\n').reverse();
  for (const line of lines) {
    const entry = parseEntry(line);
    const isFatal = entry !== undefined && FATAL_LEVELS.has(entry.level ?? '');
    const reason = isFatal ? (entry.error ?? entry.msg) : plainReason(line);
    if (reason !== undefined && reason !== '' && !HARMLESS.test(reason)) return reason;
  }
  return undefined;
}
