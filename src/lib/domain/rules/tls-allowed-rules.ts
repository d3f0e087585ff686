import {compareVersions} from '../etcd-version/version.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {knownOf} from './assignments.js';
import {PEER_CERTIFICATE, peerTlsFile, startScript, TRUSTED_CA} from './example-files.js';
import {isServer} from './judged.js';
import {goShown} from './parse-refusal.js';
import type {ProcessRule, Report} from './rule.js';
import {secureListeners, tlsSidesOf} from './tls-sides.js';
import {shown} from './wording.js';

function allowedSays(version: string, cn: string, host: string): string {
  if (compareVersions(version, '3.5.15') < 0)
    return `AllowedCN and AllowedHostname are mutually exclusive (cn=${goShown(cn)}, hostname=${goShown(host)})`;
  const list = (text: string): string => `[${text.split(',', 100).map(goShown).join(' ')}]`;
  return `AllowedCNs and AllowedHostnames are mutually exclusive (cns=${list(cn)}, hostnames=${list(host)})`;
}

/** Whether peers use certificates that are given: only then does etcd look at the names. */
function checksPeers(process: EtcdProcess): boolean {
  return tlsSidesOf(process).some(
    side => side.side === 'peer' && side.hasCert && side.hasKey && secureListeners(side).length > 0,
  );
}

const allowedBoth: ProcessRule = {
  id: 'tls-allowed-both',
  severity: 'error',
  title: 'Names of peers allowed by their CN and by their host name',
  why: 'etcd takes either peer-cert-allowed-cn or peer-cert-allowed-hostname and ends where both are given and peers use TLS.',
  etcd: 'refuses',
  bad: {
    files: peerTlsFile(
      ...PEER_CERTIFICATE,
      TRUSTED_CA,
      'client-cert-auth: true',
      'allowed-cn: [etcd]',
      'allowed-hostname: [etcd.example.com]',
    ),
  },
  good: {files: peerTlsFile(...PEER_CERTIFICATE, TRUSTED_CA, 'client-cert-auth: true', 'allowed-cn: [etcd]')},
  check: process => {
    const cn = knownOf(process, 'peer-cert-allowed-cn');
    const host = knownOf(process, 'peer-cert-allowed-hostname');
    if (cn === undefined || host === undefined || !checksPeers(process)) return [];
    if (cn.value === '' || host.value === '') return [];
    return [
      {
        place: host.place,
        message: `${host.written} stands beside ${cn.written}; etcd takes one of them`,
        fix: `remove ${cn.written} or ${host.written}`,
        etcdSays: allowedSays(process.version, cn.value, host.value),
      },
    ];
  },
};

const ALLOWED = ['peer-cert-allowed-cn', 'peer-cert-allowed-hostname', 'client-cert-allowed-hostname'];

const allowedList: ProcessRule = {
  id: 'tls-allowed-list',
  severity: 'error',
  title: 'A list of names in a version that takes one name',
  why: 'Before 3.5.15 the settings that allow names of certificates take one text. A list with commas is then one name that no certificate has, and everybody is turned away.',
  etcd: 'accepts',
  bad: {version: '3.5.14', files: startScript('--client-cert-allowed-hostname=a.example.com,b.example.com')},
  good: {version: '3.5.14', files: startScript('--client-cert-allowed-hostname=a.example.com')},
  check: process =>
    ALLOWED.flatMap((name): Report[] => {
      const given = knownOf(process, name);
      const since = given?.setting?.listSince;
      if (given === undefined || since === undefined || !isServer(process)) return [];
      if (compareVersions(process.version, since) >= 0 || !given.value.includes(',')) return [];
      return [
        {
          place: given.place,
          message: `to etcd ${process.version} ${given.written} is one name, ${shown(given.value)}, which no certificate has`,
          fix: `write one name, or use ${since} or later`,
        },
      ];
    }),
};

/** Rules about names of certificates. */
export const TLS_ALLOWED_RULES: readonly ProcessRule[] = [allowedBoth, allowedList];
