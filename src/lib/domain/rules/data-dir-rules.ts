import {has} from '../etcd-version/capabilities.js';
import {lineOf} from '../etcd-version/version.js';
import type {Place} from '../inputs/place.js';
import {dataDirsOf} from '../machine/data-dirs.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf, valueOf} from '../process/values.js';
import {printable} from '../text/printable.js';
import {shellQuote} from '../text/shell-quote.js';
import type {DataDirFact} from './cluster.js';
import {exampleMember} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {quoted} from './wording.js';

/** Where the data directory is written; of one that etcd names itself, the start. */
export function dataDirPlace(process: EtcdProcess): Place {
  return givenOf(process, 'data-dir')?.place ?? process.place;
}

/** As a sentence names it. */
export function dataDirText(process: EtcdProcess): string {
  return quoted(dataDirsOf(process)?.dataDir ?? '');
}

/** A rule about what is in the data directory. */
function onData(
  look: (process: EtcdProcess, fact: DataDirFact) => Omit<Report, 'place'> | undefined,
): ProcessRule['check'] {
  return (process, {facts}) => {
    const fact = facts.dataDir(process);
    const report = fact === undefined ? undefined : look(process, fact);
    return report === undefined ? [] : [{place: dataDirPlace(process), ...report}];
  };
}

/** 3.4 has words of its own for most of what happens before the server starts. */
function saysText(process: EtcdProcess, in34: string, later: string): string {
  return lineOf(process.version) === '3.4' ? in34 : later;
}

function notFolder(
  process: EtcdProcess,
  {kind, isBelowFile}: DataDirFact,
): Omit<Report, 'place'> | undefined {
  const isFile = kind === 'file' || kind === 'other';
  if (!isFile && !isBelowFile) return undefined;
  const shown = printable(dataDirsOf(process)?.dataDir ?? '');
  return {
    message: `the data directory ${dataDirText(process)} ${isBelowFile ? 'lies below a file' : 'is no folder'}`,
    fix: 'name a folder; etcd makes it where there is none',
    etcdSays: saysText(process, `error listing data dir: ${shown}`, 'failed to list data directory'),
  };
}

const BY_OTHERS = 0o077;

function openToOthers(
  process: EtcdProcess,
  {kind, mode = 0}: DataDirFact,
): Omit<Report, 'place'> | undefined {
  if (kind !== 'folder' || (mode & BY_OTHERS) === 0) return undefined;
  const bits = mode.toString(8).padStart(4, '0');
  return {
    message: `other users may look into the data directory ${dataDirText(process)} (mode ${bits}); etcd wants 0700`,
    fix: `chmod 700 ${shellQuote(printable(dataDirsOf(process)?.dataDir ?? ''))}`,
  };
}

/** In versions with the v2 proxy, a member that finds its discovery full becomes one, unless told to exit. */
function mayBecomeProxy(process: EtcdProcess): boolean {
  const isAsked = (valueOf(process, 'discovery') ?? '') !== '';
  return isAsked && valueOf(process, 'discovery-fallback') !== 'exit' && has(process.version, 'v2Proxy');
}

function ofBoth(
  process: EtcdProcess,
  {hasMember, hasProxy, hasWal}: DataDirFact,
): Omit<Report, 'place'> | undefined {
  if (!hasMember || !hasProxy) return undefined;
  const isProxy = !hasWal && (process.role === 'v2-proxy' || mayBecomeProxy(process));
  return {
    message: `the data directory ${dataDirText(process)} holds a member and a proxy`,
    fix: isProxy
      ? 'set the folder member in it aside: it has no write-ahead log'
      : 'set the folder proxy in it aside',
    etcdSays: saysText(
      process,
      'invalid datadir. Both member and proxy directories exist.',
      'invalid datadir; both member and proxy directories exist',
    ),
  };
}

function ofProxy(
  process: EtcdProcess,
  {hasMember, hasProxy}: DataDirFact,
): Omit<Report, 'place'> | undefined {
  const isMember = process.role === 'member' && !mayBecomeProxy(process);
  if (!isMember || !hasProxy || hasMember || !has(process.version, 'v2Proxy')) return undefined;
  return {
    message: `the data directory ${dataDirText(process)} is that of a v2 proxy, and etcd starts as that one`,
    fix: 'name another data-dir, or set the folder proxy in it aside',
  };
}

const MEMBER = exampleMember();
const V2_PROXY = {
  version: '3.4.45',
  files: {
    'etcd.yaml': `name: proxy0
data-dir: /var/lib/etcd
proxy: 'on'
initial-cluster: infra0=http://10.0.0.1:2380
listen-client-urls: http://10.0.0.9:2379
`,
  },
};
const HAS_MEMBER = {hasMember: true, hasWal: true, hasDb: true} as const;

