import {has} from '../etcd-version/capabilities.js';
import {addressesOf} from '../process/addresses.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {isSocket, type EtcdUrl} from '../process/etcd-url.js';
import {canonicalHost, hostKindOf} from '../process/host-kind.js';
import {givenOf, valueOf} from '../process/values.js';
import {advertisedUrls, whoReaches} from './advertised.js';
import {isWhole} from './judged.js';
import {exampleMember, exampleVariables} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {newLine, shown} from './wording.js';

/** The first URL to listen on that says where it is reached; else a text that says what is needed. */
function urlToAdvertise(urls: readonly EtcdUrl[]): string {
  const named = urls.find(url => isSocket(url) || hostKindOf(url.host) !== 'unspecified');
  const port = urls[0]?.port ?? '2379';
  return named?.text ?? `${urls[0]?.scheme ?? 'http'}://ADDRESS:${port}`;
}

/** A v2 proxy, and a member that discovery may make one, advertise nothing. */
function mayBeProxy(process: EtcdProcess): boolean {
  const discovery = givenOf(process, 'discovery')?.value ?? '';
  return discovery !== '' && valueOf(process, 'discovery-fallback') === 'proxy';
}

/** The listeners for clients of a member that is told nothing to advertise to them. */
function listensOnly(process: EtcdProcess): Assignment | undefined {
  const advertises = givenOf(process, 'advertise-client-urls') !== undefined;
  if (process.role !== 'member' || advertises || !isWhole(process)) return undefined;
  return givenOf(process, 'listen-client-urls');
}

function requiredReports(process: EtcdProcess): Report[] {
  const listen = process.configured === 'flags' ? listensOnly(process) : undefined;
  if (listen === undefined || mayBeProxy(process)) return [];
  const url = urlToAdvertise(addressesOf(process)['listen-client-urls'].urls);
  return [
    {
      place: listen.place,
      message: `${listen.written} is given and advertise-client-urls is not: clients could not be told where this member is`,
      fix: `add ${newLine(process, 'advertise-client-urls', url)}`,
      etcdSays: '--advertise-client-urls is required when --listen-client-urls is set explicitly',
    },
  ];
}

/** Somebody on the same machine who is told http://localhost:2379 finds the member there. */
function answersOnDefault({host, port, scheme}: EtcdUrl): boolean {
  const isHere = ['localhost', '127.0.0.1', '::'].includes(canonicalHost(host));
  return scheme === 'http' && port === '2379' && isHere;
}

/** Nobody on another machine could connect anyway. */
function isLocal(url: EtcdUrl): boolean {
  return isSocket(url) || hostKindOf(url.host) === 'loopback';
}

function missingReports(process: EtcdProcess): Report[] {
  const listen = process.configured === 'config-file' ? listensOnly(process) : undefined;
  if (listen === undefined) return [];
  const {urls} = addressesOf(process)['listen-client-urls'];
  const advertised = addressesOf(process)['advertise-client-urls'];
  // With a listener on 0.0.0.0 etcd asks the machine for its address.
  if (!advertised.isKnown || urls.length === 0) return [];
  const answers = urls.some(answersOnDefault);
  if (urls.every(isLocal) && (answers || urls.every(isSocket))) return [];
  const told = 'without advertise-client-urls, clients are told http://localhost:2379';
  return [
    {
      place: listen.place,
      message: answers
        ? `${told}, which elsewhere is another machine`
        : `${told}, where this member does not listen`,
      fix: `add ${newLine(process, 'advertise-client-urls', urlToAdvertise(urls))}`,
    },
  ];
}

function socketReports(process: EtcdProcess): Report[] {
  if (has(process.version, 'advertisedSocketPaths')) return [];
  return advertisedUrls(process)
    .filter(({url}) => isSocket(url) && url.host === '' && url.port === '')
    .map(({setting, url, place}) => ({
      place,
      message: `${setting}: etcd ${process.version} cannot advertise the socket ${shown(url.text)}`,
      fix:
        setting === 'advertise-client-urls'
          ? 'listen on an address of the machine as well, and advertise that one'
          : 'listen on an address of the machine and advertise that one',
      etcdSays: 'missing port in address)',
    }));
}

/** Rules about what a member has to advertise. */
export const ADVERTISE_RULES: readonly ProcessRule[] = [
  {
    id: 'advertise-required',
    severity: 'error',
    title: 'Listening for clients without advertising to them',
    why: 'Who sets listen-client-urls by flag or variable has to say as well which URLs clients are told. In a config file etcd does not ask for it, and advertises localhost.',
    etcd: 'refuses',
    bad: exampleVariables({ETCD_LISTEN_CLIENT_URLS: 'http://10.0.0.1:2379'}),
    good: exampleVariables({
      ETCD_LISTEN_CLIENT_URLS: 'http://10.0.0.1:2379',
      ETCD_ADVERTISE_CLIENT_URLS: 'http://10.0.0.1:2379',
    }),
    check: requiredReports,
  },
  {
    id: 'advertise-missing-in-file',
    severity: 'warning',
    title: 'A config file without advertise-client-urls',
    why: 'A flag makes etcd ask for it. In a config file it takes its default in silence, and every client that asks for the members, and every proxy, is sent to localhost:2379.',
    etcd: 'accepts',
    bad: exampleMember({'advertise-client-urls': null}),
    good: exampleMember({
      'listen-client-urls': 'http://0.0.0.0:2379',
      'advertise-client-urls': 'http://10.0.0.1:2379',
    }),
    check: missingReports,
  },
  {
    id: 'advertise-host-empty',
    severity: 'error',
    title: 'An advertised URL without a host',
    why: 'What is advertised is where others connect to.',
    etcd: 'refuses',
    bad: exampleMember({'advertise-client-urls': 'http://:2379'}),
    good: exampleMember(),
    check: process =>
      advertisedUrls(process)
        .filter(({url}) => !isSocket(url) && url.host === '')
        .map(({setting, url, place}) => ({
          place,
          message: `${setting}: ${shown(url.text)} has no host for ${whoReaches(setting)} to connect to`,
          fix: `write ${url.scheme}://ADDRESS:${url.port} with the address of this member`,
          etcdSays: `(unexpected empty host (${url.text}))`,
        })),
  },
  {
    id: 'advertise-socket',
    severity: 'error',
    title: 'An advertised Unix socket in a version that has none',
    why: 'Since 3.5.10 etcd listens on the path of a socket, but only since 3.7 it can advertise one. Earlier ones take a socket with a name like a host and a port.',
    etcd: 'refuses',
    bad: exampleMember(
      {
        'listen-client-urls': 'unix:///run/etcd.sock',
        'advertise-client-urls': 'unix:///run/etcd.sock',
      },
      {version: '3.6.16'},
    ),
    good: exampleMember(
      {
        'listen-client-urls': 'unix:///run/etcd.sock,http://127.0.0.1:2379',
        'advertise-client-urls': 'http://127.0.0.1:2379',
      },
      {version: '3.6.16'},
    ),
    check: socketReports,
  },
];
