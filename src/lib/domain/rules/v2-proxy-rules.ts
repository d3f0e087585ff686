import {has} from '../etcd-version/capabilities.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf, isTrue, listOf, valueOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import type {Cluster} from './cluster.js';
import {startScript} from './example-files.js';
import {isEveryAddress, isSameAddress, splitHostPort, type HostPort} from './host-port.js';
import {isWhole} from './judged.js';
import {clientListeners, isSet} from './listeners.js';
import type {ProcessRule, Report} from './rule.js';
import {newLine, shown} from './wording.js';

const VERSION = '3.5.35';

const withoutPeers: ProcessRule = {
  id: 'v2-proxy-without-peers',
  severity: 'error',
  title: 'A v2 proxy that knows no member',
  why: 'A v2 proxy asks the peers of initial-cluster, or of a discovery, where the members are. Without either it asks http://localhost:2380 for ever. Where its data directory has `proxy/cluster` that is what it reads.',
  etcd: 'accepts',
  bad: {version: VERSION, files: startScript('--proxy on', '--listen-client-urls http://127.0.0.1:2379')},
  good: {
    version: VERSION,
    files: startScript(
      '--proxy on',
      '--listen-client-urls http://127.0.0.1:2379',
      '--initial-cluster infra1=http://10.0.1.11:2380',
    ),
  },
  check: (process, {facts}): Report[] => {
    const given = givenOf(process, 'proxy');
    if (process.role !== 'v2-proxy' || given === undefined || !isWhole(process)) return [];
    const isTold = ['initial-cluster', 'discovery', 'discovery-srv'].some(name => isSet(process, name));
    if (isTold || facts.dataDir(process)?.hasProxy === true) return [];
    return [
      {
        place: given.place,
        message: 'the proxy is not told of any member: it asks http://localhost:2380',
        fix: `add ${newLine(process, 'initial-cluster', 'NAME=http://HOST:2380')} with the members`,
      },
    ];
  },
};

/** Host and port of URLs; those without a port have none that could be compared. */
function addressesOf(urls: readonly string[]): HostPort[] {
  return urls.flatMap(url => {
    const authority = /^\s*https?:\/\/([^/\s]*)/i.exec(url)?.[1];
    const address = authority === undefined ? undefined : splitHostPort(authority);
    return address === undefined ? [] : [address];
  });
}

/** The URLs to which a proxy goes: peers of its cluster, and what the members tell their clients. */
function targetsOf(process: EtcdProcess, {members}: Cluster): string[] {
  const peers = listOf(valueOf(process, 'initial-cluster')).map(entry => entry.slice(entry.indexOf('=') + 1));
  return [...peers, ...members.flatMap(member => listOf(valueOf(member, 'advertise-client-urls')))];
}

/** Whether the proxy certainly listens there: on that very address, which is not the one of some other machine. */
function listensOn(listen: HostPort, target: HostPort): boolean {
  return !isEveryAddress(listen) && isSameAddress(listen, target);
}

const proxyLoop: ProcessRule = {
  id: 'v2-proxy-loop',
  severity: 'error',
  title: 'A v2 proxy that goes to itself',
  why: 'The proxy passes requests on to the client URLs that the members advertise. Where one of them is the address of the proxy, requests go round in a circle until they time out.',
  etcd: 'accepts',
  bad: {
    version: VERSION,
    files: startScript(
      '--proxy on',
      '--listen-client-urls http://10.0.1.20:2379',
      '--initial-cluster infra1=http://10.0.1.20:2379',
    ),
  },
  good: {
    version: VERSION,
    files: startScript(
      '--proxy on',
      '--listen-client-urls http://10.0.1.20:2379',
      '--initial-cluster infra1=http://10.0.1.11:2380',
    ),
  },
  check: (process, cluster): Report[] => {
    if (process.role !== 'v2-proxy') return [];
    const listeners = clientListeners(process).filter(({given}) => given !== undefined);
    const targets = addressesOf(targetsOf(process, cluster));
    return listeners.flatMap(({url, given}) => {
      const [listen] = addressesOf([url]);
      const isOwn = listen !== undefined && targets.some(target => listensOn(listen, target));
      if (!isOwn || given === undefined) return [];
      return [
        {
          place: given.place,
          message: `the proxy listens on ${shown(url.trim())}, which is also where it sends requests to`,
          fix: 'listen on another port, or correct the URL of the member',
        },
      ];
    });
  },
};

const membersWithoutV2: ProcessRule = {
  id: 'v2-proxy-without-v2',
  severity: 'warning',
  title: 'A v2 proxy before members without the v2 API',
  why: 'The v2 API is off by default. A v2 proxy then answers 404 to every request for /v2/keys; what it passes on is the JSON gateway of v3 and /health, while gRPC does not pass it at all.',
  etcd: 'accepts',
  bad: {version: VERSION, files: membersAndProxy('')},
  good: {version: VERSION, files: membersAndProxy(' --enable-v2')},
  check: (process, {members}): Report[] => {
    const given = givenOf(process, 'proxy');
    if (process.role !== 'v2-proxy' || given === undefined) return [];
    const without = members.filter(
      member => has(member.version, 'enableV2') && isWhole(member) && !isTrue(member, 'enable-v2'),
    );
    if (without.length === 0) return [];
    const names = without.map(({label}) => printable(label, 30)).slice(0, 3);
    return [
      {
        place: given.place,
        message: `the v2 API is off on ${without.length} of ${members.length} members (${names.join(', ')}): /v2/keys answers 404`,
        fix: 'set enable-v2 on every member; for v3 clients use a gateway instead of the v2 proxy',
      },
    ];
  },
};

function membersAndProxy(flag: string): Readonly<Record<string, string>> {
  const urls = '--listen-client-urls http://10.0.1.11:2379 --advertise-client-urls http://10.0.1.11:2379';
  const peers =
    '--listen-peer-urls http://10.0.1.11:2380 --initial-advertise-peer-urls http://10.0.1.11:2380 --initial-cluster infra1=http://10.0.1.11:2380 --initial-cluster-token etcd-1';
  return {
    'member.sh': `etcd --name infra1 --data-dir /var/lib/etcd ${urls} ${peers}${flag}\n`,
    'proxy.sh':
      'etcd --name proxy0 --data-dir /var/lib/proxy --proxy on --listen-client-urls http://10.0.1.20:2379 --initial-cluster infra1=http://10.0.1.11:2380\n',
  };
}

/** Rules about v2 proxies, which 3.4 and 3.5 have. */
export const V2_PROXY_RULES: readonly ProcessRule[] = [withoutPeers, proxyLoop, membersWithoutV2];
