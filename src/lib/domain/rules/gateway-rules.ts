import type {EtcdProcess} from '../process/etcd-process.js';
import {isTrue} from '../process/values.js';
import {printable} from '../text/printable.js';
import {knownOf} from './assignments.js';
import {isSameAddress, splitHostPort} from './host-port.js';
import {endpointsOf, listenAddressOf, type Endpoint} from './proxy-endpoints.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

function gateway(...words: readonly string[]): {files: Readonly<Record<string, string>>} {
  return {files: {'start.sh': `${['etcd gateway start', ...words].join(' \\\n  ')}\n`}};
}

/** Reports each endpoint of a gateway of which there is something to say. */
function ofEndpoints(
  report: (endpoint: Endpoint, process: EtcdProcess) => Omit<Report, 'place'> | undefined,
): ProcessRule['check'] {
  return process => {
    const list = process.role === 'gateway' ? endpointsOf(process) : undefined;
    if (list === undefined) return [];
    return list.endpoints.flatMap(endpoint => {
      const found = report(endpoint, process);
      return found === undefined ? [] : [{...found, place: list.given.place}];
    });
  };
}

function isSocket({scheme}: Endpoint): boolean {
  return scheme === 'unix' || scheme === 'unixs';
}

const endpointPort: ProcessRule = {
  id: 'gateway-endpoint-port',
  severity: 'error',
  title: 'An endpoint of a gateway without a port',
  why: 'A gateway forwards to host and port; there is no default port. An IPv6 address stands in brackets. A comma too many makes an endpoint without a name.',
  etcd: 'refuses',
  bad: gateway('--endpoints 10.0.1.10,10.0.1.11:2379'),
  good: gateway('--endpoints 10.0.1.10:2379,10.0.1.11:2379'),
  check: ofEndpoints(endpoint => {
    const {text, address, hostPort} = endpoint;
    if (hostPort !== undefined || isSocket(endpoint)) return undefined;
    return {
      message:
        text === '' ? 'there is an endpoint without a name' : `the endpoint ${shown(text)} is no host:port`,
      fix:
        text === ''
          ? 'remove the comma that is too many'
          : `write ${printable(portAdded(address.trim()), 100)}`,
      etcdSays: `error parsing endpoint "${printable(address, 200)}"`,
    };
  }),
};

/** Without a user, an IPv6 address in brackets, and the port of clients where there is none. */
function portAdded(written: string): string {
  const address = written.slice(written.lastIndexOf('@') + 1);
  if (splitHostPort(address)?.port) return address;
  const [, ipv6, port] = /^([\da-f:]*:[\da-f:]*):(\d{4,5})$/i.exec(address) ?? [];
  if (ipv6 !== undefined) return `[${ipv6}]:${port}`;
  return address.includes(':') && !address.startsWith('[') ? `[${address}]:2379` : `${address}:2379`;
}

const endpointHost: ProcessRule = {
  id: 'gateway-endpoint-host',
  severity: 'error',
  title: 'An endpoint of a gateway whose host cannot be found',
  why: 'A space behind a comma is a part of the host, which no name server knows. A gateway forwards TCP and has no Unix sockets.',
  etcd: 'refuses',
  bad: gateway("--endpoints '10.0.1.10:2379, 10.0.1.11:2379'"),
  good: gateway('--endpoints 10.0.1.10:2379,10.0.1.11:2379'),
  check: ofEndpoints(endpoint => {
    const {text, hostPort} = endpoint;
    const says = (host: string): string => `failed to resolve endpoint host: ${printable(host, 200)}`;
    if (isSocket(endpoint))
      return {
        message: `a gateway cannot forward to a socket: ${shown(text)}`,
        etcdSays: says(endpoint.scheme),
      };
    if (hostPort === undefined || !/\s/.test(hostPort.host)) return undefined;
    return {
      message: `the host of the endpoint ${shown(text)} has a space in it`,
      fix: `write ${printable(text.replace(/\s+/g, ''), 100)}`,
      etcdSays: says(hostPort.host),
    };
  }),
};

