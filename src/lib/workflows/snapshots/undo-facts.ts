import type {StoredMember} from '../../domain/etcd-data/database-facts.js';
import type {LockedFolder} from '../../domain/machine/locked-folder.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import type {ActionInputs, ClusterRecord} from '../steps/actions.js';
import type {FoundRestore} from './find-restore.js';
import type {FilesBefore, LeftData, RestoreNode} from './restore-facts.js';

/** All that an undo is planned from. */
export interface UndoFacts {
  readonly runId: string;
  /** Absolute path of the folder of the spec. */
  readonly folder: string;
  readonly spec: ClusterSpec;
  /** Its directories are those of the nodes that the spec has there by now. */
  readonly restore: FoundRestore;
  /** What came where nothing was, and where the spec has no member any more. */
  readonly gone: readonly ActionInputs['swap-dir'][];
  /** Data of before that the restore left alone, where the spec does not have it. */
  readonly left: readonly LeftData[];
  /** Directories of the restore's that are still there. */
  readonly kept: ReadonlySet<string>;
  /** Where the spec has the data and the log of each member by now; absolute, without links. */
  readonly places: ReadonlyMap<string, readonly string[]>;
  /** Members whose data would come back without the log that belongs to it. */
  readonly logless: readonly string[];
  /** File systems that are mounted; what one of them is cannot be renamed. */
  readonly mounts: ReadonlySet<string>;
  /** Where directories would change places and cannot. */
  readonly lockedFolders: readonly LockedFolder[];
  /** Ports of members that something else has. */
  readonly portProblems: readonly string[];
  readonly members: readonly RestoreNode[];
  readonly proxies: readonly RestoreNode[];
  /** Run here by what etcdops made of them, and the spec does not have them any more. */
  readonly strays: readonly RestoreNode[];
  /** The nodes as etcdops last made them; missing where it made none. */
  readonly known?: readonly SpecNode[];
  readonly files: FilesBefore;
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
