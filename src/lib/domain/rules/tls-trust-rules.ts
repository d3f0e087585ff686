import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf, listOf, valueOf} from '../process/values.js';
import {knownOf} from './assignments.js';
import type {Cluster} from './cluster.js';
import {
  clientTlsFile,
  PEER_CERTIFICATE,
  peerTlsFile,
  SERVER_CERTIFICATE,
  TRUSTED_CA,
} from './example-files.js';
import type {ProcessRule, Report} from './rule.js';
import {firstGiven, secureListeners, tlsSidesOf, type TlsSide} from './tls-sides.js';

const authWithoutCa: ProcessRule = {
  id: 'tls-auth-without-ca',
  severity: 'warning',
  title: 'Certificates are asked for, but no CA is named that issues them',
  why: 'Without `trusted-ca-file` etcd checks certificates of clients against the CAs of the system, to which no certificate of an own CA belongs: everybody is turned away.',
  etcd: 'accepts',
  bad: {files: clientTlsFile([...SERVER_CERTIFICATE, 'client-cert-auth: true'])},
  good: {files: clientTlsFile([...SERVER_CERTIFICATE, 'client-cert-auth: true', TRUSTED_CA])},
  check: process =>
    tlsSidesOf(process).flatMap((side): Report[] => {
      const given = knownOf(process, side.certAuth);
      const isAsking = side.asksForCertificates && side.hasCert && !side.hasCa;
      if (given === undefined || !isAsking || secureListeners(side).length === 0) return [];
      return [
        {
          place: given.place,
          message: `${given.written} is on without ${side.nameOf('trusted-ca-file')}: only certificates of the system's CAs pass`,
          fix: `name the CA of the ${side.side}s in ${side.nameOf('trusted-ca-file')}`,
        },
      ];
    }),
};

/** Whether there are others: more names in the cluster, or more members among the inputs. */
function hasOthers(process: EtcdProcess, {members}: Cluster): boolean {
  const names = listOf(valueOf(process, 'initial-cluster')).map(entry => entry.split('=', 1)[0]?.trim());
  return new Set(names).size > 1 || members.length > 1;
}

/** A side whose certificates nobody but the CAs of the system vouches for; where they are asked for, see above. */
function isUntrusted(side: TlsSide): boolean {
  const {hasCert, hasKey, hasCa, asksForCertificates} = side;
  return hasCert && hasKey && !hasCa && !asksForCertificates && secureListeners(side).length > 0;
}

const peersWithoutCa: ProcessRule = {
  id: 'tls-peer-without-ca',
  severity: 'warning',
  title: 'Peers with TLS and no CA of their own',
  why: 'Without `peer-trusted-ca-file` and without peer-auto-tls a member checks the others against the CAs of the system. With certificates of an own CA they refuse each other for ever: certificate signed by unknown authority.',
  etcd: 'accepts',
  bad: {files: peerTlsFile(...PEER_CERTIFICATE)},
  good: {files: peerTlsFile(...PEER_CERTIFICATE, TRUSTED_CA)},
  check: (process, cluster) => {
    const peer = tlsSidesOf(process).find(({side}) => side === 'peer');
    const given = givenOf(process, 'peer-cert-file');
    if (peer === undefined || given === undefined || !isUntrusted(peer) || !hasOthers(process, cluster))
      return [];
    return [
      {
        place: given.place,
        message: `${given.written} stands without peer-trusted-ca-file: only certificates of the system's CAs pass`,
        fix: 'name the CA of the peers in peer-trusted-ca-file',
      },
    ];
  },
};

const autoWithCertificates: ProcessRule = {
  id: 'tls-auto-with-certificates',
  severity: 'warning',
  title: 'Certificates of its own beside auto-tls, which they turn off',
  why: 'Where certificates are given etcd uses them and ignores auto-tls with a warning. A member that is meant to make its own does not.',
  etcd: 'accepts',
  bad: {files: clientTlsFile([...SERVER_CERTIFICATE, 'auto-tls: true'])},
  good: {files: clientTlsFile(SERVER_CERTIFICATE)},
  check: process =>
    tlsSidesOf(process).flatMap((side): Report[] => {
      const given = knownOf(process, side.nameOf('auto-tls'));
      const isBoth = side.isAuto && (side.hasCert || side.hasKey);
      if (given === undefined || !isBoth || secureListeners(side).length === 0) return [];
      return [
        {
          place: given.place,
          message: `${given.written} has no effect beside ${side.nameOf('cert-file')}`,
          fix: 'remove one of them',
        },
      ];
    }),
};

/** What auto-tls puts aside beside the question for a certificate. */
const GUARDS: Readonly<Record<TlsSide['side'], readonly string[]>> = {
  client: ['trusted-ca-file', 'client-cert-allowed-hostname', 'client-crl-file'],
  peer: ['peer-trusted-ca-file', 'peer-cert-allowed-cn', 'peer-cert-allowed-hostname', 'peer-crl-file'],
};

const autoDropsAuth: ProcessRule = {
  id: 'tls-auto-drops-auth',
  severity: 'error',
  title: 'client-cert-auth or a CA beside auto-tls, which drops them',
  why: 'auto-tls replaces all settings of TLS of its side, client-cert-auth and the CA included. etcd starts, says nothing, and asks nobody for a certificate.',
  etcd: 'accepts',
  bad: {files: clientTlsFile(['auto-tls: true', 'client-cert-auth: true', TRUSTED_CA])},
  good: {files: clientTlsFile([...SERVER_CERTIFICATE, 'client-cert-auth: true', TRUSTED_CA])},
  check: process =>
    tlsSidesOf(process).flatMap((side): Report[] => {
      if (!side.isAuto || side.hasCert || side.hasKey || secureListeners(side).length === 0) return [];
      const asks = side.asksForCertificates ? givenOf(process, side.certAuth) : undefined;
      const given = asks ?? firstGiven(process, GUARDS[side.side]);
      if (given === undefined) return [];
      return [
        {
          place: given.place,
          message: `${side.nameOf('auto-tls')} drops ${given.written}: etcd asks no ${side.side} for a certificate`,
          fix: `name certificates in ${side.nameOf('cert-file')} and ${side.nameOf('key-file')} instead of ${side.nameOf('auto-tls')}`,
        },
      ];
    }),
};

/** Rules about who is trusted. */
export const TLS_TRUST_RULES: readonly ProcessRule[] = [
  authWithoutCa,
  peersWithoutCa,
  autoWithCertificates,
  autoDropsAuth,
];
