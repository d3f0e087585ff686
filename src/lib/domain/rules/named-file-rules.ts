import {posix} from 'node:path';

import {logFilesOf} from '../machine/log-files.js';
import {namedFilesOf, type NamedFile} from '../machine/named-files.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {printable} from '../text/printable.js';
import {shellQuote} from '../text/shell-quote.js';
import type {Cluster, FileFact} from './cluster.js';
import {exampleMember, exampleVariables} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {isPastUse} from './tls-pairs.js';
import {quoted} from './wording.js';

/** Longer than what stands in a sentence: it is compared with a log. */
const MAX_SAID = 500;

/** How etcd says that it cannot read a file; undefined where it can, or where nothing is known of it. */
function whyUnreadable(path: string, fact: FileFact | undefined): string | undefined {
  const shown = printable(path, MAX_SAID);
  if (fact?.isBelowFile) return `open ${shown}: not a directory`;
  if (fact?.kind === 'absent') return `open ${shown}: no such file or directory`;
  return fact?.kind === 'folder' ? `read ${shown}: is a directory` : undefined;
}

function unreadableMessage({written, purpose, path}: NamedFile, fact: FileFact | undefined): string {
  return fact?.kind === 'folder'
    ? `${written}: ${quoted(path)} is a folder, not a ${purpose}`
    : `${written}: there is no ${purpose} at ${quoted(path)}`;
}

/** Files that etcd opens at its start and cannot read; its own words belong to the first, where it ends. */
function unreadableReports(files: readonly NamedFile[], process: EtcdProcess, cluster: Cluster): Report[] {
  const reports = files.flatMap((file): Report[] => {
    const fact = cluster.facts.file(process, file.path);
    const etcdSays = whyUnreadable(file.path, fact);
    if (etcdSays === undefined || file.use !== 'start' || isPastUse(file, process, cluster)) return [];
    return [
      {
        place: file.place,
        message: unreadableMessage(file, fact),
        fix: `put the ${file.purpose} there, or write the path where it is`,
        etcdSays,
      },
    ];
  });
  return reports.map(({etcdSays, ...report}, index) =>
    index === 0 && etcdSays !== undefined ? {...report, etcdSays} : report,
  );
}

function tlsReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const files = namedFilesOf(process).filter(({setting}) => setting !== 'auth-token');
  return unreadableReports(files, process, cluster);
}

function tokenKeyReports(process: EtcdProcess, cluster: Cluster): Report[] {
  const files = namedFilesOf(process).filter(({setting}) => setting === 'auth-token');
  return unreadableReports(files, process, cluster).map(report => ({
    ...report,
    etcdSays: 'auth: invalid auth options',
  }));
}

function revocationReports(process: EtcdProcess, {facts}: Cluster): Report[] {
  return namedFilesOf(process)
    .filter(({use, path}) => use === 'connection' && whyUnreadable(path, facts.file(process, path)))
    .map(file => ({
      place: file.place,
      message: `${unreadableMessage(file, facts.file(process, file.path))}: whoever shows a certificate is turned away`,
      fix: 'put the revocation list there, or take the setting out',
    }));
}

const READ_BY_OTHERS = 0o004;
const WRITTEN_BY_OTHERS = 0o002;

function openKeyReports(process: EtcdProcess, {facts}: Cluster): Report[] {
  return namedFilesOf(process)
    .filter(({purpose}) => purpose === 'key')
    .flatMap(({written, path, place}): Report[] => {
      const {kind, mode = 0} = facts.file(process, path) ?? {kind: 'absent'};
      if (kind !== 'file' || (mode & (READ_BY_OTHERS | WRITTEN_BY_OTHERS)) === 0) return [];
      const may = (mode & WRITTEN_BY_OTHERS) === 0 ? 'read' : 'change';
      const bits = mode.toString(8).padStart(4, '0');
      return [
        {
          place,
          message: `${written}: everybody on the machine may ${may} the key ${quoted(path)} (mode ${bits})`,
          fix: `chmod 600 ${shellQuote(printable(path))}`,
        },
      ];
    });
}

function logReports(process: EtcdProcess, {facts}: Cluster): Report[] {
  return logFilesOf(process).flatMap(({path, folder, place}): Report[] => {
    const shown = printable(path, MAX_SAID);
    if (facts.file(process, path)?.kind === 'folder') {
      const message = `log-outputs: ${quoted(path)} is a folder, and etcd writes its log to a file`;
      const fix = `write ${posix.join(printable(path), 'etcd.log')}`;
      return [{place, message, fix, etcdSays: `open ${shown}: is a directory`}];
    }
    if (facts.file(process, folder)?.kind !== 'absent') return [];
    const message = `log-outputs: the folder of the log ${quoted(path)} is not there, and etcd does not make it`;
    const fix = `mkdir -p ${shellQuote(printable(folder))}`;
    return [{place, message, fix, etcdSays: `open ${shown}: no such file or directory`}];
  });
}

