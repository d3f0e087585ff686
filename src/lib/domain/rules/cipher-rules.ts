import {CIPHER_SUITES, fromOpenssl, HTTP2_SUITES, isUnsafeSuite} from '../etcd-settings/cipher-suites.js';
import {compareVersions} from '../etcd-version/version.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {listOf, valueOf} from '../process/values.js';
import {nearest} from '../text/nearest.js';
import {printable} from '../text/printable.js';
import {knownOf} from './assignments.js';
import {clientTlsFile, configFile, SERVER_CERTIFICATE} from './example-files.js';
import {hasServerTls} from './listeners.js';
import {goShown} from './parse-refusal.js';
import type {ProcessRule, Report} from './rule.js';
import {enumerated, rewritten, lineLike, shown} from './wording.js';

/** More suites than there are is nothing that anybody wrote. */
const MAX_SUITES = 200;

/** The list of suites of a member or gRPC proxy. */
function suitesOf(process: EtcdProcess): {given: Assignment; suites: string[]} | undefined {
  const name = process.role === 'grpc-proxy' ? 'listen-cipher-suites' : 'cipher-suites';
  const given = knownOf(process, name);
  const isRead = process.role === 'member' || process.role === 'grpc-proxy';
  if (given === undefined || !isRead) return undefined;
  // An empty list of a config file is none; an empty flag is a list with an empty name.
  const isNone = given.value === '' && (given.via === 'config-file' || process.role === 'grpc-proxy');
  return {given, suites: isNone ? [] : given.value.split(',', MAX_SUITES)};
}

function suiteHint(suite: string): string {
  const near = fromOpenssl(suite.trim()) ?? nearest(suite.trim(), CIPHER_SUITES);
  return near === undefined ? 'remove it, or write the name that Go has for it' : `did you mean ${near}?`;
}

/** Only where there is TLS does a gRPC proxy of 3.5 and later look at its suites. */
function looksAtSuites(process: EtcdProcess): boolean {
  return process.role === 'member' || compareVersions(process.version, '3.5.0') < 0 || hasServerTls(process);
}

const unknownSuite: ProcessRule = {
  id: 'cipher-suite-unknown',
  severity: 'error',
  title: 'A cipher suite that etcd does not know',
  why: 'etcd takes the names of Go, to the letter, and ends at any other; those of OpenSSL are others. It looks at them also where it uses no TLS.',
  etcd: 'refuses',
  bad: {files: configFile('cipher-suites: [ECDHE-RSA-AES128-GCM-SHA256]')},
  good: {files: configFile('cipher-suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]')},
  check: process => {
    const list = suitesOf(process);
    if (list === undefined || !looksAtSuites(process)) return [];
    return list.suites
      .filter(suite => !CIPHER_SUITES.includes(suite))
      .map(suite => ({
        place: list.given.place,
        message: `etcd knows no cipher suite ${shown(suite)}`,
        fix: suiteHint(suite),
        etcdSays: `unexpected TLS cipher suite ${goShown(suite)}`,
      }));
  },
};

const unsafeSuite: ProcessRule = {
  id: 'cipher-suite-unsafe',
  severity: 'warning',
  title: 'A cipher suite that is broken or weak',
  why: 'Go still takes suites with RC4, with 3DES, with CBC and SHA-256, or without forward secrecy where they are named, and offers none of them by itself.',
  etcd: 'accepts',
  bad: {
    files: configFile('cipher-suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_RC4_128_SHA]'),
  },
  good: {files: configFile('cipher-suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]')},
  check: process => {
    const list = suitesOf(process);
    const unsafe = list?.suites.filter(isUnsafeSuite) ?? [];
    if (list === undefined || unsafe.length === 0) return [];
    return [
      {
        place: list.given.place,
        message: `${list.given.written} has suites that are broken or weak: ${enumerated(unsafe, 9)}`,
        fix: 'remove them; without a list etcd offers the safe ones',
      },
    ];
  },
};

