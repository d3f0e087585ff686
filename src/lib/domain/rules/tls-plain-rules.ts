import {isLoopback} from '../nodes/hosts.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {clientTlsFile, configFile, SERVER_CERTIFICATE} from './example-files.js';
import {isSecure, listenUrlsOf, type ListenUrl} from './listeners.js';
import type {ProcessRule, Report} from './rule.js';
import {firstGiven, secureListeners, tlsSidesOf, type TlsSide} from './tls-sides.js';
import {shown} from './wording.js';

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
  const plain = side.listeners.find(listener => listener.scheme === 'http' && !isLoopback(hostOf(listener)));
  if (plain?.given === undefined) return [];
  return [
    {
      place: plain.given.place,
      message: `${shown(plain.url.trim())} stands beside https: whoever has no certificate comes in here`,
      fix: 'remove it, or bind it to 127.0.0.1',
    },
  ];
}

const plainListener: ProcessRule = {
  id: 'tls-on-http',
  severity: 'warning',
  title: 'Settings of TLS for a listener without it',
  why: 'The scheme of the listen URL decides. With http etcd ignores certificates, CA and client-cert-auth with a warning in its log, and everybody may read and write.',
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
  check: process => tlsSidesOf(process).flatMap(side => [...plainSide(process, side), ...openDoor(side)]),
};

/** Rules about listeners without TLS. */
export const TLS_PLAIN_RULES: readonly ProcessRule[] = [plainListener];
