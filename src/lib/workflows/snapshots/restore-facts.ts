import type {LockedFolder} from '../../domain/machine/locked-folder.js';
import type {BumpWish} from '../../domain/snapshots/bump.js';
import type {SurvivorChoice} from '../../domain/snapshots/choose-survivor.js';
import type {Room} from '../../domain/snapshots/restore-room.js';
import type {SnapshotReport} from '../../domain/snapshots/snapshot-report.js';
import type {MemberDir} from '../../domain/snapshots/swaps.js';
import type {ClusterSpec, SpecNode} from '../../domain/spec/schema.js';
import type {Refusal} from '../runs/workflow.js';
import type {ClusterRecord} from '../steps/actions.js';

/** A node of the spec, or else a path: only who knows the spec can tell. */
export type FromData = {
  /** As it was typed. */
  readonly name: string;
  /** Absolute, from the working directory. */
  readonly path: string;
};

export type SnapshotRestoreInput = {
  /** Absolute, from the working directory; without it the newest verified snapshot of the cluster. */
  readonly path?: string;
  /** The path as it was typed, where that is a relative one: it may count from the folder of the spec. */
  readonly typed?: string;
  /** Instead of a snapshot: what is left of members that do not run, of which the freshest is taken. */
  readonly fromData?: readonly FromData[];
  /** Default: one that no cluster had before. */
  readonly token?: string;
  readonly bump?: Exclude<BumpWish, undefined>;
  readonly yesOtherCluster: boolean;
  /** The file is a copied database, without a digest; one that is called `db` is taken for one anyway. */
  readonly skipHashCheck: boolean;
  /** Alarms that came with the snapshot stay up. */
  readonly keepAlarms: boolean;
};

/** A node of this machine, or of another, with its process. */
export interface RestoreNode {
  readonly node: SpecNode;
  readonly isHere: boolean;
  /** Missing where it does not run. */
  readonly managedBy?: 'etcdops' | 'other';
  readonly leads: boolean;
}

/** A member as it is to come out of the snapshot. */
export interface RestoreMember extends RestoreNode {
  readonly dirs: readonly MemberDir[];
}

/** The file, so that another one in its place shows. */
export interface SnapshotStamp {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly inode: number;
}

/** Data of members that no restore has moved, or would move. */
export interface LeftData {
  readonly name: string;
  /** As the spec of then had it. */
  readonly dataDir: string;
  /** Absolute: no name of the spec, and the same from every folder. */
  readonly path: string;
}

/** How the files of the nodes stand to the spec. */
export interface FilesBefore {
  /** The nodes of which they were made, where the spec has been edited since. */
  readonly made?: readonly SpecNode[];
  /** With which they were made then. */
  readonly token?: string;
  /** What stands against config files that would stay as they are. */
  readonly refusals: readonly Refusal[];
  /** Files that are not as the spec has them and stay so, with the settings in which they differ. */
  readonly staying: readonly string[];
}

/** All that a restore is planned from. */
export interface RestoreFacts {
  readonly runId: string;
  /** Absolute path of the folder of the spec. */
  readonly folder: string;
  readonly spec: ClusterSpec;
  readonly report: SnapshotReport;
  readonly stamp: SnapshotStamp;
  /** Where it is the database of a dead member: among which it was found. */
  readonly survivors?: SurvivorChoice;
  /** Its cluster asks everybody for a user, or did, and none was named. */
  readonly lacksUser: boolean;
  /** Of the etcd whose tool restores, and that runs on what it makes. */
  readonly version: string;
  readonly members: readonly RestoreMember[];
  readonly proxies: readonly RestoreNode[];
  /** Run here by what etcdops made of them, and the spec does not have them any more. */
  readonly strays: readonly RestoreNode[];
  /** Data of the cluster that stays where it is, since the spec has it nowhere any more. */
  readonly left: readonly LeftData[];
  readonly rooms: readonly Room[];
  /** Where directories of members would change places and cannot. */
  readonly lockedFolders: readonly LockedFolder[];
  /** The nodes as etcdops last made them; missing where it made none. */
  readonly known?: readonly SpecNode[];
  readonly files: FilesBefore;
  /** Ports of members that something else has. */
  readonly portProblems: readonly string[];
  readonly record: ClusterRecord;
  /** The highest revision that a living member tells, or the data of one that does not run. */
  readonly seenRevision?: number;
}
