import type {Clock} from '../../src/lib/adapters/clock/clock.js';
import type {EtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import {readFailure} from '../../src/lib/adapters/etcd-api/failure.js';
import {predictIds} from '../../src/lib/domain/config/cluster-id.js';
import {joins, membersOf, peerUrlOf} from '../../src/lib/domain/nodes/node-urls.js';
import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {createFakeChanges, type FakeChanges} from './etcd/changes.js';
import {WORDS, type FakeCluster, type FakeMember} from './etcd/fake-cluster.js';
import {writeDatabase} from './etcd/fake-database.js';
import {createFakeMaintenance} from './etcd/fake-maintenance.js';
import {createFakeProxies} from './etcd/fake-proxies.js';
import {createMemberProcesses, type MemberProcess, type MemberProcesses} from './etcd/processes.js';
import {createFakeClock} from './fake-clock.js';
import type {FakeHost} from './fake-host.js';
import {strict} from './strict.js';

export interface FakeEtcd
  extends
    EtcdApi,
    FakeChanges,
    Pick<MemberProcesses, 'hanging' | 'lingering' | 'quorumLosses' | 'violations'> {
  /** The spec whose proxies answer, and of whose version the members are. */
  spec: ClusterSpec;
  readonly clock: Clock;
  /** Members that answer for another cluster. */
  readonly strangers: Set<string>;
  /** Versions of members by name, where they are not the spec's. */
  readonly versions: Map<string, string>;
  /** New members that serve nobody until they are started a second time: their first proposal was lost. */
  readonly unheard: Set<string>;
  /** Alarms by the name of the member on which they are up. */
  readonly alarms: Map<string, readonly string[]>;
  /** How long a learner takes from its start until it has the leader's log. */
  catchUpMs: number;
  leader(): string | undefined;
  /** A client writes a key into the cluster in which a member started last. */
  write(key: string): void;
  /** Of the cluster in which a member started last. */
  clusterId(): string;
  /** Its members, as they agree on them. */
  members(): readonly FakeMember[];
}

/**
 * etcd in memory: its members are what the host runs, by their config files and data directories. Those of one cluster
 * agree on the membership, elect while there is a quorum, and change it by etcd's own rules.
 */
export function createFakeEtcd(host: FakeHost, first: ClusterSpec, clock = createFakeClock()): FakeEtcd {
  const strangers = new Set<string>();
  const versions = new Map<string, string>();
  const alarms = new Map<string, readonly string[]>();
  const unheard = new Set<string>();
  const firstStarts = new Map<string, MemberProcess>();
  const processes = createMemberProcesses(host, clock);
  const {clusters, hanging, lingering, violations, quorumLosses} = processes;

  const newest = (): FakeCluster | undefined => [...clusters.values()].at(-1);

  function leader(): string | undefined {
    const cluster = newest();
    const led = cluster && processes.leaderOf(cluster);
    return led && processes.ofMember(led.id)?.name;
  }

  /** The process that listens at one of its URLs; throws as a connection to it would end. */
  function listening(url: string, urlsOf: (process: MemberProcess) => readonly string[]): MemberProcess {
    const process = processes.running().find(one => urlsOf(one).includes(url));
    if (process === undefined) throw Object.assign(new Error('connect ECONNREFUSED'), {code: 'ECONNREFUSED'});
    if (hanging.has(process.name)) throw new Error('no answer within 2000 ms');
    return process;
  }
  function isUnheard(process: MemberProcess): boolean {
    if (!unheard.has(process.name)) return false;
    if (!firstStarts.has(process.name)) firstStarts.set(process.name, process);
    return firstStarts.get(process.name) === process;
  }
  function atClientUrl(url: string): MemberProcess {
    const process = listening(url, ({config}) => [...config.clientUrls, ...config.listenClientUrls]);
    if (isUnheard(process)) throw new Error('no answer within 2000 ms');
    return process;
  }

  const versionOf = ({name}: MemberProcess): string => versions.get(name) ?? etcd.spec.etcd.version;
  const self = ({cluster, memberId}: MemberProcess): FakeMember | undefined =>
    cluster.members.find(({id}) => id === memberId);

  function indexOf(process: MemberProcess): number {
    const isBehind =
      self(process)?.isLearner === true && clock.monotonicMs() - process.startedAtMs < etcd.catchUpMs;
    return isBehind ? 0 : process.cluster.index;
  }

  function refuseLearner(url: string, process: MemberProcess): void {
    if (self(process)?.isLearner === true)
      throw readFailure(url, '', {status: 503, body: JSON.stringify({message: WORDS.notForLearner})});
  }

  const proxies = createFakeProxies({host, processes, atClientUrl, spec: () => etcd.spec});
  const changes = createFakeChanges({host, clock, processes, at: atClientUrl, versionOf, indexOf});

  const known: Partial<FakeEtcd> = {
    ...changes,
    ...createFakeMaintenance({at: atClientUrl, alarms}),
    spec: first,
    clock,
    hanging,
    lingering,
    strangers,
    unheard,
    versions,
    alarms,
    violations,
    quorumLosses,
    catchUpMs: 200,
    leader,
    write(key) {
      const cluster = newest();
      if (cluster === undefined) throw new Error('there is no cluster to write into');
      const {revision, keys} = cluster.content;
      cluster.content = {revision: revision + 1, keys: [...new Set([...keys, key])]};
      for (const one of processes.alive())
        if (one.cluster === cluster) writeDatabase(one.launch, cluster.content);
    },
    clusterId() {
      const begun = newest();
      if (begun !== undefined) return begun.id;
      const beginners = membersOf(etcd.spec).filter(node => !joins(node));
      return predictIds(
        beginners.map(node => [peerUrlOf(etcd.spec, node)!]),
        etcd.spec.token,
      ).clusterId;
    },
    members: () => newest()?.members ?? [],
    proxy: proxies.api,
    async memberList(url) {
      const process = atClientUrl(url);
      refuseLearner(url, process);
      processes.settle();
      return {clusterId: process.cluster.id, members: process.cluster.members.map(member => ({...member}))};
    },
    async status(url) {
      const process = proxies.memberBehind(url);
      processes.settle();
      const {name, cluster, memberId} = process;
      const led = processes.leaderOf(cluster);
      return {
        memberId,
        clusterId: strangers.has(name) ? 'abc' : cluster.id,
        version: versionOf(process),
        ...(led === undefined ? {} : {leaderId: led.id}),
        isLearner: self(process)?.isLearner === true,
        revision: cluster.content.revision,
        raftTerm: cluster.term,
        raftIndex: indexOf(process),
        raftAppliedIndex: indexOf(process),
        dbSizeBytes: 20_480,
        dbInUseBytes: 16_384,
        alarms: alarms.get(name) ?? [],
      };
    },
    async confirmQuorum(url) {
      const process = atClientUrl(url);
      refuseLearner(url, process);
      if (processes.leaderOf(process.cluster) === undefined)
        throw readFailure(url, '', {status: 503, body: JSON.stringify({message: WORDS.timedOut})});
    },
    async receivedSnapshot() {
      return processes.running().some(isUnheard) ? 'unanswered' : 'none';
    },
    as: () => etcd,
    async answersOnPeerPort(url) {
      try {
        listening(url, ({config}) => [...config.peerUrls, ...config.listenPeerUrls]);
        return true;
      } catch {
        return false;
      }
    },
  };
  const etcd = strict<FakeEtcd>('etcdApi', known, ['userName']);
  return etcd;
}