const endpointNumber: ProcessRule = {
  id: 'gateway-endpoint-number',
  severity: 'error',
  title: 'An endpoint of a gateway with a port that is no number',
  why: 'The gateway reads digits as far as there are any, takes port 0 for none, and starts. It never reaches the endpoint.',
  etcd: 'accepts',
  bad: gateway('--endpoints 10.0.1.10:client'),
  good: gateway('--endpoints 10.0.1.10:2379'),
  check: ofEndpoints(endpoint => {
    const port = endpoint.hostPort?.port;
    if (port === undefined || isSocket(endpoint)) return undefined;
    const isPort = /^\d{1,5}$/.test(port.trim()) && Number(port) > 0 && Number(port) < 65_536;
    if (isPort) return undefined;
    return {
      message: `the endpoint ${shown(endpoint.text)} has no port that exists`,
      fix: 'write a port, such as 2379',
    };
  }),
};

const gatewayLoop: ProcessRule = {
  id: 'gateway-loop',
  severity: 'error',
  title: 'A gateway that is its own endpoint',
  why: 'A gateway ends where one of its endpoints is the address on which it listens.',
  etcd: 'refuses',
  bad: gateway('--listen-addr 127.0.0.1:2379', '--endpoints localhost:2379'),
  good: gateway('--listen-addr 127.0.0.1:23790', '--endpoints localhost:2379'),
  check: ofEndpoints(({text, hostPort}, process) => {
    const listen = listenAddressOf(process);
    if (listen === undefined || hostPort === undefined || !isSameAddress(listen, hostPort)) return undefined;
    return {
      message: `the endpoint ${shown(text)} is the gateway itself`,
      fix: 'name members of the cluster, or listen on another port',
      etcdSays: 'should not resolve to the gateway listen addr',
    };
  }),
};

const endpointPath: ProcessRule = {
  id: 'gateway-endpoint-path',
  severity: 'info',
  title: 'An endpoint of a gateway with a path',
  why: 'The gateway forwards connections and takes host and port alone from a URL. The path of a request is that of the client.',
  etcd: 'accepts',
  bad: gateway('--endpoints http://10.0.1.10:2379/v3'),
  good: gateway('--endpoints 10.0.1.10:2379'),
  check: ofEndpoints(({text, address, path}) =>
    path === '' || path === '/'
      ? undefined
      : {
          message: `a gateway drops the path of the endpoint ${shown(text)}`,
          fix: `write ${printable(address, 100)}`,
        },
  ),
};

const emptyEndpoints: ProcessRule = {
  id: 'gateway-endpoints-empty',
  severity: 'error',
  title: 'An empty list of endpoints',
  why: 'Without the flag a gateway forwards to 127.0.0.1:2379; with an empty one it has nothing to forward to and ends. Often a variable of the shell is empty.',
  etcd: 'refuses',
  bad: gateway("--endpoints=''"),
  good: gateway('--endpoints=10.0.1.10:2379'),
  check: process => {
    const list = process.role === 'gateway' ? endpointsOf(process) : undefined;
    if (list === undefined || list.endpoints.length > 0 || process.values.has('discovery-srv')) return [];
    return [
      {
        place: list.given.place,
        message: 'the gateway has no endpoint',
        fix: 'name members of the cluster',
        etcdSays: 'no endpoints found',
      },
    ];
  },
};

const secureDiscovery: ProcessRule = {
  id: 'gateway-discovery-secure',
  severity: 'info',
  title: 'DNS discovery that takes members with TLS alone',
  why: 'Without `--insecure-discovery` a gateway asks each endpoint that it finds for TLS and drops the others, those without TLS always. Where none is left it forwards to 127.0.0.1:2379 in silence.',
  etcd: 'accepts',
  bad: gateway('--discovery-srv example.com'),
  good: gateway('--discovery-srv example.com', '--insecure-discovery'),
  check: process => {
    const given = knownOf(process, 'discovery-srv');
    const isPlain = given === undefined || given.value === '' || process.role !== 'gateway';
    if (isPlain || isTrue(process, 'insecure-discovery') || process.values.has('trusted-ca-file')) return [];
    return [
      {
        place: given.place,
        message: 'members without TLS, or with certificates of an own CA, are dropped from what DNS says',
        fix: 'name their CA with --trusted-ca-file, or add --insecure-discovery where they have no TLS',
      },
    ];
  },
};

/** Rules about gateways. */
export const GATEWAY_RULES: readonly ProcessRule[] = [
  endpointPort,
  endpointHost,
  endpointNumber,
  gatewayLoop,
  endpointPath,
  emptyEndpoints,
  secureDiscovery,
];
