import type {Clock} from '../../../src/lib/adapters/clock/clock.js';
import type {NodeLaunch} from '../../../src/lib/adapters/host/host.js';
import {quorumOf} from '../../../src/lib/domain/cluster/quorum.js';
import {errorMessage} from '../../../src/lib/errors/ops-error.js';
import type {FakeHost} from '../fake-host.js';
import {decideStart, hasData, isLastWords, writeIdentity} from './boot.js';
import {applyChange, electLeader, votersIn, type FakeCluster, type FakeMember} from './fake-cluster.js';
import {writeDatabase} from './fake-database.js';
import {readMemberConfig, type MemberConfig} from './member-config.js';

export interface MemberProcess {
  readonly name: string;
  readonly launch: NodeLaunch;
  readonly config: MemberConfig;
  readonly cluster: FakeCluster;
  readonly memberId: string;
  /** -Infinity of one that has run for long. */
  readonly startedAtMs: number;
}

export interface MemberProcesses {
  readonly clusters: Map<string, FakeCluster>;
  readonly hanging: Set<string>;
  /** What should never happen, and real etcd lets happen. */
  readonly violations: string[];
  /** After what a cluster that had a quorum had none any more. */
  readonly quorumLosses: string[];
  /** Who runs and answers. */
  alive(): MemberProcess[];
  /** Also of one that hangs. */
  running(): MemberProcess[];
  ofMember(id: string): MemberProcess | undefined;
  leaderOf(cluster: FakeCluster): FakeMember | undefined;
  /** How long `asked` has had a connection to a member; undefined where it has none. */
  connectedMs(asked: MemberProcess, id: string): number | undefined;
  /** What members tell each other once there is a leader; and what is late comes now, if its time is over. */
  settle(): void;
  /** Lets something happen a while from now. */
  later(act: () => void): void;
  /** Looks whether the quorum is there still. */
  note(what: string): void;
  /** Names of members that run on for a while after they were removed, as real ones do. */
  readonly lingering: Set<string>;
  /** Ends the processes of members that were removed, as real ones end. */
  endRemoved(cluster: FakeCluster): void;
}

/** How long a change takes whose answer nobody waits for any more. */
const LATE_MS = 1000;
const REMOVED = 'the member has been permanently removed from the cluster';

/** The members that run, as the host runs them; each belongs to the cluster of its data or of its config file. */
export function createMemberProcesses(host: FakeHost, clock: Clock): MemberProcesses {
  const clusters = new Map<string, FakeCluster>();
  const processes = new Map<string, MemberProcess>();
  const hanging = new Set<string>();
  const lingering = new Set<string>();
  const violations: string[] = [];
  const quorumLosses: string[] = [];
  const hadQuorum = new Set<FakeCluster>();
  let late: {readonly atMs: number; readonly act: () => void}[] = [];

  const running = (): MemberProcess[] => [...processes.values()].filter(({name}) => host.runs(name));
  const alive = (): MemberProcess[] => running().filter(({name}) => !hanging.has(name));
  const ofMember = (id: string): MemberProcess | undefined => alive().find(({memberId}) => memberId === id);
  const isAlive = (id: string): boolean => ofMember(id) !== undefined;
  const leaderOf = (cluster: FakeCluster): FakeMember | undefined => electLeader(cluster, isAlive);

  function note(what: string): void {
    for (const cluster of clusters.values()) {
      const voters = votersIn(cluster);
      const hasQuorum = voters.filter(({id}) => isAlive(id)).length >= quorumOf(voters.length);
      if (!hasQuorum && hadQuorum.delete(cluster)) quorumLosses.push(what);
      if (hasQuorum) hadQuorum.add(cluster);
    }
  }

  function settle(): void {
    const due = late.filter(({atMs}) => atMs <= clock.monotonicMs());
    late = late.filter(one => !due.includes(one));
    for (const {act} of due) act();
    for (const {cluster, memberId, config} of alive()) {
      const member = cluster.members.find(({id}) => id === memberId);
      if (member === undefined || leaderOf(cluster) === undefined) continue;
      if (member.name === config.name && member.clientUrls.join() === config.clientUrls.join()) continue;
      Object.assign(member, {name: config.name, clientUrls: config.clientUrls});
      cluster.index++;
    }
  }

  function clusterAt(peerUrls: readonly string[]): FakeCluster | undefined {
    return alive().find(({config}) => config.peerUrls.some(url => peerUrls.includes(url)))?.cluster;
  }

  /** Setting the stage: who runs from the start is a member, whoever added it. */
  function admit(config: MemberConfig, isLearner: boolean): void {
    const cluster = clusterAt([...config.initialCluster.values()].flat());
    const {peerUrls, clientUrls} = config;
    if (cluster === undefined || cluster.members.some(member => member.peerUrls.join() === peerUrls.join()))
      return;
    const added = applyChange(cluster, {kind: 'add', peerUrls, isLearner, nowMs: 0});
    if (typeof added === 'string') throw new Error(added);
    Object.assign(added, {name: config.name, clientUrls});
  }

  function configOf(launch: NodeLaunch): MemberConfig | string | undefined {
    try {
      return readMemberConfig(launch);
    } catch (error) {
      return errorMessage(error);
    }
  }

  host.onStart = (launch, {isOld, isLearner}) => {
    const config = configOf(launch);
    // Under the name of a member something else may run by now.
    processes.delete(launch.name);
    if (config === undefined || typeof config === 'string') return config;
    if (isOld && config.joins && !hasData(launch)) admit(config, isLearner);
    const start = decideStart(launch, config, {clusters, clusterAt, isAlive, violations});
    if (isLastWords(start)) return start.words;
    const cluster = clusters.get(start.clusterId);
    if (cluster === undefined) throw new Error(`${launch.name} has the data of a cluster of another test`);
    cluster.born.add(start.memberId);
    writeIdentity(launch, {clusterId: start.clusterId, memberId: start.memberId});
    writeDatabase(launch, cluster.content);
    // The one in which a member started last comes last.
    clusters.delete(cluster.id);
    clusters.set(cluster.id, cluster);
    processes.set(launch.name, {
      name: launch.name,
      launch,
      config,
      cluster,
      memberId: start.memberId,
      startedAtMs: isOld ? -Infinity : clock.monotonicMs(),
    });
    return undefined;
  };
  host.onChange = what => {
    settle();
    note(what);
  };

  return {
    clusters,
    hanging,
    lingering,
    violations,
    quorumLosses,
    running,
    alive,
    ofMember,
    leaderOf,
    settle,
    later: act => void late.push({atMs: clock.monotonicMs() + LATE_MS, act}),
    note,
    connectedMs(asked, id) {
      const other = ofMember(id);
      if (other === undefined) return undefined;
      if (other === asked) return Infinity;
      return clock.monotonicMs() - Math.max(asked.startedAtMs, other.startedAtMs);
    },
    endRemoved(cluster) {
      for (const process of alive())
        if (
          process.cluster === cluster &&
          cluster.removed.has(process.memberId) &&
          !lingering.has(process.name)
        )
          host.end(process.name, REMOVED);
    },
  };
}
