import {isLoopback} from '../nodes/hosts.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import {knownOf} from './assignments.js';
import {isEveryAddress, isSameAddress, splitHostPort, type HostPort} from './host-port.js';
import {isWhole} from './judged.js';
import {endpointsOf, listenAddressOf, type Endpoint} from './proxy-endpoints.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

function isProxy({role}: EtcdProcess): boolean {
  return role === 'gateway' || role === 'grpc-proxy';
}

const withoutStart: ProcessRule = {
  id: 'proxy-without-start',
  severity: 'error',
  title: 'A gateway or gRPC proxy without its command start',
  why: 'Both have a command of their own behind them, `start`. Without it etcd prints its help and ends, or does not know the flags.',
  etcd: 'refuses',
  bad: {files: {'start.sh': 'etcd gateway --endpoints 10.0.1.10:2379\n'}},
  good: {files: {'start.sh': 'etcd gateway start --endpoints 10.0.1.10:2379\n'}},
  check: process => {
    const [, command, verb] = process.launch.argv;
    if (!isProxy(process) || command === undefined || verb?.text === 'start' || verb?.unresolved) return [];
    const name = printable(command.text, 20);
    return [
      {
        place: command.place,
        message: `etcd ${name} needs its command start`,
        fix: `write etcd ${name} start`,
      },
    ];
  },
};

/** Why a text is no address to listen on, in the words of the two; undefined where it is one. */
function listenSays({role}: EtcdProcess, text: string): string | undefined {
  const address = splitHostPort(text);
  const shownText = printable(text, 200);
  if (role === 'gateway' && address === undefined) return `failed to validate listen address: ${shownText}`;
  if (role === 'gateway') return address?.host === '' ? 'failed to resolve listen host:' : undefined;
  return address === undefined ? `listen tcp: address ${shownText}:` : undefined;
}

const listenAddress: ProcessRule = {
  id: 'proxy-listen-addr',
  severity: 'error',
  title: 'An address on which a gateway or gRPC proxy cannot listen',
  why: 'The flag takes `host:port`, no URL: a gateway hands TLS through, a gRPC proxy has it by --cert-file and --key-file. A gateway needs a host as well; 0.0.0.0 is every address.',
  etcd: 'refuses',
  bad: {files: {'start.sh': 'etcd gateway start --listen-addr :2379 --endpoints 10.0.1.10:2379\n'}},
  good: {files: {'start.sh': 'etcd gateway start --listen-addr 0.0.0.0:2379 --endpoints 10.0.1.10:2379\n'}},
  check: process => {
    const given = isProxy(process) ? knownOf(process, 'listen-addr') : undefined;
    const says = given === undefined ? undefined : listenSays(process, given.value);
    if (given === undefined || says === undefined) return [];
    const address = given.value.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/s, '');
    return [
      {
        place: given.place,
        message: `${given.written} is ${shown(given.value)}, but must be host:port`,
        fix: `write ${printable(listenMeant(address), 100)}`,
        etcdSays: says,
      },
    ];
  },
};

function listenMeant(address: string): string {
  if (address.startsWith(':')) return `0.0.0.0${address}`;
  return address.includes(':') ? address : `${address}:23790`;
}

/** Whether an endpoint is the proxy itself and it does not see that: a gateway compares addresses, a gRPC proxy none. */
function isItself({role}: EtcdProcess, listen: HostPort, {hostPort}: Endpoint): boolean {
  if (hostPort === undefined || hostPort.port !== listen.port) return false;
  if (isEveryAddress(listen)) return isLoopback(hostPort.host);
  return role === 'grpc-proxy' && isSameAddress(listen, hostPort);
}

const ownEndpoint: ProcessRule = {
  id: 'proxy-loop',
  severity: 'error',
  title: 'A proxy that is its own endpoint and does not notice',
  why: 'A gateway that listens on every address does not see that an endpoint on 127.0.0.1 with its port is itself, and a gRPC proxy never looks. Each connection then goes round in a circle.',
  etcd: 'accepts',
  bad: {
    files: {'start.sh': 'etcd gateway start --listen-addr 0.0.0.0:2379 --endpoints 127.0.0.1:2379\n'},
  },
  good: {
    files: {'start.sh': 'etcd gateway start --listen-addr 0.0.0.0:23790 --endpoints 127.0.0.1:2379\n'},
  },
  check: process => {
    const list = isProxy(process) ? endpointsOf(process) : undefined;
    const listen = listenAddressOf(process);
    if (list === undefined || listen === undefined) return [];
    return list.endpoints
      .filter(endpoint => isItself(process, listen, endpoint))
      .map(({text}) => ({
        place: list.given.place,
        message: `the endpoint ${shown(text)} is the proxy itself`,
        fix: 'name members of the cluster, or listen on another port',
      }));
  },
};

const defaultEndpoints: ProcessRule = {
  id: 'proxy-endpoints-default',
  severity: 'warning',
  title: 'A proxy without endpoints beside several members',
  why: 'Without --endpoints a gateway or gRPC proxy goes to 127.0.0.1:2379 alone. It is down with that one member, and on another machine it reaches nobody.',
  etcd: 'accepts',
  bad: {
    files: {
      'members/infra0.yaml': member('infra0', '10.0.1.10'),
      'members/infra1.yaml': member('infra1', '10.0.1.11'),
      'members/infra2.yaml': member('infra2', '10.0.1.12'),
      'proxy.sh': 'etcd gateway start --listen-addr 0.0.0.0:23790\n',
    },
  },
  good: {
    files: {
      'members/infra0.yaml': member('infra0', '10.0.1.10'),
      'members/infra1.yaml': member('infra1', '10.0.1.11'),
      'members/infra2.yaml': member('infra2', '10.0.1.12'),
      'proxy.sh':
        'etcd gateway start --listen-addr 0.0.0.0:23790 --endpoints 10.0.1.10:2379,10.0.1.11:2379,10.0.1.12:2379\n',
    },
  },
  check: (process, {members}): Report[] => {
    const isGiven =
      givenOf(process, 'endpoints') !== undefined || givenOf(process, 'discovery-srv') !== undefined;
    if (!isProxy(process) || isGiven || !isWhole(process) || members.length < 2) return [];
    return [
      {
        place: process.place,
        message: `no endpoints are given: it goes to 127.0.0.1:2379 alone, and there are ${members.length} members`,
        fix: 'name the client addresses of all members with --endpoints',
      },
    ];
  },
};

/** One of three members, for examples. */
function member(name: string, host: string): string {
  return [
    `name: ${name}`,
    'data-dir: /var/lib/etcd',
    `listen-peer-urls: http://${host}:2380`,
    `initial-advertise-peer-urls: http://${host}:2380`,
    `listen-client-urls: http://${host}:2379`,
    `advertise-client-urls: http://${host}:2379`,
    'initial-cluster: infra0=http://10.0.1.10:2380,infra1=http://10.0.1.11:2380,infra2=http://10.0.1.12:2380',
    'initial-cluster-token: etcd-1',
    '',
  ].join('\n');
}

/** Rules about the addresses of gateways and gRPC proxies. */
export const PROXY_ADDRESS_RULES: readonly ProcessRule[] = [
  withoutStart,
  listenAddress,
  ownEndpoint,
  defaultEndpoints,
];
