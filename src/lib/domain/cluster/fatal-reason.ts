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
const HARMLESS = /server closed|setting up serving from embedded etcd failed/i;
/** The first words of a run; a config file that cannot be read ends 3.5 and later with a mere warning after them. */
const BEGINNING = /"msg":"Running: "|Loading server configuration/;

/** A panic that was logged before says more than its last plain line: "failed to create WAL: no space left on device". */
function panicReason({level, msg, error}: LogEntry): string | undefined {
  return level === 'panic' && msg !== undefined && error !== undefined ? `${msg}: ${error}` : undefined;
}

function isFatal({level, msg = ''}: LogEntry): boolean {
  return (FATAL_LEVELS.has(level ?? '') || msg === 'failed to verify flags') && !HARMLESS.test(msg);
}

function reasonOf(line: string): string | undefined {
  const entry = parseEntry(line);
  if (entry === undefined) return plainReason(line);
  if (!isFatal(entry)) return undefined;
  const reason = panicReason(entry) ?? entry.error ?? entry.msg;
  return reason === undefined || HARMLESS.test(reason) ? undefined : reason;
}

/**
 * The reason for which etcd ended, from the end of its log: of the last run alone, and only from the `error` field, as
 * the message beside it is often misleading ("discovery failed" for a static bootstrap).
 */
export function fatalReason(log: string): string | undefined {
  const lines = log.split('\n');
  const lastRun = lines.slice(lines.findLastIndex(line => BEGINNING.test(line)) + 1).reverse();
  const reasons = lastRun.map(reasonOf).filter(reason => reason !== undefined && reason !== '');
  const [last] = reasons;
  // Of a panic, the same words with what came of it.
  return reasons.find(reason => reason?.startsWith(`${last}: `)) ?? last;
}