const withoutHttp2: ProcessRule = {
  id: 'cipher-suites-http2',
  severity: 'error',
  title: 'A list of cipher suites without the one that HTTP/2 needs',
  why: 'Clients speak gRPC, which is HTTP/2. Go refuses to serve it where the list has neither of the two suites with AES 128 GCM; that of TLS 1.3 does not count. etcd ends after its log has been made (3.4 crashes).',
  etcd: 'refuses',
  bad: {files: clientTlsFile(SERVER_CERTIFICATE, 'cipher-suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]')},
  good: {
    files: clientTlsFile(
      SERVER_CERTIFICATE,

      'cipher-suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]',
    ),
  },
  check: process => {
    const list = suitesOf(process);
    if (list === undefined || process.role !== 'member' || !hasServerTls(process)) return [];
    const isComplete = list.suites.length === 0 || list.suites.some(suite => HTTP2_SUITES.includes(suite));
    // The rules before this one are those that etcd meets first.
    const isKnown = list.suites.every(suite => CIPHER_SUITES.includes(suite));
    if (isComplete || !isKnown || valueOf(process, 'tls-min-version') === 'TLS1.3') return [];
    const says = 'http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher';
    return [
      {
        place: list.given.place,
        message: `${list.given.written} has none of the suites that HTTP/2 needs`,
        fix: `add ${HTTP2_SUITES.join(' or ')}`,
        ...(compareVersions(process.version, '3.5.0') < 0 ? {} : {etcdSays: says}),
      },
    ];
  },
};

const suitesOfTls13: ProcessRule = {
  id: 'cipher-suites-tls13',
  severity: 'error',
  title: 'Cipher suites where only TLS 1.3 is allowed',
  why: 'Nobody chooses the suites of TLS 1.3. With tls-min-version TLS1.3 a list has nothing to choose from, and etcd ends.',
  etcd: 'refuses',
  bad: {
    files: configFile('tls-min-version: TLS1.3', 'cipher-suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]'),
  },
  good: {files: configFile('tls-min-version: TLS1.3')},
  check: process => {
    const list = listedSuites(process);
    const min = knownOf(process, 'tls-min-version');
    if (list === undefined || min?.value !== 'TLS1.3') return [];
    return [
      {
        place: list.place,
        message: `${list.written} names suites, but ${min.written} allows TLS 1.3 only`,
        fix: `remove ${list.written}, or write ${lineLike(min, {name: min.name, value: 'TLS1.2'}, process)}`,
        etcdSays: 'cipher suites cannot be configured when only TLS1.3 is enabled',
      },
    ];
  },
};

/** The list where it has anything in it; the v2 proxy checks it as well. */
function listedSuites(process: EtcdProcess): Assignment | undefined {
  const name = process.role === 'grpc-proxy' ? 'listen-cipher-suites' : 'cipher-suites';
  const given = knownOf(process, name);
  return given !== undefined && listOf(given.value).length > 0 ? given : undefined;
}

const versionOrder: ProcessRule = {
  id: 'tls-version-order',
  severity: 'error',
  title: 'A lowest version of TLS above the highest one',
  why: 'etcd ends where tls-min-version is TLS1.3 and tls-max-version is TLS1.2.',
  etcd: 'refuses',
  bad: {files: configFile('tls-min-version: TLS1.3', 'tls-max-version: TLS1.2')},
  good: {files: configFile('tls-min-version: TLS1.2', 'tls-max-version: TLS1.3')},
  check: (process): Report[] => {
    const min = knownOf(process, 'tls-min-version');
    const max = knownOf(process, 'tls-max-version');
    if (min?.value !== 'TLS1.3' || max?.value !== 'TLS1.2') return [];
    return [
      {
        place: max.place,
        message: `${printable(max.written, 60)} is TLS1.2, below ${printable(min.written, 60)} TLS1.3`,
        ...rewritten(max, 'TLS1.3', process),
        etcdSays: 'min version (TLS1.3) is greater than max version (TLS1.2)',
      },
    ];
  },
};

/** Rules about cipher suites and versions of TLS. */
export const CIPHER_RULES: readonly ProcessRule[] = [
  versionOrder,
  suitesOfTls13,
  unknownSuite,
  withoutHttp2,
  unsafeSuite,
];
