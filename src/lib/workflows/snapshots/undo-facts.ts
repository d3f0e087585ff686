import type {StoredMember} from '../../domain/etcd-data/database-facts.js';
import type {LockedFolder} from '../../domain/machine/locked-folder.js';
import type {ClusterSpec} from '../../domain/spec/schema.js';
import type {ClusterRecord} from '../steps/actions.js';
import type {FoundRestore} from './find-restore.js';
import type {RestoreNode} from './restore-facts.js';

/** All that an undo is planned from. */
export interface UndoFacts {
  readonly runId: string;
  /** Absolute path of the folder of the spec. */
  readonly folder: string;
  readonly spec: ClusterSpec;
  readonly restore: FoundRestore;
  /** Directories of the restore's that are still there. */
  readonly kept: ReadonlySet<string>;
  /** Where the spec has the data and the log of each member by now; absolute, without links. */
  readonly places: ReadonlyMap<string, readonly string[]>;
  /** File systems that are mounted; what one of them is cannot be renamed. */
  readonly mounts: ReadonlySet<string>;
  /** Where directories would change places and cannot. */
  readonly lockedFolders: readonly LockedFolder[];
  /** Ports of members that something else has. */
  readonly portProblems: readonly string[];
  readonly members: readonly RestoreNode[];
  readonly proxies: readonly RestoreNode[];
  readonly record: ClusterRecord;
  /** Of the cluster that runs; missing where nobody answers. */
  readonly revision?: number;
  /** Of the data that comes back; missing where it cannot be read. */
  readonly keptRevision?: number;
  /** Of the members as that data has them. */
  readonly keptMembers?: readonly StoredMember[];
  /** On which those had agreed. */
  readonly keptVersion?: string;
  /**
   * Members of the cluster that comes back that the restore left out and the spec has again, and whether their data still
   * lies where it was.
   */
  readonly stayed: ReadonlyMap<string, boolean>;
}
