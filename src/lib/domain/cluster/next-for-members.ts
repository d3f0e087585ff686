/** As much of the state of a member as tells what to type. */
export interface MemberState {
  readonly name: string;
  readonly host: string;
  readonly onThisMachine: boolean;
  readonly running: boolean;
  readonly healthy: boolean;
  readonly alarms: readonly string[];
  readonly needsUser?: true;
}

/** `up` starts what is here; on another machine somebody has to look. */
function nextForStopped(cluster: string, members: readonly MemberState[]): string[] {
  const stopped = members.filter(({running}) => !running);
  const elsewhere = stopped.filter(({onThisMachine}) => !onThisMachine);
  const here = stopped.filter(({onThisMachine}) => onThisMachine);
  if (elsewhere[0] !== undefined) {
    const look = `ssh ${elsewhere[0].host} systemctl status etcd-${cluster}-${elsewhere[0].name}`;
    return here.length === 0 ? [look] : [`etcdops up ${here.map(({name}) => name).join(' ')}`, look];
  }
  return here.length === members.length ? ['etcdops up'] : ['etcdops up', `etcdops logs ${here[0]!.name}`];
}

/** Commands for the members that need something; empty where all are healthy. */
export function nextForMembers(cluster: string, members: readonly MemberState[]): string[] {
  if (members.some(({running}) => !running)) return nextForStopped(cluster, members);
  if (members.some(({alarms}) => alarms.includes('NOSPACE'))) {
    return ['etcdops ctl -- endpoint status -w table'];
  }
  const told = members.find(({healthy, needsUser}) => !healthy && needsUser !== true);
  if (told === undefined && members.some(({needsUser}) => needsUser === true))
    return ['etcdops status --user root'];
  const unhealthy = told ?? members.find(({healthy}) => !healthy);
  return unhealthy === undefined ? [] : [`etcdops logs ${unhealthy.name}`];
}
