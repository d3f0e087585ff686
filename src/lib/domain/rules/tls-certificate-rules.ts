import {compareVersions} from '../etcd-version/version.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import {clientTlsFile, configFile, SERVER_CERTIFICATE} from './example-files.js';
import {isWhole} from './judged.js';
import {clientListeners, isSecure, isSet, listenUrlsOf, type ListenUrl} from './listeners.js';
import type {ProcessRule, Report} from './rule.js';
import {secureListeners, tlsSidesOf, type TlsSide} from './tls-sides.js';
import {newLine, shown} from './wording.js';

function isBefore35({version}: EtcdProcess): boolean {
  return compareVersions(version, '3.5.0') < 0;
}

function listenSays({authority}: ListenUrl): string {
  return `cannot listen on TLS for ${printable(authority, 200)}: KeyFile and CertFile are not presented`;
}

function reportListener(
  process: EtcdProcess,
  listener: ListenUrl,
  words: {side: string; says: string},
): Report {
  const {given, url} = listener;
  const prefix = words.side === 'peer' ? 'peer-' : '';
  return {
    place: given?.place ?? process.place,
    message: `${given?.written ?? 'a listen URL'} has ${shown(url.trim())}, but there is no certificate for it`,
    fix: `add ${newLine(process, `${prefix}cert-file`, 'FILE')} and ${newLine(process, `${prefix}key-file`, 'FILE')}, or listen on http`,
    etcdSays: words.says,
  };
}

/** A side of a member that listens with TLS and has nothing to show. */
function bareSide(process: EtcdProcess, side: TlsSide): Report[] {
  if (side.hasCert || side.hasKey || side.isAuto) return [];
  // Since 3.5 etcd opens a secure socket of peers without a certificate.
  const listeners = secureListeners(side).filter(
    ({scheme}) => side.side === 'client' || scheme === 'https' || isBefore35(process),
  );
  return listeners.slice(0, 1).map(listener =>
    reportListener(process, listener, {
      side: side.side,
      says: side.side === 'peer' ? listenSays(listener) : clientSays(listener),
    }),
  );
}

function clientSays({url}: ListenUrl): string {
  return `TLS key/cert (--cert-file, --key-file) must be provided for client url ${printable(url.trim(), 200)} with HTTPS scheme`;
}

/** The listener of metrics uses what clients get. */
function bareMetrics(process: EtcdProcess, [client]: readonly TlsSide[]): Report[] {
  if (client === undefined || client.hasCert || client.hasKey || client.isAuto) return [];
  if (secureListeners(client).length > 0) return [];
  const listener = listenUrlsOf(process, 'listen-metrics-urls').find(isSecure);
  if (listener === undefined) return [];
  const says = isBefore35(process)
    ? listenSays(listener)
    : 'client TLS key/cert (--cert-file, --key-file) must be provided for metrics secure url';
  return [reportListener(process, listener, {side: 'client', says})];
}

/** A v2 proxy listens for clients only, and makes no certificates. */
function bareProxy(process: EtcdProcess): Report[] {
  const listener = process.role === 'v2-proxy' ? clientListeners(process).find(isSecure) : undefined;
  const isMissing = !['cert-file', 'key-file', 'auto-tls'].some(name => isSet(process, name));
  if (listener === undefined || !isMissing || !isWhole(process)) return [];
  return [reportListener(process, listener, {side: 'client', says: listenSays(listener)})];
}

const noCertificate: ProcessRule = {
  id: 'tls-without-certificate',
  severity: 'error',
  title: 'A listen URL with https and no certificate',
  why: 'etcd needs a certificate and its key to listen with TLS, for clients and for peers apart, or makes both with auto-tls. In a config file they stand in the blocks client-transport-security and peer-transport-security; under the names of the flags they are dropped.',
  etcd: 'refuses',
  bad: {
    files: configFile(
      'listen-client-urls: https://10.0.1.10:2379',
      'advertise-client-urls: https://10.0.1.10:2379',
    ),
  },
  good: {files: clientTlsFile(SERVER_CERTIFICATE)},
  check: process => {
    const sides = tlsSidesOf(process);
    return [
      ...sides.flatMap(side => bareSide(process, side)),
      ...bareMetrics(process, sides),
      ...bareProxy(process),
    ];
  },
};

/** A pair of files of which one is named. */
interface HalfPair {
  readonly cert: string;
  readonly key: string;
  /** Whether somebody looks at the pair, so that half of it ends the program. */
  readonly isUsed: boolean;
  readonly isIdentity?: true;
}

function clientPairIsUsed(process: EtcdProcess): boolean {
  const listeners = [...clientListeners(process), ...listenUrlsOf(process, 'listen-metrics-urls')];
  return process.role === 'v2-proxy' || listeners.some(isSecure);
}

function pairsOf(process: EtcdProcess): HalfPair[] {
  const {role} = process;
  const server = {cert: 'cert-file', key: 'key-file'};
  const asClient = {cert: 'cert', key: 'key', isUsed: true};
  if (role === 'etcdctl') return [asClient];
  if (role === 'grpc-proxy') return [{...server, isUsed: true}, asClient];
  if (role === 'gateway') return [];
  const hasPeerTls = listenUrlsOf(process, 'listen-peer-urls').some(({scheme}) => scheme === 'https');
  const identity = (prefix: string, isUsed: boolean): HalfPair => ({
    cert: `${prefix}client-cert-file`,
    key: `${prefix}client-key-file`,
    isUsed: isUsed && isSet(process, `${prefix}cert-file`) && isSet(process, `${prefix}key-file`),
    isIdentity: true,
  });
  return [
    {...server, isUsed: clientPairIsUsed(process)},
    {cert: 'peer-cert-file', key: 'peer-key-file', isUsed: true},
    identity('', role === 'member' && clientListeners(process).some(isSecure)),
    identity('peer-', role === 'member' && hasPeerTls),
  ];
}

function halfSays({isIdentity}: HalfPair, cert: string, key: string): string {
  return isIdentity
    ? `ClientKeyFile and ClientCertFile must both be present or both absent: key: ${key}, cert: ${cert}]`
    : `KeyFile and CertFile must both be present[key: ${key}, cert: ${cert}]`;
}

function reportHalf(process: EtcdProcess, pair: HalfPair): Report[] {
  const hasCert = isSet(process, pair.cert);
  if (!pair.isUsed || hasCert === isSet(process, pair.key) || !isWhole(process)) return [];
  const given = givenOf(process, hasCert ? pair.cert : pair.key);
  if (given === undefined) return [];
  const missing = hasCert ? pair.key : pair.cert;
  const value = printable(given.value, 200);
  return [
    {
      place: given.place,
      message: `${given.written} stands without ${missing}`,
      fix: `add ${newLine(process, missing, 'FILE')}`,
      ...(given.unresolved ? {} : {etcdSays: halfSays(pair, hasCert ? value : '', hasCert ? '' : value)}),
    },
  ];
}

const halfPair: ProcessRule = {
  id: 'tls-half-pair',
  severity: 'error',
  title: 'A certificate without its key, or a key without its certificate',
  why: 'TLS needs both files. For peers etcd ends also where it listens on http; for clients it does so after its log has been made, so that the member already exists.',
  etcd: 'refuses',
  bad: {files: clientTlsFile(['cert-file: /etc/etcd/server.crt'])},
  good: {files: clientTlsFile(SERVER_CERTIFICATE)},
  check: process => pairsOf(process).flatMap(pair => reportHalf(process, pair)),
};

/** Rules about certificates that are not there. */
export const TLS_CERTIFICATE_RULES: readonly ProcessRule[] = [noCertificate, halfPair];
