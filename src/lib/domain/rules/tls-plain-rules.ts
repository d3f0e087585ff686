import {compareVersions} from '../etcd-version/version.js';
import {isLoopback} from '../nodes/hosts.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {givenOf, isTrue} from '../process/values.js';
import {knownOf} from './assignments.js';
import {clientTlsFile, configFile, SERVER_CERTIFICATE, startScript, TRUSTED_CA} from './example-files.js';
import {isServer} from './judged.js';
import {isSecure, isSet, listenUrlsOf, type ListenUrl} from './listeners.js';
import type {ProcessRule, Report} from './rule.js';
import {firstGiven, secureListeners, tlsSidesOf, type TlsSide} from './tls-sides.js';
import {shown} from './wording.js';

const CERT_AUTH = 'client-cert-auth: true';
/** Flags of a member that looks at a revocation list. */
const REVOKING = [
  '--listen-client-urls https://10.0.1.10:2379',
  '--listen-client-http-urls https://10.0.1.10:2378',
  '--advertise-client-urls https://10.0.1.10:2379',
  '--cert-file /etc/etcd/server.crt --key-file /etc/etcd/server.key',
  '--client-cert-auth --trusted-ca-file /etc/etcd/ca.crt',
  '--client-crl-file /etc/etcd/revoked.pem',
];

/** The setting of TLS that a side has, where it has any. */
function tlsSetting(process: EtcdProcess, side: TlsSide): Assignment | undefined {
  const {hasCert, hasCa, isAuto, asksForCertificates} = side;
  if (!hasCert && !hasCa && !isAuto && !asksForCertificates) return undefined;
  const names = ['cert-file', 'key-file', 'trusted-ca-file', 'auto-tls'].map(side.nameOf);
  return firstGiven(process, [...names, side.certAuth]);
}

/** The first listener of a side of which none speaks TLS. */
function onlyPlain({listeners}: TlsSide): ListenUrl | undefined {
  return listeners.every(({scheme}) => scheme === 'http') ? listeners[0] : undefined;
}

/** Settings of TLS on a side that listens without it. */
function plainSide(process: EtcdProcess, side: TlsSide): Report[] {
  const given = tlsSetting(process, side);
  const plain = onlyPlain(side);
  const isForMetrics = side.side === 'client' && listenUrlsOf(process, 'listen-metrics-urls').some(isSecure);
  if (given === undefined || plain === undefined || isForMetrics) return [];
  return [
    {
      place: given.place,
      message: `${given.written} has no effect: etcd serves ${side.side}s in plain text, since it listens on ${shown(plain.url.trim())}`,
      fix: 'write https in the listen URLs and in the advertised ones, or remove the settings of TLS',
    },
  ];
}

function hostOf({authority}: ListenUrl): string {
  return authority.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

/** A plain listener beside secure ones lets in whom they keep out. */
function openDoor(side: TlsSide): Report[] {
  const isGuarded = side.asksForCertificates || side.hasCa;
  if (side.side !== 'client' || !isGuarded || side.isAuto || secureListeners(side).length === 0) return [];
  // Of one list with both another rule speaks.
  const mixed = new Set(secureListeners(side).map(({given}) => given));
  const plain = side.listeners.find(
    listener => listener.scheme === 'http' && !isLoopback(hostOf(listener)) && !mixed.has(listener.given),
  );
  if (plain?.given === undefined) return [];
  return [
    {
      place: plain.given.place,
      message: `${shown(plain.url.trim())} stands beside https: whoever has no certificate comes in here`,
      fix: 'remove it, or bind it to 127.0.0.1',
    },
  ];
}

/** Whether certificates are asked for, and not only perhaps. */
function asksSurely(process: EtcdProcess, {certAuth}: TlsSide): boolean {
  return givenOf(process, certAuth)?.unresolved !== true && isTrue(process, certAuth);
}

const plainAuth: ProcessRule = {
  id: 'tls-auth-on-http',
  severity: 'error',
  title: 'Certificates are asked for on a listener without TLS',
  why: 'The scheme of the listen URL decides. With http etcd asks nobody for a certificate, whatever client-cert-auth says: it warns in its log, and everybody may read and write.',
  etcd: 'accepts',
  bad: {
    files: configFile(
      'listen-client-urls: http://10.0.1.10:2379',
      'advertise-client-urls: http://10.0.1.10:2379',
      'client-transport-security:',
      ...[...SERVER_CERTIFICATE, TRUSTED_CA, CERT_AUTH].map(line => `  ${line}`),
    ),
  },
  good: {files: clientTlsFile([...SERVER_CERTIFICATE, TRUSTED_CA, CERT_AUTH])},
  check: process =>
    tlsSidesOf(process)
      .filter(side => asksSurely(process, side))
      .flatMap(side => plainSide(process, side)),
};

const plainListener: ProcessRule = {
  id: 'tls-on-http',
  severity: 'warning',
  title: 'Settings of TLS for a listener without it',
  why: 'The scheme of the listen URL decides. With http etcd ignores certificates and CA with a warning in its log, and everybody may read and write.',
  etcd: 'accepts',
  bad: {
    files: configFile(
      'listen-client-urls: http://10.0.1.10:2379',
      'advertise-client-urls: http://10.0.1.10:2379',
      'client-transport-security:',
      ...SERVER_CERTIFICATE.map(line => `  ${line}`),
    ),
  },
  good: {files: clientTlsFile(SERVER_CERTIFICATE)},
  check: process =>
    tlsSidesOf(process).flatMap(side => [
      ...(asksSurely(process, side) ? [] : plainSide(process, side)),
      ...openDoor(side),
    ]),
};

/** The first releases that look at the list on a port for gRPC alone. */
const LOOKS_SINCE: readonly (readonly [line: string, version: string])[] = [
  ['3.5.', '3.5.32'],
  ['3.6.', '3.6.13'],
];

const bypassedList: ProcessRule = {
  id: 'crl-bypassed',
  severity: 'warning',
  title: 'A revocation list that gRPC gets past in this version',
  why: 'With listen-client-http-urls the other client URLs serve gRPC alone, and there etcd before 3.5.32 and 3.6.13 does not look at client-crl-file: revoked certificates are let in.',
  etcd: 'accepts',
  bad: {version: '3.6.12', files: startScript(...REVOKING)},
  good: {version: '3.6.13', files: startScript(...REVOKING)},
  check: process => {
    const list = knownOf(process, 'client-crl-file');
    const since = LOOKS_SINCE.find(([line]) => process.version.startsWith(line))?.[1];
    if (list === undefined || list.value === '' || since === undefined || !isServer(process)) return [];
    if (!isSet(process, 'listen-client-http-urls') || compareVersions(process.version, since) >= 0) return [];
    return [
      {
        place: list.place,
        message: `beside listen-client-http-urls etcd ${process.version} looks at ${list.written} for HTTP alone: gRPC lets revoked certificates in`,
        fix: `use etcd ${since} or later, or remove listen-client-http-urls`,
      },
    ];
  },
};

/** Rules about listeners without TLS, and one that looks away. */
export const TLS_PLAIN_RULES: readonly ProcessRule[] = [plainAuth, plainListener, bypassedList];
