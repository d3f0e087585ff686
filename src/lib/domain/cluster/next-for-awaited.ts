import type {NodeObservation} from './observation.js';

type Answering = NodeObservation & Required<Pick<NodeObservation, 'status' | 'memberList'>>;

/** Of the cluster, without a leader, in the order of what they have of the log. */
function answering(observed: readonly NodeObservation[], clusterId: string | undefined): Answering[] {
  return observed
    .filter((node): node is Answering => node.status !== undefined && node.memberList !== undefined)
    .filter(({status}) => status.clusterId === clusterId && !status.isLearner)
    .sort((a, b) => b.status.raftTerm - a.status.raftTerm || b.status.raftIndex - a.status.raftIndex);
}

/** What to type where a single member waits for a voter that was added beside it and never started; else empty. */
export function nextForAwaited(
  observed: readonly NodeObservation[],
  clusterId: string | undefined,
): string[] {
  const there = answering(observed, clusterId);
  const [freshest] = there;
  if (freshest === undefined || there.some(({quorumConfirmed}) => quorumConfirmed)) return [];
  const voters = freshest.memberList.filter(({isLearner}) => !isLearner);
  const awaited = voters.find(({name, peerUrls}) => {
    const answers = there.some(({peerUrl = ''}) => peerUrls.includes(peerUrl));
    return name === '' && !answers;
  });
  if (awaited === undefined || voters.length !== 2) return [];
  const node = observed.find(({peerUrl = ''}) => awaited.peerUrls.includes(peerUrl));
  return node === undefined
    ? ['etcdops member list', 'etcdops member add NAME']
    : [`etcdops member add ${node.name}`, 'etcdops member list'];
}
