import type {Severity} from '../findings/finding.js';
import type {Place} from '../inputs/place.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import type {Cluster} from './cluster.js';
import type {ExampleMachine} from './example-machine.js';

/** Files that show what a rule means; `docs/rules.md` prints them and a test runs each. */
export interface RuleExample {
  /** The version to judge for; the newest known where it is left out. */
  readonly version?: string;
  /** Text by file name. */
  readonly files: Readonly<Record<string, string>>;
  /** What is found on the machine, where that decides. */
  readonly machine?: ExampleMachine;
}

/** What `docs/rules.md` says of a rule. The id is a stable name. */
export interface RuleInfo {
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, on one line without a full stop at its end. */
  readonly title: string;
  /** What etcd makes of it and why that hurts, in a few sentences. */
  readonly why: string;
  /**
   * What the real etcd does where the rule speaks: it refuses to start, or it starts all the same; or it never sees
   * what is wrong, because somebody else reads it. A rule that says `refuses` has its rows in the table that runs real
   * etcd.
   */
  readonly etcd: 'refuses' | 'accepts' | 'unseen';
  readonly bad: RuleExample;
  readonly good: RuleExample;
}

/** What a rule found. */
export interface Report {
  /** Of the value that is wrong, so that a caret can point to it. */
  readonly place: Place;
  /** Names the value seen; outside text only through `printable`. */
  readonly message: string;
  /** The value to write, or the command to type. */
  readonly fix?: string;
  /** The words with which etcd itself ends, where it does. */
  readonly etcdSays?: string;
  /** Name of the node; default: that of the process. */
  readonly member?: string;
}

/** A rule that looks at one process at a time. */
export interface ProcessRule extends RuleInfo {
  readonly check: (process: EtcdProcess, cluster: Cluster) => readonly Report[];
}

/** A rule that compares all processes. */
export interface ClusterRule extends RuleInfo {
  readonly compare: (cluster: Cluster) => readonly Report[];
}