/** Rules about the data directory as a folder, and about what kind of process it belongs to. */
export const DATA_DIR_RULES: readonly ProcessRule[] = [
  {
    id: 'data-dir-not-folder',
    severity: 'error',
    title: 'The data directory is a file, or lies below one',
    why: 'etcd makes the data directory where there is none, but does not replace a file by it.',
    etcd: 'refuses',
    bad: {...MEMBER, machine: {dataDirs: {'/var/lib/etcd': {kind: 'file', mode: 0o600}}}},
    good: {...MEMBER, machine: {dataDirs: {'/var/lib/etcd': {kind: 'absent'}}}},
    check: onData(notFolder),
  },
  {
    id: 'data-dir-open',
    severity: 'warning',
    title: 'A data directory that other users may look into',
    why: 'Everything that is stored stands in it unencrypted. etcd makes the folder for its own user alone, and warns at each start where one that it finds has another mode than 0700.',
    etcd: 'accepts',
    bad: {...MEMBER, machine: {dataDirs: {'/var/lib/etcd': {mode: 0o755}}}},
    good: {...MEMBER, machine: {dataDirs: {'/var/lib/etcd': {mode: 0o700}}}},
    check: onData(openToOthers),
  },
  {
    id: 'data-dir-of-both',
    severity: 'error',
    title: 'A data directory of a member and of a v2 proxy at once',
    why: 'etcd goes by the folders member and proxy in its data directory, and ends where it finds both. A member that found its discovery full and became a proxy leaves both behind.',
    etcd: 'refuses',
    bad: {
      ...MEMBER,
      machine: {dataDirs: {'/var/lib/etcd': {hasMember: true, hasProxy: true}}},
    },
    good: {...MEMBER, machine: {dataDirs: {'/var/lib/etcd': HAS_MEMBER}}},
    check: onData(ofBoth),
  },
  {
    id: 'data-dir-of-removed-proxy',
    severity: 'error',
    title: 'A data directory of a v2 proxy, which this version does not have',
    why: 'etcd 3.6 took the v2 proxy out. Where it finds the folder of one in its data directory, it ends with a panic, whatever it is configured to be.',
    etcd: 'refuses',
    bad: {
      version: '3.6.16',
      ...MEMBER,
      machine: {dataDirs: {'/var/lib/etcd': {hasProxy: true}}},
    },
    good: {version: '3.6.16', ...MEMBER, machine: {dataDirs: {'/var/lib/etcd': {}}}},
    check: onData((process, {hasMember, hasProxy}) =>
      hasProxy && !hasMember && !has(process.version, 'v2Proxy')
        ? {
            message: `the data directory ${dataDirText(process)} is that of a v2 proxy, which etcd ${process.version} does not have`,
            fix: 'name another data-dir, or set the folder proxy in it aside',
            etcdSays: 'v2 http proxy has already been deprecated in 3.6',
          }
        : undefined,
    ),
  },
  {
    id: 'data-dir-of-proxy',
    severity: 'error',
    title: 'A member with the data directory of a v2 proxy',
    why: 'What etcd finds in its data directory wins over its configuration: it starts as the proxy that it was there before, and the cluster waits for a member that never comes.',
    etcd: 'accepts',
    bad: {
      version: '3.5.35',
      ...MEMBER,
      machine: {dataDirs: {'/var/lib/etcd': {hasProxy: true}}},
    },
    good: {
      ...V2_PROXY,
      machine: {dataDirs: {'/var/lib/etcd': {hasProxy: true}}},
    },
    check: onData(ofProxy),
  },
  {
    id: 'data-dir-of-member',
    severity: 'error',
    title: 'A v2 proxy with the data directory of a member',
    why: 'What etcd finds in its data directory wins over its configuration: where there is a folder member, it starts as a member, even if that folder is empty.',
    etcd: 'accepts',
    bad: {
      ...V2_PROXY,
      machine: {dataDirs: {'/var/lib/etcd': HAS_MEMBER}},
    },
    good: {
      version: '3.5.35',
      ...MEMBER,
      machine: {dataDirs: {'/var/lib/etcd': HAS_MEMBER}},
    },
    check: onData((process, {hasMember, hasProxy}) =>
      process.role === 'v2-proxy' && hasMember && !hasProxy
        ? {
            message: `the data directory ${dataDirText(process)} is that of a member, and etcd starts as that one`,
            fix: 'name another data-dir for the proxy',
          }
        : undefined,
    ),
  },
];
