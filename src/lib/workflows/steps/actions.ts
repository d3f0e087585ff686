import type {KeyType} from '../../domain/pki/certificate.js';
import type {Authority} from '../../domain/pki/pki-layout.js';
import type {SpecChange} from '../../domain/spec/spec-change.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import type {Swap} from '../../domain/snapshots/swaps.js';
import type {PlannedStep, StepActions} from '../../engine/step.js';
import type {RunContext} from '../runs/run-context.js';

/** The very process, however many have had its pid since. */
export interface ProcessMark {
  readonly [key: string]: string | number;
  readonly pid: number;
  /** The kernel's, in ticks since the boot. */
  readonly startTime: string;
}

/** Another `token` of the spec; missing where it stays as it is. */
export interface TokenChange {
  readonly [key: string]: string;
  readonly before: string;
  readonly after: string;
}

/** What etcdops remembers of a cluster that becomes another one by a restore. */
export interface ClusterRecord {
  readonly [key: string]: string | readonly string[] | undefined;
  readonly clusterId?: string;
  readonly formerClusterIds: readonly string[];
  /** Missing: what is noted stays. */
  readonly undoneClusterIds?: readonly string[];
  readonly members: readonly string[];
}

/** What each kind of step is told; it stands in the journal, so it holds no secret and can be read back. */
export interface ActionInputs {
  /** The cluster learns of a member that is started later. */
  'add-member': {readonly node: string; readonly peerUrl: string; readonly isLearner: boolean};
  /** A learner, found by its peer URL, votes. */
  'promote-member': {readonly node: string; readonly peerUrl: string};
  'remove-member': {readonly name: string; readonly memberId: string};
  'update-member': {
    readonly name: string;
    readonly memberId: string;
    readonly peerUrls: readonly string[];
    readonly before: readonly string[];
    /** The step that restarts the member by what the change makes, and its process until then. */
    readonly restart?: {readonly step: string; readonly was?: ProcessMark};
  };
  /** Another member leads. */
  'move-leader': {readonly name: string; readonly memberId: string};
  'write-spec': {
    readonly changes: readonly SpecChange[];
    readonly undo: readonly SpecChange[];
    readonly token?: TokenChange;
  };
  /**
   * Artifacts follow the spec; `undo` says what the nodes were, and `order` in which order they stood, so that what a
   * person changed in a file is known. `made`: the nodes of which the files were made, where the spec has been edited
   * since.
   */
  'write-files': {
    readonly undo: readonly SpecChange[];
    readonly order: readonly string[];
    readonly token?: TokenChange;
    readonly made?: readonly SpecNode[];
  };
  /** The config file of a member that joins just these members, itself among them. */
  'write-config': {readonly node: string; readonly members: readonly SpecNode[]};
  /** All artifacts as the spec has them. */
  'render-files': Record<string, never>;
  /** Of a node as it is to be: they come before the spec has it, so that nothing waits for them later. */
  'issue-certs': {readonly node: SpecNode};
  /** etcdops does not take the lack of its data for a loss any more. */
  'forget-member': {readonly name: string};
  /** etcdops remembers the nodes of the spec as what it has made; `before`: what it remembered until then. */
  'record-nodes': {readonly before?: readonly SpecNode[]};
  /**
   * Of `up`: it is started and not waited for. `isFirst`: the others start once it answers on its peer port. `joins`: the
   * members that begin the cluster to which it comes.
   */
  'start-node': {readonly node: string; readonly isFirst?: true; readonly joins?: readonly string[]};
  /**
   * Of `up`: the members are healthy and one cluster, whose id is recorded with the nodes that were started.
   * `isFirstStart`: none of them had data.
   */
  'verify-started': {
    readonly members: readonly string[];
    readonly nodes: readonly SpecNode[];
    readonly isFirstStart?: true;
  };
  /**
   * A token that no cluster had before, in the spec and in all files that name it. `discoveryUrl`: of the token that a
   * discovery service made for it.
   */
  'write-token': {readonly token: string; readonly discoveryUrl?: string};
  /** The discovery service that the spec has of its own runs. */
  'serve-discovery': Record<string, never>;
  /** The discovery service knows the token of the spec, and nobody stands in the way of its members. */
  'make-discovery-token': Record<string, never>;
  /** All members that begin the cluster have registered. */
  'await-registration': Record<string, never>;
  'end-discovery': Record<string, never>;
  /** `isNew`: what it has written by the time of an undo is nobody's data. */
  'start-etcd': {readonly node: string; readonly isNew?: true};
  /**
   * The node as it was when the plan was made: by now the spec may have another one of that name, or none.
   * `until`: the step that starts it again, or what takes its place; nothing else shall, before that has begun.
   */
  'stop-etcd': {readonly node: SpecNode; readonly until?: string};
  /** Paths from the folder of the spec, or absolute. `keepsFolder`: an empty one takes its place. */
  'set-aside': {readonly from: string; readonly to: string; readonly keepsFolder?: true};
  /** `was`: its process when the plan was made; missing where it did not run. */
  'restart-etcd': {readonly node: string; readonly was?: ProcessMark};
  /**
   * As `restart-etcd`, of a run that restarts a node more than once. `token` is of this one step alone: the process that
   * it starts carries it, so that a resumed run sees whether it was this step that started it.
   */
  'roll-etcd': {readonly node: string; readonly token: string};
  /** New CAs and, by them, certificates for all; nobody reads them yet. */
  'prepare-ca': {
    readonly authorities: readonly Authority[];
    readonly keyType?: KeyType;
    readonly days?: number;
    /** Also where the key of the old one is not. */
    readonly encrypt: boolean;
  };
  /** All serve; undone, it restarts each node that is not the process any more that it was. */
  'note-processes': {
    readonly nodes: readonly {readonly node: string; readonly was: ProcessMark}[];
    readonly token: string;
  };
  'trust-both-cas': {readonly authority: Authority};
  /** Each node that runs takes certificates of the new CAs, and refuses those of the old ones where told. */
  'verify-trust': {readonly authorities: readonly Authority[]; readonly oldRefused: boolean};
  /** Without a node those of all clients. */
  'replace-certs': {readonly authorities: readonly Authority[]; readonly node?: string};
  'drop-old-ca': {readonly authority: Authority};
  'verify-tls': Record<string, never>;
  /** What was prepared is in place, so that its second copy goes. */
  'clear-prepared': Record<string, never>;
  /** `restartsLater`: a later step starts it anew, by what this one writes. */
  'sync-proxy': {readonly node: string; readonly restartsLater?: true};
  /**
   * Of what is going to be replaced; the path counts from the folder of the spec. `without` is the line that does the
   * same and saves none.
   */
  'save-snapshot': {readonly path: string; readonly without?: string};
  /** The file is the one that was verified when the plan was made. Absolute path. */
  'verify-snapshot': {
    readonly path: string;
    readonly sha256: string;
    readonly sizeBytes: number;
    readonly modifiedMs: number;
    readonly inode: number;
  };
  /** A member of the cluster that the snapshot becomes, beside its directories. Absolute path. */
  'restore-member': {
    readonly node: string;
    readonly path: string;
    readonly sha256: string;
    readonly stamp: {readonly sizeBytes: number; readonly modifiedMs: number; readonly inode: number};
    readonly skipHashCheck: boolean;
    readonly initialCluster: string;
    readonly peerUrl: string;
    readonly token: string;
    /** That follows from peer URLs and token. */
    readonly clusterId: string;
    readonly bumpRevision?: number;
    readonly swaps: readonly Swap[];
  };
  'swap-dir': {readonly node: SpecNode; readonly swap: Swap};
  /** `takesBack`: the restore of which it brings back what was before. */
  'record-cluster': {
    readonly record: ClusterRecord;
    readonly undo: ClusterRecord;
    readonly takesBack?: string;
  };
  /** `keys` as the source counted them; else `totalKeys` where the tool counts what a client sees. */
  'verify-restored': {
    readonly clusterId: string;
    readonly revision: number;
    readonly keys?: number;
    readonly totalKeys?: number;
  };
  'disarm-alarms': Record<string, never>;
  /** `absent`: ids of members that did not serve when the plan was made, and need not. */
  'verify-health': {readonly absent?: readonly string[]};
}

export type ActionName = keyof ActionInputs;

/** A step of a plan, with the input that its kind of step takes. */
export type PlannedActionOf<A extends ActionName> = PlannedStep & {
  readonly action: A;
  readonly input: ActionInputs[A];
};

/** The same, of any kind. */
export type PlannedAction = {[A in ActionName]: PlannedActionOf<A>}[ActionName];

/** The code that carries out one kind of step; it meets the world only by the context. */
export type Binder<A extends ActionName> = (context: RunContext, input: ActionInputs[A]) => StepActions;
