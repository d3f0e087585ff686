import type {MemberFacts, MembershipFacts} from '../../src/lib/domain/membership/facts.js';
import {CLUSTER_ID, idOf} from './status.js';

/** The n-th member of a membership: a voter that serves. */
export function aMember(index: number, change: Partial<MemberFacts> = {}): MemberFacts {
  return {
    id: idOf(index),
    name: `infra${index}`,
    node: `infra${index}`,
    peerUrls: [`http://127.0.0.1:${2380 + 10 * index}`],
    clientUrls: [`http://127.0.0.1:${2379 + 10 * index}`],
    isLearner: false,
    started: true,
    serving: true,
    isLeader: index === 0,
    version: '3.7.3',
    raftTerm: 2,
    raftIndex: 100,
    raftAppliedIndex: 100,
    raftLag: 0,
    dbSizeBytes: 20_480,
    alarms: [],
    ...change,
  };
}

export function aDeadMember(index: number, change: Partial<MemberFacts> = {}): MemberFacts {
  const {id, name, node, peerUrls, clientUrls} = aMember(index);
  const silent = {started: true, serving: false, isLeader: false, alarms: [], error: 'refuses connections'};
  return {
    id,
    name,
    ...(node === undefined ? {} : {node}),
    peerUrls,
    clientUrls,
    isLearner: false,
    ...silent,
    ...change,
  };
}

/** One that was added and has never run. */
export function anAddedMember(index: number, change: Partial<MemberFacts> = {}): MemberFacts {
  return aDeadMember(index, {name: '', started: false, clientUrls: [], ...change});
}

/** A membership that the first member leads. */
export function aMembership(
  members: readonly MemberFacts[],
  change: Partial<MembershipFacts> = {},
): MembershipFacts {
  return {clusterId: CLUSTER_ID, isConfirmed: true, version: '3.7.3', members, disagreements: [], ...change};
}
