import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {givenOf, isTrue, valueOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import {knownOf} from './assignments.js';
import {reaches} from './host-port.js';
import {isWhole} from './judged.js';
import {isSet} from './listeners.js';
import {integerOf} from './numbers.js';
import {goShown} from './parse-refusal.js';
import {advertisedAddressOf, connectsToItself, listenAddressOf} from './proxy-endpoints.js';
import type {ProcessRule, Report} from './rule.js';
import {shown} from './wording.js';

function proxy(...words: readonly string[]): {files: Readonly<Record<string, string>>} {
  const start = ['etcd grpc-proxy start --endpoints 10.0.1.10:2379', ...words];
  return {files: {'start.sh': `${start.join(' \\\n  ')}\n`}};
}

const OWN_ADDRESS = ['--listen-addr 10.0.1.20:23790', '--advertise-client-url 10.0.1.20:23790'];

interface Lack {
  readonly name: string;
  readonly message: string;
  readonly says: string;
}

/** What a proxy that registers itself lacks; undefined where nothing is. */
function lackOf(prefix: string, ttl: bigint, address: string): Lack | undefined {
  if (prefix === '') {
    if (ttl <= 0n) return undefined;
    return {
      name: 'resolver-ttl',
      message: 'stands without --resolver-prefix',
      says: 'invalid resolver-prefix ""',
    };
  }
  const name = 'resolver-prefix';
  if (ttl < 1n)
    return {
      name,
      message: 'stands without a --resolver-ttl of 1 or more',
      says: `invalid resolver-ttl ${ttl}`,
    };
  if (address !== '') return undefined;
  return {name, message: 'needs an --advertise-client-url', says: 'invalid advertise-client-url ""'};
}

function resolverProblem(process: EtcdProcess): Lack | undefined {
  const ttl = integerOf(process, 'resolver-ttl');
  if (process.role !== 'grpc-proxy' || ttl === undefined) return undefined;
  if (givenOf(process, 'resolver-prefix')?.unresolved) return undefined;
  const address = valueOf(process, 'advertise-client-url') ?? '';
  return lackOf(valueOf(process, 'resolver-prefix') ?? '', ttl, address);
}

const resolver: ProcessRule = {
  id: 'grpc-proxy-resolver',
  severity: 'error',
  title: 'A gRPC proxy that is to register itself and lacks something for it',
  why: 'A proxy registers itself under --resolver-prefix, for --resolver-ttl seconds at a time, with its --advertise-client-url. It ends where one of them is missing.',
  etcd: 'refuses',
  bad: proxy(...OWN_ADDRESS, '--resolver-prefix ___grpc_proxy'),
  good: proxy(...OWN_ADDRESS, '--resolver-prefix ___grpc_proxy', '--resolver-ttl 60'),
  check: process => {
    const problem = resolverProblem(process);
    const given = problem === undefined ? undefined : givenOf(process, problem.name);
    if (problem === undefined || given === undefined) return [];
    return [
      {
        place: given.place,
        message: `${given.written} ${problem.message}`,
        fix: 'give --resolver-prefix, --resolver-ttl and --advertise-client-url, or none of the first two',
        etcdSays: problem.says,
      },
    ];
  },
};

/** Whether the address that a proxy advertises is certainly not the one on which it listens. */
function advertisesOther(process: EtcdProcess): boolean {
  const listen = listenAddressOf(process);
  const target = advertisedAddressOf(process);
  if (listen === undefined || !isWhole(process)) return false;
  // The port of another machine may be forwarded to this one; its own may not.
  const isOwn = target !== undefined && /^(?:localhost|127\.[\d.]+|::1)$/i.test(target.host);
  return target !== undefined && isOwn && !reaches(target, listen);
}

function reportAdvertised(process: EtcdProcess, consequence: string): Report {
  const given = givenOf(process, 'advertise-client-url') ?? givenOf(process, 'listen-addr');
  const listen = valueOf(process, 'listen-addr') ?? '';
  const advertised = valueOf(process, 'advertise-client-url') ?? '';
  const isDefault = givenOf(process, 'advertise-client-url') === undefined;
  return {
    place: given?.place ?? process.place,
    message: `the proxy listens on ${shown(listen)} and advertises ${shown(advertised)}${isDefault ? ', the default' : ''}: ${consequence}`,
    fix: `add --advertise-client-url=${printable(listen.replace(/^(?:0\.0\.0\.0|\[::\])?:/, 'HOST:'), 100)}`,
  };
}

const advertisedItself: ProcessRule = {
  id: 'grpc-proxy-advertise',
  severity: 'error',
  title: 'A gRPC proxy that cannot reach itself',
  why: 'From 3.5.28 and 3.6.9 on, and not in 3.7, a gRPC proxy connects to the address that it advertises and ends after five seconds where nobody answers. Whoever changes --listen-addr has to change --advertise-client-url as well.',
  etcd: 'refuses',
  bad: {version: '3.6.16', ...proxy('--listen-addr 127.0.0.1:12379')},
  good: {
    version: '3.6.16',
    ...proxy('--listen-addr 127.0.0.1:12379', '--advertise-client-url 127.0.0.1:12379'),
  },
  check: process => {
    if (process.role !== 'grpc-proxy' || !connectsToItself(process) || !advertisesOther(process)) return [];
    return [{...reportAdvertised(process, 'it ends after 5 seconds'), etcdSays: 'context deadline exceeded'}];
  },
};

const registeredElsewhere: ProcessRule = {
  id: 'grpc-proxy-registered',
  severity: 'error',
  title: 'A gRPC proxy that registers an address at which nobody listens',
  why: 'Clients and other proxies take the address from --advertise-client-url. Its default is 127.0.0.1:23790, also where the proxy listens elsewhere.',
  etcd: 'accepts',
  bad: {
    version: '3.7.3',
    ...proxy('--listen-addr 10.0.1.20:2379', '--resolver-prefix p', '--resolver-ttl 60'),
  },
  good: {
    version: '3.7.3',
    ...proxy(
      '--listen-addr 10.0.1.20:2379',
      '--advertise-client-url 10.0.1.20:2379',
      '--resolver-prefix p',
      '--resolver-ttl 60',
    ),
  },
  check: process => {
    const registers = process.role === 'grpc-proxy' && isSet(process, 'resolver-prefix');
    if (!registers || connectsToItself(process) || !advertisesOther(process)) return [];
    return [reportAdvertised(process, 'others are sent to an address at which nobody listens')];
  },
};

const metricsAddress: ProcessRule = {
  id: 'grpc-proxy-metrics-addr',
  severity: 'error',
  title: 'An address for metrics without a scheme',
  why: 'Unlike --listen-addr, --metrics-addr is a URL.',
  etcd: 'refuses',
  bad: proxy(...OWN_ADDRESS, '--metrics-addr 127.0.0.1:9090'),
  good: proxy(...OWN_ADDRESS, '--metrics-addr http://127.0.0.1:9090'),
  check: process => metricsWithoutScheme(process, 'refused'),
};

const metricsName: ProcessRule = {
  id: 'grpc-proxy-metrics-name',
  severity: 'error',
  title: 'A host name for metrics without a scheme',
  why: 'In `localhost:9090` the proxy takes the name for the scheme of a URL without a host. It starts and serves no metrics there.',
  etcd: 'accepts',
  bad: proxy(...OWN_ADDRESS, '--metrics-addr localhost:9090'),
  good: proxy(...OWN_ADDRESS, '--metrics-addr http://localhost:9090'),
  check: process => metricsWithoutScheme(process, 'taken'),
};

function metricsWithoutScheme(process: EtcdProcess, wanted: 'refused' | 'taken'): Report[] {
  const given = process.role === 'grpc-proxy' ? knownOf(process, 'metrics-addr') : undefined;
  if (given === undefined || given.value === '' || /^[a-z]+:\/\//i.test(given.value)) return [];
  // Go takes letters, digits and a few signs in front of a colon for a scheme.
  const isTaken = /^[a-z][a-z\d+.-]*(?::|$)/i.test(given.value);
  if (isTaken !== (wanted === 'taken')) return [];
  return [
    {
      place: given.place,
      message: `${given.written} is ${shown(given.value)}, but must be a URL`,
      fix: `write --metrics-addr=http://${printable(given.value, 100)}`,
      ...(isTaken ? {} : {etcdSays: `cannot parse ${goShown(given.value)}`}),
    },
  ];
}

function hasPair(process: EtcdProcess): boolean {
  return isSet(process, 'cert-file') || isSet(process, 'key-file');
}

/** The flag that turns TLS on for a proxy without a certificate; a CA does so beside auto-tls as well. */
function bareTls(process: EtcdProcess): Assignment | undefined {
  if (process.role !== 'grpc-proxy' || !isWhole(process) || hasPair(process)) return undefined;
  const ca = knownOf(process, 'trusted-ca-file');
  if (ca !== undefined && ca.value !== '') return ca;
  const metrics = knownOf(process, 'metrics-addr');
  return !isTrue(process, 'auto-tls') && /^https:/i.test(metrics?.value ?? '') ? metrics : undefined;
}

const caAlone: ProcessRule = {
  id: 'grpc-proxy-tls',
  severity: 'error',
  title: 'A gRPC proxy that is to speak TLS without a certificate',
  why: 'A --trusted-ca-file turns TLS on for clients of the proxy, and so does https in --metrics-addr for its metrics. Both need --cert-file and --key-file. The flags towards etcd are others: --cacert, --cert and --key.',
  etcd: 'refuses',
  bad: proxy(...OWN_ADDRESS, '--trusted-ca-file /etc/etcd/ca.crt'),
  good: proxy(
    ...OWN_ADDRESS,
    '--cacert /etc/etcd/ca.crt',
    '--cert /etc/etcd/proxy.crt',
    '--key /etc/etcd/proxy.key',
  ),
  check: process => {
    const given = bareTls(process);
    if (given === undefined) return [];
    const isCa = given.name === 'trusted-ca-file';
    const instead = isCa ? 'name the CA of etcd with --cacert, beside --cert and --key' : 'write http';
    return [
      {
        place: given.place,
        message: `${given.written} turns TLS on, but there is no certificate`,
        fix: `add --cert-file and --key-file, or ${instead}`,
        etcdSays: 'KeyFile and CertFile are not presented',
      },
    ];
  },
};

/** Rules about gRPC proxies. */
export const GRPC_PROXY_RULES: readonly ProcessRule[] = [
  resolver,
  advertisedItself,
  registeredElsewhere,
  metricsAddress,
  metricsName,
  caAlone,
];
