import type {Finding, Severity} from '../findings/finding.js';
import {formatBytes} from '../text/bytes.js';
import {printable} from '../text/printable.js';
import {shellQuote} from '../text/shell-quote.js';
import {INPUT_KINDS} from './input.js';
import type {Place} from './place.js';

/** Limits of one run; a cluster of 300 nodes with three files each is far below. */
export const MAX_ENTRIES = 10_000;
export const MAX_FILES = 2000;
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
export const MAX_BYTES = 64 * 1024 * 1024;
/** What a reader makes of a text takes a hundred times its size. A file of one node has fifty words. */
export const MAX_FILE_WORDS = 50_000;
export const MAX_WORDS = 250_000;

/** What `docs/rules.md` says of a finding about an input as a whole. The id is a stable name. */
export interface InputFindingInfo {
  /** As a file that the user named has it. */
  readonly severity: Severity;
  /** What is wrong, on one line without a full stop at its end. */
  readonly title: string;
  readonly why: string;
}

/** Findings about files, before anything of etcd's is read in them. */
export const INPUT_FINDINGS = {
  'input-absent': {
    severity: 'error',
    title: 'There is no such file or folder',
    why: 'A path that was named is not there, so nothing is known of that part of the cluster.',
  },
  'input-unreadable': {
    severity: 'error',
    title: 'A file or folder cannot be read',
    why: 'The user who runs the check may not read it, or its link leads nowhere. What is not read is not judged.',
  },
  'input-not-a-file': {
    severity: 'error',
    title: 'An input is a pipe, a socket or a device',
    why: 'Only regular files and folders are read; a pipe would have to be waited for. Use - for standard input.',
  },
  'input-empty': {
    severity: 'error',
    title: 'A file that was named has nothing in it',
    why: 'There is nothing to judge. Often the file was truncated, or its template wrote nothing.',
  },
  'input-binary': {
    severity: 'error',
    title: 'A file that was named is no text',
    why: 'It holds bytes that no text has. It may be the program itself, a database or an archive.',
  },
  'input-encoding': {
    severity: 'error',
    title: 'A file is not in UTF-8',
    why:
      'At bytes that are no UTF-8 etcd refuses a config file, also in a comment, and systemd does not load a unit. Readers of YAML take UTF-16 that begins with a byte order mark, so that it is a warning there; ' +
      'shells and systemd do not.',
  },
  'input-byte-order-mark': {
    severity: 'warning',
    title: 'A file begins with a byte order mark that becomes part of its first line',
    why:
      'YAML readers, and systemd in units, pass over the mark. In env files, shell scripts and Procfiles it sticks to ' +
      'the first word, so that the first variable or command has another name than it seems to have.',
  },
  'input-line-ends': {
    severity: 'error',
    title: 'A file has Windows line ends where they become part of the values',
    why:
      'A shell keeps the carriage return: the last value of each line ends in it, and a backslash before it continues ' +
      'no line. In an env file it is a warning, since systemd and docker drop it and only a shell keeps it.',
  },
  'input-too-large': {
    severity: 'error',
    title: 'A file is larger than any configuration',
    why:
      'A file of more than 4 MiB, or of more than 50,000 words, is not read. A config file of a cluster with 1000 ' +
      'members has less than 100 KiB and 50 words.',
  },
  'input-too-many': {
    severity: 'error',
    title: 'There is too much to be read',
    why:
      'At most 10,000 entries of folders are looked at, and 2,000 files read with 64 MiB and 250,000 words in them. ' +
      'Of more than that nothing is judged: half a cluster would look wrong in every file.',
  },
  'input-unknown': {
    severity: 'error',
    title: 'A file that was named is nothing of etcd',
    why:
      'The kind of a file is told by its content. This one looks like none of them. In a folder such files are passed ' +
      'over and only counted.',
  },
  'input-template': {
    severity: 'error',
    title: 'A file that was named is a template',
    why:
      'Values such as `{{ name }}` are filled in by another program (Ansible, Helm and others) before etcd gets to see ' +
      'the file. As it stands nothing can be said of it.',
  },
  'input-nothing': {
    severity: 'error',
    title: 'A file or folder that was named holds nothing of etcd',
    why: 'No file in the folder is recognised, or nothing in the file starts a process of etcd, so that nothing was judged.',
  },
  'input-no-start': {
    severity: 'warning',
    title: 'A file that was named starts no etcd',
    why:
      'It has the form of something that is read, such as a manifest or a script, and nothing in it starts etcd, ' +
      'etcdctl or a proxy, so that nothing was judged.',
  },
  'input-unread-reference': {
    severity: 'warning',
    title: 'A file that an input refers to cannot be read',
    why:
      'A unit or script names a config or env file that is there and cannot be read, so its settings are not judged, ' +
      'and neither is what follows from them.',
  },
} as const satisfies Readonly<Record<string, InputFindingInfo>>;

