import type {LiveMember} from '../proxies/endpoints.js';
import type {ProxyObservation} from '../proxies/judge-proxy.js';
import type {NodeRole} from '../spec/vocabulary.js';

/** The usual error of a node that does not run. */
export const REFUSES = 'refuses connections';

/** What one member says of itself and of the cluster. */
export interface MemberStatus {
  readonly memberId: string;
  readonly clusterId: string;
  readonly version: string;
  /** Undefined while there is no leader. */
  readonly leaderId?: string;
  readonly isLearner: boolean;
  readonly revision: number;
  readonly raftTerm: number;
  readonly raftIndex: number;
  readonly raftAppliedIndex: number;
  readonly dbSizeBytes: number;
  readonly dbInUseBytes: number;
  /** Names of the alarms that are up on this member, such as NOSPACE. */
  readonly alarms: readonly string[];
}

/** What was seen of one node; the answers of etcd are missing where it did not answer. */
export interface NodeObservation {
  readonly name: string;
  readonly role: NodeRole;
  readonly host: string;
  /** Where it answers; where it does not, as the spec has it. */
  readonly clientUrl: string;
  /** As the spec has it, where it answers elsewhere, as before the spec was edited. */
  readonly specClientUrl?: string;
  readonly peerUrl?: string;
  /** False for a node of another machine: nothing is known of its process. */
  readonly onThisMachine: boolean;
  /** The spec says that it does not vote. */
  readonly learner?: boolean;
  readonly process?: {readonly pid: number; readonly managedBy: 'etcdops' | 'other'};
  readonly status?: MemberStatus;
  /** Whether a linearizable read through this node was answered. */
  readonly quorumConfirmed: boolean;
  /** Why it did not answer. */
  readonly error?: string;
  /** It keeps something to itself that it tells a user who may know it. */
  readonly needsUser?: true;
  /** Alarms that it tells anybody of, where it has not told its status. */
  readonly toldAlarms?: readonly string[];
  /** The members of the cluster as this one knows them. */
  readonly memberList?: readonly LiveMember[];
  /** Of what is no member. */
  readonly proxy?: ProxyObservation;
}
