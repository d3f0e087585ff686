import type {EtcdSetting} from '../etcd-settings/types.js';
import type {Assignment, EtcdProcess} from '../process/etcd-process.js';
import {ignoredOf} from '../process/keys-without-flag.js';
import {printable} from '../text/printable.js';
import {isDroppedRole} from './dropped-rules.js';
import {configFile, startScript} from './example-files.js';
import {removalOf, replacementOf} from './replacement.js';
import type {ProcessRule, Report} from './rule.js';
import {isUnreadDiscovery} from './unread-discovery.js';
import {unknownKeyOf, type UnknownKey} from './unknown-key.js';
import {lineLike, versionsWith} from './wording.js';

type Kind = UnknownKey['kind'];

function unknownKeys(process: EtcdProcess): Assignment[] {
  return ignoredOf(process).flatMap(({assignment, why}) => (why === 'unknown-key' ? [assignment] : []));
}

/** A key that is there for the anchor on its value alone. */
function isForAnchor({written}: Assignment): boolean {
  return /^x-/i.test(written);
}

/** Reports every unknown key of a kind. */
function ofKind<K extends Kind>(
  kind: K,
  report: (key: Extract<UnknownKey, {kind: K}>, assignment: Assignment, process: EtcdProcess) => Report[],
): ProcessRule['check'] {
  return process =>
    unknownKeys(process).flatMap(assignment => {
      if (isUnreadDiscovery(process, assignment) || isForAnchor(assignment)) return [];
      const key = unknownKeyOf(assignment.written, process.version);
      return key.kind === kind ? report(key as Extract<UnknownKey, {kind: K}>, assignment, process) : [];
    });
}

function keyOf({written}: Assignment): string {
  return printable(written, 80);
}

/** `client-transport-security.cert-file` → `cert-file under client-transport-security:` */
function asLine(path: string): string {
  const parts = path.split('.');
  const blocks = parts.slice(0, -1).map(part => `${part}:`);
  return blocks.length === 0 ? path : `${parts.at(-1)} under ${blocks.join(' ')}`;
}

/** Settings without which a member runs, but without TLS or without meeting the others. */
function consequence(path: string): string {
  if (/^(?:client|peer)-transport-security\./.test(path))
    return ' and runs without it: no TLS, or a weaker one';
  return path.startsWith('discovery-config.') ? ' and starts without discovery' : '';
}

const misplacedKey: ProcessRule = {
  id: 'config-key-misplaced',
  severity: 'error',
  title: 'A key that stands in the wrong place of a config file',
  why: 'Some settings have their key in a block: TLS under `client-transport-security` and `peer-transport-security`, v3 discovery under `discovery-config`. Under the name of the flag etcd drops them in silence, and the member runs without TLS.',
  etcd: 'accepts',
  bad: {files: configFile('cert-file: /etc/etcd/server.crt', 'key-file: /etc/etcd/server.key')},
  good: {
    files: configFile(
      'listen-client-urls: https://10.0.1.10:2379',
      'advertise-client-urls: https://10.0.1.10:2379',
      'client-transport-security:',
      '  cert-file: /etc/etcd/server.crt',
      '  key-file: /etc/etcd/server.key',
    ),
  },
  check: ofKind('misplaced', ({path}, assignment) => [
    {
      place: assignment.place,
      message: `etcd drops ${keyOf(assignment)} in silence${consequence(path)}`,
      fix: `write ${asLine(path)}`,
    },
  ]),
};

const misspeltKey: ProcessRule = {
  id: 'config-key-misspelt',
  severity: 'error',
  title: 'A key of a config file that is nearly one of etcd',
  why: 'etcd drops a key that it does not know, in silence, and runs with the default. Capitals do not matter; underscores and missing hyphens do.',
  etcd: 'accepts',
  bad: {files: configFile('election_timeout: 2000')},
  good: {files: configFile('election-timeout: 2000')},
  check: ofKind('misspelt', ({path}, assignment) => [
    {
      place: assignment.place,
      message: `etcd has no key ${keyOf(assignment)} and drops it in silence`,
      fix: `did you mean ${path}?`,
    },
  ]),
};

