import type {ProxyApi} from '../../../src/lib/adapters/etcd-api/proxy-api.js';
import {clientUrlOf} from '../../../src/lib/domain/nodes/node-urls.js';
import type {ClusterSpec, SpecNode} from '../../../src/lib/domain/spec/schema.js';
import type {NodeRole} from '../../../src/lib/domain/spec/vocabulary.js';
import type {FakeHost} from '../fake-host.js';
import type {MemberProcess, MemberProcesses} from './processes.js';

interface Surroundings {
  readonly host: FakeHost;
  readonly processes: MemberProcesses;
  readonly atClientUrl: (url: string) => MemberProcess;
  readonly spec: () => ClusterSpec;
}

export interface FakeProxies {
  readonly api: ProxyApi;
  /** Where a connection to the address ends: at a member, also where a gateway passes it on. */
  memberBehind(url: string): MemberProcess;
}

/** The proxies of a spec: each answers while the host runs it, and has every member behind it. */
export function createFakeProxies({host, processes, atClientUrl, spec}: Surroundings): FakeProxies {
  /** The proxy of this kind that has the address; another kind in its place is a mistake of the test. */
  function proxyAt(url: string, role: NodeRole): SpecNode {
    const node = spec().nodes.find(other => clientUrlOf(spec(), other) === url);
    if (node?.role !== role) throw new Error(`no ${role} of the spec has ${url}`);
    if (!host.runs(node.name)) throw new Error('connect ECONNREFUSED');
    return node;
  }

  const voters = (): MemberProcess[] =>
    processes
      .alive()
      .filter(({cluster, memberId}) =>
        cluster.members.some(({id, isLearner}) => id === memberId && !isLearner),
      );
  const hasLeader = (): boolean => voters().some(({cluster}) => processes.leaderOf(cluster) !== undefined);

  return {
    memberBehind(url) {
      const gateway = spec().nodes.find(node => node.role === 'gateway' && clientUrlOf(spec(), node) === url);
      // A member may have taken its place, under its name too.
      const isMember = processes.running().some(({name}) => name === gateway?.name);
      if (gateway === undefined || isMember || !host.runs(gateway.name)) return atClientUrl(url);
      proxyAt(url, 'gateway');
      const [first] = voters();
      if (first === undefined) throw new Error('socket hang up');
      return first;
    },
    api: {
      async v2Endpoints(url) {
        proxyAt(url, 'v2-proxy');
        return processes.alive().flatMap(({config}) => config.clientUrls);
      },
      async v2Answers(url) {
        const {mode} = proxyAt(url, 'v2-proxy');
        const readStatus = processes.alive().length === 0 ? 503 : 200;
        const passedOn = readStatus === 200 ? 405 : 503;
        return {readStatus, writeStatus: mode === 'readonly' ? 501 : passedOn};
      },
      async assertGrpcProxy(url) {
        proxyAt(url, 'grpc-proxy');
      },
      async grpcHealth(url) {
        proxyAt(url, 'grpc-proxy');
        const healthy = hasLeader();
        return {healthy, reason: healthy ? '' : 'GET ERROR:context deadline exceeded'};
      },
    },
  };
}
