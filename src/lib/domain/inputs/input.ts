import type {Finding} from '../findings/finding.js';
import type {Place, SourceText} from './place.js';
import type {TreeDocument} from './tree.js';

/** What a file can be; `--kind` takes the same words. */
export const INPUT_KINDS = [
  'spec',
  'config',
  'env',
  'systemd',
  'procfile',
  'compose',
  'docker',
  'shell',
  'kubernetes',
] as const;
export type InputKind = (typeof INPUT_KINDS)[number];

/** One word of a command line as the program gets it. */
export interface Word {
  readonly text: string;
  readonly place: Place;
  /** Holds something that only the machine knows, such as `$(hostname)` or `%H`; it stands in `text` as written. */
  readonly unresolved?: true;
}

/** One environment variable that a process gets. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
  readonly unresolved?: true;
}

/** One of the ways that a condition leaves open: commands of two arms of one fork never both run. */
export interface Branch {
  readonly fork: number;
  readonly arm: number;
}

/** A folder or file that a container sees under another path. */
export interface InputMount {
  /** On the machine; relative to the folder of the input where it is not absolute. */
  readonly source: string;
  readonly target: string;
}

/**
 * One start of a program of etcd that an input describes, before it is known what etcd makes of it. A config file or
 * an env file that stands alone is a start of `etcd` with nothing else.
 */
export interface Launch {
  /** The name that the input gives it: of the unit, the service, the process; else of the file. */
  readonly label: string;
  readonly input: InputKind;
  readonly place: Place;
  /** The program first. Wrappers such as `exec`, `env`, `sudo` and `sh -c` are taken off. */
  readonly argv: readonly Word[];
  readonly environment: readonly Variable[];
  /** The config file that stands alone; one that `argv` names is found by that name. */
  readonly config?: SourceText;
  /** The version that the tag of a container image names. */
  readonly version?: string;
  /** Where relative paths of the process count from; default: the folder of the input. */
  readonly workingDirectory?: string;
  readonly mounts?: readonly InputMount[];
  /** It is going to run on this machine, wherever it listens. */
  readonly isHere?: true;
  /** It runs in a container: its paths are not those of this machine, but for `mounts`. */
  readonly inContainer?: true;
  /** The addresses that it has are its own and not the machine's: a container without `network: host`. */
  readonly ownNetwork?: true;
  /** The conditions of the script under which it is started. */
  readonly branches?: readonly Branch[];
  /** What its script starts further down is started in its stead. */
  readonly isLast?: true;
  /** Files that the script writes which starts it, or writes what starts it. */
  readonly written?: readonly SourceText[];
  /** More variables or arguments stand in a file that is not on this machine. */
  readonly isIncomplete?: true;
}

/** What an input refers to: read, not there, or still to be read (then the answer comes in another round). */
export type FileAnswer =
  | {readonly kind: 'text'; readonly source: SourceText}
  | {readonly kind: 'absent'; readonly path: string}
  | {readonly kind: 'unread'};

/** What a reader may ask for beside its own text. */
export interface ReadContext {
  /** Another file; a relative path counts from `from`, by default the folder of the input. */
  readonly fileAt: (path: string, from?: string) => FileAnswer;
  /** Names of the files in a folder, such as the drop-ins of a unit; none where there is no folder. */
  readonly filesIn: (folder: string) => readonly string[];
  /** YAML as etcd reads it. */
  readonly yaml: (source: SourceText) => readonly TreeDocument[];
}

export interface ReadResult {
  readonly launches: readonly Launch[];
  /** What cannot be read, and slips of the format itself; what is wrong with etcd's settings is for the rules. */
  readonly findings: readonly Finding[];
}

export type InputReader = (source: SourceText, context: ReadContext) => ReadResult;
