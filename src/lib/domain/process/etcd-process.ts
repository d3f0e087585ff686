import type {EtcdSetting} from '../etcd-settings/types.js';
import type {InputKind, Launch} from '../inputs/input.js';
import type {Place} from '../inputs/place.js';
import type {TreeNode} from '../inputs/tree.js';

/** What a process is once it runs. */
export type ProcessRole = 'member' | 'v2-proxy' | 'gateway' | 'grpc-proxy' | 'etcdctl';

/** How a value reached the process. */
export type Via = 'flag' | 'variable' | 'config-file';

/** A value that somebody wrote for a setting. */
export interface Assignment {
  /** Name of the flag without dashes; of an unknown one as it was written. */
  readonly name: string;
  /** As it stands in the input: `--name`, `ETCD_NAME`, `peer-transport-security.cert-file`. */
  readonly written: string;
  readonly via: Via;
  /** As a flag would have it: lists with commas. A duration of a config file stays in bare nanoseconds. */
  readonly value: string;
  /** Of the value. */
  readonly place: Place;
  /** The row of the table; missing where no version of etcd has it. */
  readonly setting?: EtcdSetting;
  /** Of a config file: the value with its type. */
  readonly node?: TreeNode;
  /** Only the machine on which it runs knows the value; rules about values leave it alone. */
  readonly unresolved?: true;
}

/** Why a written value has no effect. */
export type IgnoredWhy =
  /** A config file is given, and etcd reads nothing else. */
  | 'beside-config-file'
  /** The same setting stands further down again. */
  | 'repeated'
  /** The config file of this version has no such key. */
  | 'unknown-key'
  /** A variable that begins with ETCD_ and belongs to no flag of this version. */
  | 'unknown-variable'
  /** An empty variable is no variable. */
  | 'empty'
  /** Gateway and gRPC proxy read no variables. */
  | 'not-read-by-role'
  /** A name of etcd 0.4, which etcd takes and drops. */
  | 'dropped-flag';

export interface IgnoredAssignment {
  readonly assignment: Assignment;
  readonly why: IgnoredWhy;
  /** What is used instead. */
  readonly by?: Assignment;
}

/** An argument that the flag parser of etcd does not take: etcd ends before it reads any value. */
export interface ArgumentProblem {
  readonly kind: 'unknown-flag' | 'no-value' | 'no-flag' | 'bad-boolean' | 'shadowed-variable' | 'bad-syntax';
  /** As written. */
  readonly argument: string;
  readonly name: string;
  readonly place: Place;
  /** Known in another version. */
  readonly setting?: EtcdSetting;
  /** For a shadowed variable: the flag that shadows it; for a stray argument: the flag before it. */
  readonly other?: Assignment;
}

export interface ConfigFile {
  /** As the input names it. */
  readonly path: string;
  /** Where the input names it. */
  readonly place: Place;
  readonly isRead: boolean;
  /** It was looked for where the process would look on this machine, and is not there. */
  readonly isAbsent: boolean;
  /** What the YAML reader cannot make out; etcd reads nothing of the file then. */
  readonly problems: readonly {readonly message: string; readonly place: Place}[];
  /** Blocks where a value should stand, and values where a block should: etcd cannot decode the file. */
  readonly misshapen: readonly Assignment[];
  /** Keys and blocks with nothing behind them: to most versions the same as none. */
  readonly empty: readonly Assignment[];
  /** The root is no block of keys. */
  readonly notKeys?: Place;
  /** Further documents, which etcd never reads. */
  readonly furtherDocument?: Place;
}

/** The effective configuration of one process: what the etcd of a version makes of an input. */
export interface EtcdProcess {
  readonly label: string;
  readonly input: InputKind;
  readonly launch: Launch;
  readonly place: Place;
  readonly role: ProcessRole;
  /** The full version it is judged for. */
  readonly version: string;
  /** Whether a config file decides; a few defaults differ then. */
  readonly configured: 'config-file' | 'flags';
  /** The config file that etcd reads; not read where it is not on this machine. */
  readonly configFile?: ConfigFile;
  /** What is given and counts, by flag name. What is not here has its default. */
  readonly values: ReadonlyMap<string, Assignment>;
  readonly ignored: readonly IgnoredAssignment[];
  readonly argumentProblems: readonly ArgumentProblem[];
  /** `--help` or `--version`: it prints something, ends, and is no process to judge. */
  readonly onlyPrints: boolean;
  /**
   * Something that decides could not be read (a file on another machine, a file that is no YAML): rules about what is
   * missing stay silent.
   */
  readonly isIncomplete: boolean;
}