export type InputFindingId = keyof typeof INPUT_FINDINGS;

/** What is known of the case; each finding uses what it needs. */
export interface InputCase extends Place {
  /** Why something cannot be read: `permission denied`. In other findings: what it is instead. */
  readonly why?: string;
  /** In bytes. */
  readonly size?: number;
  /** Of a reference: the path as it stands there. */
  readonly path?: string;
  /** Where it is another one than that of the table. */
  readonly severity?: Severity;
  readonly etcdSays?: string;
}

interface Said {
  readonly message: string;
  readonly fix?: string;
}

const KINDS = INPUT_KINDS.join('|');

/** A command that mends a file in place; text from standard input has no file. */
function mending({file}: InputCase, command: string): Pick<Said, 'fix'> {
  return file === '-' ? {} : {fix: `${command} ${shellQuote(printable(file))}`};
}

function folderOf(file: string): string {
  return /^(.*)\/[^/]/s.exec(file)?.[1] ?? '.';
}

const SAYS: Readonly<Record<InputFindingId, (seen: InputCase) => Said>> = {
  'input-absent': ({file}) => ({
    message: 'there is no such file or folder',
    fix: `see what is there: ls ${shellQuote(printable(folderOf(file)))}`,
  }),
  'input-unreadable': ({file, why = ''}) => ({
    message: `it cannot be read: ${printable(why)}`,
    ...(file === '-' ? {} : {fix: `see who may: ls -ld ${shellQuote(printable(file))}`}),
  }),
  'input-not-a-file': () => ({
    message: 'it is a pipe, a socket or a device; only regular files are read',
    fix: 'pipe the text into etcdops validate -',
  }),
  'input-empty': () => ({
    message: 'it is empty: there is nothing to judge',
    fix: 'name the file that holds the configuration',
  }),
  'input-binary': () => ({message: 'it is no text', fix: 'name the file that holds the configuration'}),
  'input-encoding': ({why = ''}) => ({message: `it ${why}`, fix: 'save it as UTF-8'}),
  'input-byte-order-mark': seen => ({
    message:
      'a byte order mark stands before the first line, and whoever reads the file takes it for a part of it',
    ...mending(seen, "sed -i '1s/^\\xEF\\xBB\\xBF//'"),
  }),
  'input-line-ends': seen => ({
    message: 'lines end as on Windows; a shell takes the carriage return for a part of the value',
    ...mending(seen, "sed -i 's/\\r$//'"),
  }),
  'input-too-large': ({size, why = `more than ${formatBytes(MAX_FILE_BYTES)}`}) => ({
    message:
      size === undefined
        ? `it has ${why}; it is not judged`
        : `it has ${formatBytes(size)}; at most ${formatBytes(MAX_FILE_BYTES)} are read`,
    fix: 'name the file that holds the configuration',
  }),
  'input-too-many': ({why = ''}) => ({
    message: `${why}; nothing was judged`,
    fix: 'name the files, or the folder, of one cluster',
  }),
  'input-unknown': () => ({
    message: 'nothing in it looks like a configuration of etcd',
    fix: `if it is one, say which: --kind ${KINDS}`,
  }),
  'input-template': () => ({
    message: 'it is a template: another program fills in its values',
    fix: 'check the file that is made of it',
  }),
  'input-nothing': ({why = 'nothing in this folder looks like a configuration of etcd'}) => ({
    message: why,
    fix: `if there is one, say which: --kind ${KINDS}`,
  }),
  'input-no-start': ({why = ''}) => ({
    message: `read as ${why}: nothing in it starts etcd, so that nothing was judged`,
    fix: `if it is something else, say what: --kind ${KINDS}`,
  }),
  'input-unread-reference': ({path = '', why = ''}) => ({
    message: `${printable(path)} cannot be read, so its settings are not judged: ${printable(why)}`,
  }),
};

export function inputFinding(rule: InputFindingId, seen: InputCase): Finding {
  const {file, line, column, length, etcdSays, severity = INPUT_FINDINGS[rule].severity} = seen;
  return {
    rule,
    severity,
    file,
    ...(line === undefined ? {} : {line}),
    ...(column === undefined ? {} : {column}),
    ...(length === undefined ? {} : {length}),
    ...SAYS[rule](seen),
    ...(etcdSays === undefined ? {} : {etcdSays}),
  };
}
