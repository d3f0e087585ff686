/** A member as `member list` shows it. */
export interface ShownMember {
  readonly id: string;
  /** Empty until it has started for the first time. */
  readonly name: string;
  /** The node of the spec that it is; null where the spec does not know it. */
  readonly node: string | null;
  readonly peerUrls: readonly string[];
  /** The one that the spec has, where the cluster has another one, or more. */
  readonly specPeerUrl?: string;
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
  readonly started: boolean;
  readonly healthy: boolean;
  readonly isLeader: boolean;
  readonly version?: string;
  readonly raftLag?: number;
  readonly dbSizeBytes?: number;
  readonly alarms: readonly string[];
  /** Why it is not healthy. */
  readonly error?: string;
}

export interface MemberListing {
  readonly cluster: {
    readonly name: string;
    readonly id: string;
    /** A leader gave the list, and a quorum agreed that it leads; else the list may be old. */
    readonly isConfirmed: boolean;
    readonly leader: string | null;
    readonly voters: number;
    readonly learners: number;
    /** How many more voters may fail; 0 also while the quorum is lost. */
    readonly faultTolerance: number;
  };
  readonly members: readonly ShownMember[];
  /** Members of the spec that the cluster does not know. */
  readonly notMembers: readonly {readonly node: string; readonly peerUrl: string}[];
  /** Members that know another cluster or other members, in words. */
  readonly disagreements: readonly string[];
  /** Commands worth typing now, the most useful first. */
  readonly next: readonly string[];
}
