import type {CallOptions} from './call-options.js';
import {idToDecimal, parseMemberAdd, type AddedMember} from './parse.js';

export interface MemberAddition {
  readonly peerUrls: readonly string[];
  readonly isLearner: boolean;
}

export interface PeerUrlChange {
  readonly memberId: string;
  readonly peerUrls: readonly string[];
}

/**
 * Changes of the membership. A refusal throws E_ETCD_REFUSED; where nobody knows whether the change is made,
 * E_UNREACHABLE: see domain/membership/refusal. None is tried a second time here.
 */
export interface MemberApi {
  memberAdd(clientUrl: string, addition: MemberAddition, options: CallOptions): Promise<AddedMember>;
  memberRemove(clientUrl: string, memberId: string, options: CallOptions): Promise<void>;
  /** Makes a voter of a learner. */
  memberPromote(clientUrl: string, memberId: string, options: CallOptions): Promise<void>;
  memberUpdate(clientUrl: string, change: PeerUrlChange, options: CallOptions): Promise<void>;
  /** Makes another member the leader; asked of the leader itself. */
  moveLeader(leaderUrl: string, targetId: string, options: CallOptions): Promise<void>;
}

/** Sends what changes something. */
type Change = (url: string, path: string, options: CallOptions & {body: object}) => Promise<string>;

export function createMemberApi(change: Change): MemberApi {
  return {
    async memberAdd(url, {peerUrls, isLearner}, options) {
      const body = {peerURLs: peerUrls, isLearner};
      return parseMemberAdd(await change(url, '/v3/cluster/member/add', {...options, body}));
    },
    async memberRemove(url, memberId, options) {
      await change(url, '/v3/cluster/member/remove', {...options, body: {ID: idToDecimal(memberId)}});
    },
    async memberPromote(url, memberId, options) {
      await change(url, '/v3/cluster/member/promote', {...options, body: {ID: idToDecimal(memberId)}});
    },
    async memberUpdate(url, {memberId, peerUrls}, options) {
      const body = {ID: idToDecimal(memberId), peerURLs: peerUrls};
      await change(url, '/v3/cluster/member/update', {...options, body});
    },
    async moveLeader(url, targetId, options) {
      const body = {targetID: idToDecimal(targetId)};
      await change(url, '/v3/maintenance/transfer-leadership', {...options, body});
    },
  };
}
