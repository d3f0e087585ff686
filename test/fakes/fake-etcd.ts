import type {EtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import {quorumOf} from '../../src/lib/domain/cluster/quorum.js';
import {predictIds} from '../../src/lib/domain/config/cluster-id.js';
import {clientUrlOf, joins, membersOf, peerUrlOf, votersOf} from '../../src/lib/domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../src/lib/domain/spec/schema.js';
import type {NodeRole} from '../../src/lib/domain/spec/vocabulary.js';
import {OpsError} from '../../src/lib/errors/ops-error.js';
import type {FakeHost} from './fake-host.js';
import {strict} from './strict.js';

export interface FakeEtcd extends EtcdApi {
  /** The spec whose members answer; after `up --fresh` it is another one. */
  spec: ClusterSpec;
  /** Members that run and answer nothing. */
  readonly hanging: Set<string>;
  /** Members that answer for another cluster. */
  readonly strangers: Set<string>;
  leader(): string | undefined;
  clusterId(): string;
}

function refused(): Error {
  return new Error('connect ECONNREFUSED');
}

/** The members of a spec as one etcd in memory: they answer while the host runs them, and elect while there is a quorum. */
export function createFakeEtcd(host: FakeHost, first: ClusterSpec): FakeEtcd {
  const hanging = new Set<string>();
  const strangers = new Set<string>();
  let chosen: string | undefined;
  let term = 1;
  const members = (): SpecNode[] => membersOf(etcd.spec);
  const isAlive = ({name}: SpecNode): boolean => host.runs(name) && !hanging.has(name);
  const alive = (): SpecNode[] => members().filter(isAlive);
  const idsOf = (nodes: readonly SpecNode[]): {clusterId: string; memberIds: string[]} =>
    predictIds(
      nodes.map(node => [peerUrlOf(etcd.spec, node)!]),
      etcd.spec.token,
    );
  // Of those that began it: who joins changes it no more.
  const clusterId = (): string => idsOf(members().filter(node => !joins(node))).clusterId;
  const idOf = (name: string): string =>
    idsOf(members()).memberIds[members().findIndex(node => node.name === name)]!;

  function leader(): string | undefined {
    const voters = votersOf(etcd.spec);
    const names = voters.filter(isAlive).map(({name}) => name);
    if (names.length < quorumOf(voters.length)) return undefined;
    if (chosen === undefined || !names.includes(chosen)) {
      [chosen] = names;
      term++;
    }
    return chosen;
  }

  function at(url: string, urlOf: (node: SpecNode) => string | undefined): SpecNode {
    const node = members().find(member => urlOf(member) === url);
    if (node === undefined) throw new Error(`nobody of the spec has ${url}`);
    if (!host.runs(node.name)) throw refused();
    if (hanging.has(node.name)) throw new Error('no answer within 2000 ms');
    return node;
  }
  const atClientUrl = (url: string): SpecNode => at(url, node => clientUrlOf(etcd.spec, node));

  function refuseLearner({learner}: SpecNode): void {
    if (learner === true)
      throw new OpsError('E_UNREACHABLE', 'answered 503: etcdserver: rpc not supported for learner');
  }

  /** The proxy of this kind that has the address; another kind in its place is a mistake of the test. */
  function proxyAt(url: string, role: NodeRole): SpecNode {
    const node = etcd.spec.nodes.find(other => clientUrlOf(etcd.spec, other) === url);
    if (node?.role !== role) throw new Error(`no ${role} of the spec has ${url}`);
    if (!host.runs(node.name)) throw refused();
    return node;
  }

  /** Where a connection to the address ends: at a member, also where a gateway passes it on. */
  function memberBehind(url: string): SpecNode {
    const isGateway = etcd.spec.nodes.some(
      node => node.role === 'gateway' && clientUrlOf(etcd.spec, node) === url,
    );
    if (!isGateway) return atClientUrl(url);
    proxyAt(url, 'gateway');
    const [first] = votersOf(etcd.spec).filter(isAlive);
    if (first === undefined) throw new Error('socket hang up');
    return first;
  }

  const etcd: FakeEtcd = strict<FakeEtcd>('etcdApi', {
    spec: first,
    hanging,
    strangers,
    leader,
    clusterId,
    proxy: {
      async v2Endpoints(url) {
        proxyAt(url, 'v2-proxy');
        return alive().map(node => clientUrlOf(etcd.spec, node));
      },
      async v2Answers(url) {
        const {mode} = proxyAt(url, 'v2-proxy');
        const readStatus = alive().length === 0 ? 503 : 200;
        const passedOn = readStatus === 200 ? 405 : 503;
        return {readStatus, writeStatus: mode === 'readonly' ? 501 : passedOn};
      },
      async assertGrpcProxy(url) {
        proxyAt(url, 'grpc-proxy');
      },
      async grpcHealth(url) {
        proxyAt(url, 'grpc-proxy');
        const healthy = leader() !== undefined;
        return {healthy, reason: healthy ? '' : 'GET ERROR:context deadline exceeded'};
      },
    },
    async memberList(url) {
      refuseLearner(atClientUrl(url));
      const list = members().map(node => ({
        id: idOf(node.name),
        name: node.name,
        peerUrls: [peerUrlOf(etcd.spec, node)!],
        clientUrls: [clientUrlOf(etcd.spec, node)],
        isLearner: node.learner === true,
      }));
      return {clusterId: clusterId(), members: list};
    },
    async status(url) {
      const {name, learner = false} = memberBehind(url);
      const leading = leader();
      return {
        memberId: idOf(name),
        clusterId: strangers.has(name) ? 'abc' : clusterId(),
        version: etcd.spec.etcd.version,
        ...(leading === undefined ? {} : {leaderId: idOf(leading)}),
        isLearner: learner,
        revision: 1,
        raftTerm: term,
        raftIndex: 9,
        raftAppliedIndex: 9,
        dbSizeBytes: 20_480,
        dbInUseBytes: 16_384,
        alarms: [],
      };
    },
    async confirmQuorum(url) {
      refuseLearner(atClientUrl(url));
      if (leader() === undefined) throw new OpsError('E_UNREACHABLE', 'etcdserver: request timed out');
    },
    async moveLeader(url, targetId) {
      const from = atClientUrl(url).name;
      const target = alive().find(({name}) => idOf(name) === targetId);
      if (leader() !== from) throw new Error(`${from} does not lead`);
      if (target === undefined) throw new Error(`no living member has the id ${targetId}`);
      host.events.push(`move-leader ${from} ${target.name}`);
      chosen = target.name;
      term++;
    },
    as: () => etcd,
    async answersOnPeerPort(url) {
      try {
        at(url, node => peerUrlOf(etcd.spec, node));
        return true;
      } catch {
        return false;
      }
    },
  });
  return etcd;
}
