import {clusterIdOf, liveMembers, misplacement} from '../../domain/cluster/member-verdict.js';
import type {NodeObservation} from '../../domain/cluster/observation.js';
import {deadBeside, restartRefusal} from '../../domain/cluster/restart-rules.js';
import type {Voting} from '../../domain/cluster/voting.js';
import {onlyToUsers} from '../../errors/only-to-users.js';
import {OpsError} from '../../errors/ops-error.js';
import {readState} from '../../queries/cluster-state.js';
import {observeNodes} from '../../queries/observe-cluster.js';
import {observeVoting} from '../../queries/observe-voting.js';
import {runsUnderWay} from '../../queries/run-journals.js';
import type {ClusterContext} from '../cluster-run.js';
import {AGREE_HINT} from '../membership/scene.js';
import {goOnHints} from '../runs/partway.js';
import {readableUnfinished} from '../runs/readable-unfinished.js';

/** What goes on with a run that somebody has left half-way; nothing where that is the run that asks. */
async function leftOverHints({adapters, loaded}: ClusterContext): Promise<string[]> {
  const isUnderWay = await runsUnderWay(adapters, loaded.folder);
  const run = await readableUnfinished(adapters, loaded.folder);
  return run === undefined || isUnderWay(run) ? [] : goOnHints(run.state);
}

/** How those come back, or leave, that count and do not serve. */
async function hintsFor(context: ClusterContext, dead: Voting['nodes']): Promise<string[]> {
  const leftOver = dead.length === 0 ? [] : await leftOverHints(context);
  const strangers = dead.filter(({isStranger}) => isStranger === true);
  const areAllStrange = dead.length > 0 && strangers.length === dead.length;
  return [
    ...(areAllStrange ? [] : ['etcdops status', 'etcdops up starts members that are stopped']),
    ...(strangers.length > 0 && leftOver.length === 0 ? ['etcdops member list'] : leftOver),
  ];
}

/** The others look for it elsewhere: as it is made now it would start where nobody finds it. */
function assertFound(
  name: string,
  seen: {members: readonly NodeObservation[]; clusterId: string | undefined},
): void {
  const node = seen.members.find(member => member.name === name);
  const words = node && misplacement(node, liveMembers(seen.members, seen.clusterId));
  if (words === undefined) return;
  throw new OpsError('E_PREFLIGHT', `${name} would start where the others do not find it: ${words}`, {
    hints: [AGREE_HINT],
  });
}

/**
 * Asked again right before each stop: what was true when the plan was made may not be now.
 * @throws E_PREFLIGHT where its peer URL is not the one that the cluster has; E_QUORUM with the voters that count and do not serve; E_NO_ACCESS where only users are told
 */
export async function requireQuorumWithout(context: ClusterContext, name: string): Promise<void> {
  const {adapters, loaded} = context;
  const {clusterId} = await readState(adapters, loaded.folder);
  const observed = await observeNodes(adapters, loaded.spec, loaded.folder);
  if (observed.some(({needsUser}) => needsUser === true)) {
    throw onlyToUsers('tells others not how its members are');
  }
  const members = observed.filter(({role}) => role === 'member');
  assertFound(name, {members, clusterId: clusterIdOf(members, clusterId)});
  const voting = await observeVoting(adapters, observed, clusterId);
  const refusal = restartRefusal(voting, name);
  if (refusal === undefined) return;
  throw new OpsError('E_QUORUM', refusal, {hints: await hintsFor(context, deadBeside(voting, name))});
}
