import {unknownKeyReason, type CertificateFacts} from '../pki/certificate.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {nameOf} from '../process/values.js';
import type {Cluster} from './cluster.js';
import {
  clientTlsExample,
  exampleAuthority,
  exampleCertificate,
  fileWith,
  keyFileWith,
  peerTlsExample,
} from './example-certificates.js';
import type {ClusterRule, ProcessRule, Report} from './rule.js';
import {wordsAtFirst} from './tls-content-rules.js';
import {authoritiesOnce, issueAnew, shownPairs, type ShownPair} from './tls-pairs.js';
import {quoted} from './wording.js';

/**
 * Go knows four curves by their names; the kinds of keys that are none of its own it takes in a certificate, but not as
 * a private key.
 * @see https://pkg.go.dev/crypto/x509#ParsePKIXPublicKey
 */
function goSays(keyType: string): string {
  if (keyType === 'ecdsa-explicit') return 'x509: invalid ECDSA parameters';
  return keyType.startsWith('ecdsa-')
    ? 'x509: unsupported elliptic curve'
    : 'tls: failed to parse private key';
}

function keyReport(process: EtcdProcess, {named, chain: [leaf], key}: ShownPair): Report[] {
  const reason = unknownKeyReason(leaf.keyType);
  const fix = issueAnew(process, named, 'anew with a key of ECDSA P-256 or RSA 2048');
  if (reason !== undefined) {
    const message = `${named.written}: ${quoted(named.path)}: ${reason}`;
    return [{place: named.place, message, fix, etcdSays: goSays(leaf.keyType)}];
  }
  const content = key?.fact.key;
  const ofKey = content?.state === 'readable' ? unknownKeyReason(content.keyType) : undefined;
  if (key === undefined || ofKey === undefined) return [];
  return [
    {
      place: key.named.place,
      message: `${key.named.written}: ${quoted(key.named.path)}: ${ofKey}`,
      fix,
      etcdSays: 'tls: failed to parse private key',
    },
  ];
}

/** A CA of another kind is one that has signed nothing here; of a curve that it does not know Go reads none at all. */
function hasUnknownCurve({keyType}: CertificateFacts): boolean {
  return keyType.startsWith('ecdsa-') && unknownKeyReason(keyType) !== undefined;
}

function authorityReports(cluster: Cluster): Report[] {
  return authoritiesOnce(cluster).flatMap(({process, named, authorities}): Report[] => {
    const strange = authorities.find(hasUnknownCurve);
    if (strange === undefined) return [];
    return [
      {
        place: named.place,
        member: nameOf(process),
        message: `${named.written}: ${quoted(named.path)} holds ${quoted(strange.subject)}: ${unknownKeyReason(strange.keyType)}`,
        fix: 'make a CA with a key of ECDSA P-256 or RSA 2048, and have the certificates issued anew by that one',
        etcdSays: goSays(strange.keyType),
      },
    ];
  });
}

function chainReports(process: EtcdProcess, cluster: Cluster): Report[] {
  return shownPairs(process, cluster).flatMap(({named, chain: [, ...between]}): Report[] => {
    const strange = between.find(hasUnknownCurve);
    if (strange === undefined) return [];
    return [
      {
        place: named.place,
        message: `${named.written}: behind the first certificate of ${quoted(named.path)} stands ${quoted(strange.subject)}: ${unknownKeyReason(strange.keyType)}`,
        fix: 'take it out of the file where nobody needs it, or have the certificate issued anew by a CA of ECDSA P-256 or RSA 2048',
      },
    ];
  });
}

const STRANGE = {keyType: 'ecdsa-secp256k1'} as const;

/** Rules about kinds of keys in the files of a process. */
export const TLS_KEY_KIND_RULES: readonly ProcessRule[] = [
  {
    id: 'tls-key-kind',
    severity: 'error',
    title: 'A certificate with a key of a kind that Go does not know',
    why: 'Go knows RSA, Ed25519 and the curves P-224, P-256, P-384 and P-521. With another curve (secp256k1, brainpool, one that is written out in numbers) or another kind of key (Ed448, DSA, RSA for PSS alone) etcd ends at its start, and so does etcdctl.',
    etcd: 'refuses',
    bad: clientTlsExample({
      '/etc/etcd/own.crt': fileWith(exampleCertificate(STRANGE)),
      '/etc/etcd/own.key': keyFileWith(STRANGE),
    }),
    good: clientTlsExample(),
    check: (process, cluster) =>
      wordsAtFirst(shownPairs(process, cluster).flatMap(pair => keyReport(process, pair))),
  },
  {
    id: 'tls-chain-key-kind',
    severity: 'error',
    title: 'A CA of a kind that Go does not know behind a certificate',
    why: 'etcd shows what stands behind the first certificate of its file without a look at it, and starts. Members and clients read the whole of it, and turn away where one certificate has a curve that Go does not know, whether they need it or not.',
    etcd: 'accepts',
    bad: peerTlsExample({
      '/etc/etcd/own.crt': fileWith(exampleCertificate(), exampleAuthority({...STRANGE, publicKeyId: 'old'})),
    }),
    good: peerTlsExample({
      '/etc/etcd/own.crt': fileWith(exampleCertificate(), exampleAuthority()),
    }),
    check: chainReports,
  },
];

/** The same for files of CAs. */
export const TLS_CA_KEY_KIND_RULES: readonly ClusterRule[] = [
  {
    id: 'tls-ca-key-kind',
    severity: 'error',
    title: 'A CA with a key on a curve that Go does not know',
    why: 'Of elliptic curves Go knows P-224, P-256, P-384 and P-521. A file of CAs in which one has another curve, such as secp256k1 or brainpool, ends etcd at its start, whether that CA has signed anything or not.',
    etcd: 'refuses',
    bad: clientTlsExample({'/etc/etcd/ca.crt': fileWith(exampleAuthority(STRANGE))}),
    good: clientTlsExample(),
    compare: authorityReports,
  },
];
