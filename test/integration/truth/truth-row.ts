import type {EtcdTestLine} from '../../helpers/etcd-binaries.js';

/** Addresses and folders that a row may write into its files: free, and of this row alone. */
export interface TruthPlace {
  /** Folder of the files, absolute; also the working directory of etcd. */
  readonly dir: string;
  /** `http://127.0.0.1:<port>` and the bare ports. */
  readonly clientPort: number;
  readonly peerPort: number;
  /** Nothing listens there. */
  readonly otherPort: number;
}

export type Verdict = 'refuses' | 'starts';

/**
 * One configuration that a real etcd runs and that `validate` judges. Where etcd refuses, each of `rules` must have
 * found an error; where it starts, no error may come but of rules that are marked as what etcd accepts.
 */
export interface TruthRow {
  /** What the configuration is, in a few words; unique. */
  readonly name: string;
  /** Ids of the rules that the row is about: they speak where etcd refuses, and are silent where it starts. */
  readonly rules: readonly string[];
  /** The first process of these files is run. Flags stand in a `run.sh`, variables in a `etcd.env`, else `etcd.yaml`. */
  readonly files: (place: TruthPlace) => Readonly<Record<string, string>>;
  /** Makes what no text file can be, after the files and before anything is judged or run. */
  readonly prepare?: (place: TruthPlace, line: EtcdTestLine) => Promise<void>;
  /** One verdict for all lines, or one for each line that is run. */
  readonly verdict: Verdict | Readonly<Partial<Record<EtcdTestLine, Verdict>>>;
  /** Where etcd refuses: what its last words hold, on every line. Compared with `etcdSays` of the finding too. */
  readonly says?: RegExp;
  /** How long etcd may take until it refuses, where that is long; ms. */
  readonly patienceMs?: number;
}