const flagOnlyKey: ProcessRule = {
  id: 'config-key-flag-only',
  severity: 'error',
  title: 'A setting that no version of etcd reads from a config file',
  why: 'A few settings have no key: the revocation lists (client-crl-file, peer-crl-file) and the timeouts of raft connections. etcd drops the key in silence, and revoked certificates are let in.',
  etcd: 'accepts',
  bad: {files: configFile('client-crl-file: /etc/etcd/revoked.pem')},
  good: {
    files: startScript(
      '--listen-client-urls https://10.0.1.10:2379',
      '--advertise-client-urls https://10.0.1.10:2379',
      '--cert-file /etc/etcd/server.crt --key-file /etc/etcd/server.key',
      '--client-cert-auth --trusted-ca-file /etc/etcd/ca.crt',
      '--client-crl-file /etc/etcd/revoked.pem',
    ),
  },
  check: ofKind('flag-only', ({setting}, assignment) => [
    {
      place: assignment.place,
      message: `no version of etcd reads ${keyOf(assignment)} from a config file; it is dropped in silence`,
      fix:
        setting.name === 'config-file'
          ? 'remove it'
          : `start etcd with flags instead of a config file, or do without --${setting.name}`,
    },
  ]),
};

/** Nothing, or what the setting was by default: the sample files of etcd name every key so, and dropping it loses nothing. */
function isDefaultText({defaults = []}: EtcdSetting, {value, node}: Assignment): boolean {
  const isNothing = node?.kind === 'scalar' && node.value === null;
  return isNothing || defaults.some(row => row.value === value);
}

const keyOfAnotherVersion: ProcessRule = {
  id: 'config-key-not-in-version',
  severity: 'warning',
  title: 'A key that the config file of this version does not have',
  why: 'etcd drops the key in silence and runs with the default. As a flag the same setting would end it.',
  etcd: 'accepts',
  bad: {version: '3.7.3', files: configFile('experimental-corrupt-check-time: 3600000000000')},
  good: {version: '3.7.3', files: configFile('corrupt-check-time: 3600000000000')},
  check: ofKind('of-another-version', ({setting}, assignment, process) => {
    const {value, place} = assignment;
    const {version} = process;
    if (isDroppedRole(process, setting, value) || isDefaultText(setting, assignment)) return [];
    const replacement = replacementOf(setting, value, version);
    const line =
      replacement?.value === undefined
        ? undefined
        : lineLike(assignment, {name: replacement.name, value: replacement.value}, process);
    const ranges = {...setting, ranges: setting.yamlRanges ?? setting.ranges};
    return [
      {
        place,
        message: `etcd ${version} reads no key ${keyOf(assignment)} and drops it in silence; it is in ${versionsWith(ranges)}`,
        fix: line === undefined ? removalOf(setting, version) : `write ${line}`,
      },
    ];
  }),
};

const unknownKey: ProcessRule = {
  id: 'config-key-unknown',
  severity: 'warning',
  title: 'A key of a config file that means nothing to etcd',
  why: 'etcd drops a key that it does not know, in silence.',
  etcd: 'accepts',
  bad: {files: configFile('backup-directory: /srv/backup')},
  good: {files: configFile('# backup directory: /srv/backup')},
  check: ofKind('unknown', (_, assignment) => [
    {
      place: assignment.place,
      message: `etcd has no key ${keyOf(assignment)} and drops it in silence`,
      fix: 'remove it',
    },
  ]),
};

/** Rules about keys of a config file that this version of etcd does not read. */
export const CONFIG_KEY_RULES: readonly ProcessRule[] = [
  misplacedKey,
  misspeltKey,
  flagOnlyKey,
  keyOfAnotherVersion,
  unknownKey,
];
