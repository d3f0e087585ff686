import type {Variable} from './input.js';
import {type MappedText, MappedTextBuilder} from './mapped-text.js';
import type {Place} from './place.js';

/** The variables of a service. */
export interface ServiceEnvironment {
  /** In the order in which they are set: the last one of a name counts. */
  readonly variables: readonly Variable[];
  /** Taken over from the manager of services. */
  readonly passed: ReadonlySet<string>;
  /** A file of variables could not be read, so that any variable may be set. */
  readonly isOpen: boolean;
}

/** A variable in a command line with which something is wrong. */
export interface VariableSlip {
  readonly kind:
    /** Nothing sets it: systemd puts nothing in its place. */
    | 'unset'
    /** `$NAME` inside a word, which systemd leaves as it is. */
    | 'braceless'
    /** `${NAME:-x}`: systemd takes all of it for a name. */
    | 'expression';
  readonly name: string;
  readonly place: Place;
}

export interface ExpandedWord {
  /** None where `$NAME` stands for nothing, several where it stands for several. */
  readonly words: readonly MappedText[];
  readonly slips: readonly VariableSlip[];
}

/**
 * What systemd itself sets.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment%20Variables%20Set%20or%20Propagated%20by%20the%20Service%20Manager
 */
const SET_BY_SYSTEMD = new Set([
  ...['PATH', 'LANG', 'USER', 'LOGNAME', 'HOME', 'SHELL', 'TERM', 'INVOCATION_ID', 'MAINPID', 'MANAGERPID'],
  ...['XDG_RUNTIME_DIR', 'RUNTIME_DIRECTORY', 'STATE_DIRECTORY', 'CACHE_DIRECTORY', 'LOGS_DIRECTORY'],
  ...[
    'CONFIGURATION_DIRECTORY',
    'CREDENTIALS_DIRECTORY',
    'NOTIFY_SOCKET',
    'JOURNAL_STREAM',
    'SYSTEMD_EXEC_PID',
  ],
  ...['LISTEN_FDS', 'LISTEN_PID', 'LISTEN_FDNAMES', 'WATCHDOG_PID', 'WATCHDOG_USEC', 'MEMORY_PRESSURE_WATCH'],
]);

/** A variable by its name, the last one of several; undefined where only the machine knows it. */
type Lookup = (name: string) => Pick<Variable, 'value' | 'unresolved'> | 'unset' | undefined;

export function lookupIn({variables, passed, isOpen}: ServiceEnvironment): Lookup {
  const byName = new Map(variables.map(variable => [variable.name, variable]));
  return name => {
    const known = byName.get(name);
    if (known !== undefined || isOpen || passed.has(name) || SET_BY_SYSTEMD.has(name)) return known;
    return 'unset';
  };
}

/** Blanks, a text in quotes (the last one may stay open), or anything else. */
const VALUE_PART =
  /([ \t\n\r]+)|"((?:[^"\\]|\\[^])*)"?|'((?:[^'\\]|\\[^])*)'?|((?:[^ \t\n\r"'\\]|\\[^])+|\\)/g;

/** The words of a value that stands for `$NAME`: quotes hold them together, a backslash keeps what follows. */
function splitValue(value: string): string[] {
  const words: string[] = [];
  let isBetween = true;
  for (const [, blanks, ...parts] of value.matchAll(VALUE_PART)) {
    if (blanks === undefined) {
      const part = parts.find(text => text !== undefined) ?? '';
      words.push((isBetween ? '' : (words.pop() ?? '')) + part.replace(/\\([^])/g, '$1'));
    }
    isBetween = blanks !== undefined;
  }
  return words;
}

/** `$NAME` as a word of its own. */
function expandWhole(word: MappedText, lookup: Lookup): ExpandedWord {
  const {text, lines} = word;
  const found = lookup(text.slice(1));
  if (found === 'unset') {
    return {words: [], slips: [{kind: 'unset', name: text.slice(1), place: word.placeOf()}]};
  }
  if (found === undefined || found.unresolved) return {words: [word.asUnresolved()], slips: []};
  const part = {of: word, start: 0, end: text.length};
  const put = (value: string): MappedText => new MappedTextBuilder(lines).put(value, part).build();
  return {words: splitValue(found.value).map(put), slips: []};
}

/** One `$…` inside a word. */
interface Reference {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly hasBraces: boolean;
}

/** The variables that a text names, and `$$` as one whose name is `$`. */
function* referencesIn(text: string): Generator<Reference> {
  const braceless = /[A-Za-z_]\w*/y;
  for (let start = text.indexOf('$'); start !== -1; start = text.indexOf('$', start)) {
    let end = start + 2;
    if (text[start + 1] === '$') {
      yield {start, end, name: '$', hasBraces: true};
    } else if (text[start + 1] === '{') {
      const brace = text.indexOf('}', start);
      if (brace === -1) return;
      end = brace + 1;
      yield {start, end, name: text.slice(start + 2, brace), hasBraces: true};
    } else {
      braceless.lastIndex = start + 1;
      const name = braceless.exec(text)?.[0];
      end = start + 1 + (name?.length ?? 0);
      if (name !== undefined) yield {start, end, name, hasBraces: false};
    }
    start = end;
  }
}

/** Fills in the variables inside a word. */
function expandParts(word: MappedText, lookup: Lookup): ExpandedWord {
  const {text} = word;
  const built = new MappedTextBuilder(word.lines);
  const slips: VariableSlip[] = [];
  let done = 0;
  for (const {start, end, name, hasBraces} of referencesIn(text)) {
    const found = name === '$' ? {value: '$'} : lookup(name);
    built.copy(word, done, start);
    done = end;
    if (hasBraces && typeof found === 'object' && !found.unresolved) {
      built.put(found.value, {of: word, start, end});
      continue;
    }
    built.copyUnresolved(word, start, end);
    const kind = hasBraces ? found === 'unset' && unsetKind(name) : 'braceless';
    if (kind) slips.push({kind, name, place: word.placeOf(start, end - start)});
  }
  return {words: [built.copy(word, done, text.length).build()], slips};
}

function unsetKind(name: string): VariableSlip['kind'] {
  return /^\w*$/.test(name) ? 'unset' : 'expression';
}

/** A word of a command line with the variables of the service filled in, as systemd does it before it runs anything. */
export function expandVariables(word: MappedText, lookup: Lookup): ExpandedWord {
  const {text} = word;
  if (!text.includes('$')) return {words: [word], slips: []};
  const isWhole = text.startsWith('$') && text[1] !== '{' && text[1] !== '$';
  return isWhole ? expandWhole(word, lookup) : expandParts(word, lookup);
}