const LOGGING_MEMBER = exampleMember({'log-outputs': '[/var/log/etcd/etcd.log]'});

const TLS_MEMBER = exampleVariables({
  ETCD_LISTEN_CLIENT_URLS: 'https://localhost:2379',
  ETCD_ADVERTISE_CLIENT_URLS: 'https://localhost:2379',
  ETCD_CERT_FILE: '/etc/etcd/server.crt',
  ETCD_KEY_FILE: '/etc/etcd/server.key',
  ETCD_TRUSTED_CA_FILE: '/etc/etcd/ca.crt',
  ETCD_CLIENT_CERT_AUTH: 'true',
  ETCD_CLIENT_CRL_FILE: '/etc/etcd/revoked.crl',
});
const FILE = {kind: 'file', mode: 0o600} as const;
const TLS_FILES = {
  '/etc/etcd/server.crt': FILE,
  '/etc/etcd/server.key': FILE,
  '/etc/etcd/ca.crt': FILE,
  '/etc/etcd/revoked.crl': FILE,
};

const JWT_MEMBER = exampleMember({
  'auth-token': 'jwt,pub-key=/etc/etcd/jwt.pub,priv-key=/etc/etcd/jwt.key,sign-method=RS256',
});
const JWT_FILES = {'/etc/etcd/jwt.pub': FILE, '/etc/etcd/jwt.key': FILE};

/** Rules about the files that a process names, on the machine where they are. */
export const NAMED_FILE_RULES: readonly ProcessRule[] = [
  {
    id: 'log-folder-missing',
    severity: 'error',
    title: 'The folder of the log is not there',
    why: 'etcd makes the file for its log and not the folder, and ends where it cannot open the file. With enable-log-rotation it makes both.',
    etcd: 'refuses',
    bad: {...LOGGING_MEMBER, machine: {files: {'/var/log/etcd': {kind: 'absent'}}}},
    good: {...LOGGING_MEMBER, machine: {files: {'/var/log/etcd': {kind: 'folder', mode: 0o755}}}},
    check: logReports,
  },
  {
    id: 'tls-file-missing',
    severity: 'error',
    title: 'A certificate, key or CA certificate is not there, or is a folder',
    why: 'etcd opens these files at its start and ends where it cannot read one. Those for clients it opens last, when it has made its data directory already: from then on it does not look at initial-cluster and its kin again, so put the files right before the first start. Files for clients are not opened where no client URL is https.',
    etcd: 'refuses',
    bad: {
      ...TLS_MEMBER,
      machine: {files: {...TLS_FILES, '/etc/etcd/server.key': {kind: 'absent'}}},
    },
    good: {...TLS_MEMBER, machine: {files: TLS_FILES}},
    check: tlsReports,
  },
  {
    id: 'token-key-missing',
    severity: 'error',
    title: 'A key for tokens of users is not there, or is a folder',
    why: 'With auth-token jwt, etcd reads the keys that pub-key and priv-key name at every start and ends where it cannot, also while authentication is off. It says only that the options are invalid.',
    etcd: 'refuses',
    bad: {...JWT_MEMBER, machine: {files: {...JWT_FILES, '/etc/etcd/jwt.key': {kind: 'absent'}}}},
    good: {...JWT_MEMBER, machine: {files: JWT_FILES}},
    check: tokenKeyReports,
  },
  {
    id: 'crl-file-missing',
    severity: 'error',
    title: 'A revocation list is not there, or is a folder',
    why: 'etcd reads the list anew for each connection of somebody who shows a certificate. Where it cannot, it starts all the same and turns every one of them away.',
    etcd: 'accepts',
    bad: {
      ...TLS_MEMBER,
      machine: {files: {...TLS_FILES, '/etc/etcd/revoked.crl': {kind: 'absent'}}},
    },
    good: {...TLS_MEMBER, machine: {files: TLS_FILES}},
    check: revocationReports,
  },
  {
    id: 'key-file-open',
    severity: 'warning',
    title: 'A private key that every user of the machine may read',
    why: 'Whoever has the key can pose as its owner. etcd does not look at the mode; it needs no more than that its own user can read the file.',
    etcd: 'accepts',
    bad: {
      ...TLS_MEMBER,
      machine: {files: {...TLS_FILES, '/etc/etcd/server.key': {kind: 'file', mode: 0o644}}},
    },
    good: {
      ...TLS_MEMBER,
      machine: {files: {...TLS_FILES, '/etc/etcd/server.key': {kind: 'file', mode: 0o640}}},
    },
    check: openKeyReports,
  },
];
