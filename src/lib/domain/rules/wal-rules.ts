import {posix} from 'node:path';

import {lineOf} from '../etcd-version/version.js';
import {dataDirsOf, type NamedDataDirs} from '../machine/data-dirs.js';
import type {EtcdProcess} from '../process/etcd-process.js';
import {givenOf} from '../process/values.js';
import type {Cluster, DataDirFact} from './cluster.js';
import {dataDirPlace, dataDirText} from './data-dir-rules.js';
import {exampleMember} from './rule-examples.js';
import type {ProcessRule, Report} from './rule.js';
import {quoted} from './wording.js';

/** A folder, and all that is above it, as far as the text tells. */
function withAncestors(path: string): string[] {
  const parts = posix.normalize(path).replace(/\/$/, '').split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/') || '/');
}

/** What etcd has made by then and needs: the data directory, the folder `member` in it, and all above. */
function isOverData({dataDir, walDir}: NamedDataDirs): boolean {
  if (walDir === undefined) return false;
  const [wal = ''] = withAncestors(walDir).slice(-1);
  return withAncestors(`${dataDir}/member`).includes(wal);
}

function overDataReports(process: EtcdProcess, {facts}: Cluster): Report[] {
  const dirs = process.role === 'member' ? dataDirsOf(process) : undefined;
  const walDir = givenOf(process, 'wal-dir');
  if (dirs === undefined || walDir === undefined || !isOverData(dirs)) return [];
  // Only where the log is there already, etcd does not make it.
  if (facts.dataDir(process)?.hasWal) return [];
  return [
    {
      place: walDir.place,
      message: `wal-dir ${quoted(walDir.value)} holds the data directory ${dataDirText(process)} or a part of it, and etcd deletes all in it when it makes its log`,
      fix: 'take wal-dir out, or name a folder beside the data directory',
      etcdSays: 'failed to purge snap',
    },
  ];
}

function ofMember(
  look: (process: EtcdProcess, fact: DataDirFact) => readonly Report[],
): ProcessRule['check'] {
  return (process: EtcdProcess, {facts}: Cluster) => {
    const fact = process.role === 'member' ? facts.dataDir(process) : undefined;
    return fact === undefined ? [] : look(process, fact);
  };
}

function lostLogReports(process: EtcdProcess, {hasDb, hasWal, hasPassedOverWal}: DataDirFact): Report[] {
  if (!hasDb || hasWal || hasPassedOverWal) return [];
  return [
    {
      place: dataDirPlace(process),
      message: `the data directory ${dataDirText(process)} has a database and no write-ahead log: etcd begins anew on top of old data`,
      fix: 'name the wal-dir where the log is; where it is lost, set the data directory aside and let the member join anew, or restore a snapshot',
    },
  ];
}

function movedLogReports(process: EtcdProcess, {hasWal, hasPassedOverWal}: DataDirFact): Report[] {
  const walDir = givenOf(process, 'wal-dir');
  if (walDir === undefined || hasWal || !hasPassedOverWal) return [];
  return [
    {
      place: walDir.place,
      message: `wal-dir ${quoted(walDir.value)} is empty, and the write-ahead log of this member is in ${dataDirText(process)}: etcd begins anew on top of old data`,
      fix: 'with etcd stopped, move the files of member/wal there; or take wal-dir out',
    },
  ];
}

function replacedReports(process: EtcdProcess, {inPlaceOfWal}: DataDirFact): Report[] {
  const walDir = givenOf(process, 'wal-dir');
  if (walDir === undefined || inPlaceOfWal === undefined) return [];
  return [
    {
      place: walDir.place,
      message: `wal-dir ${quoted(walDir.value)} is no write-ahead log and holds ${quoted(inPlaceOfWal)}: etcd deletes all of it at its first start`,
      fix: `name a folder that is empty or not there, such as ${quoted(`${walDir.value.replace(/\/+$/, '')}/wal`)}`,
    },
  ];
}

function belowFileReports(process: EtcdProcess, {isWalBelowFile}: DataDirFact): Report[] {
  const walDir = givenOf(process, 'wal-dir');
  if (walDir === undefined || !isWalBelowFile) return [];
  return [
    {
      place: walDir.place,
      message: `wal-dir ${quoted(walDir.value)} lies below a file`,
      fix: 'name a folder; etcd makes it where there is none',
      etcdSays: lineOf(process.version) === '3.4' ? 'create wal error' : 'failed to create WAL',
    },
  ];
}

function lostDbReports(process: EtcdProcess, {hasDb, hasWal, hasSnapshot}: DataDirFact): Report[] {
  if (hasDb || !hasWal || !hasSnapshot) return [];
  const is34 = lineOf(process.version) === '3.4';
  return [
    {
      place: dataDirPlace(process),
      message: `the data directory ${dataDirText(process)} has lost its database, member/snap/db, and the write-ahead log does not go back to its beginning`,
      fix: 'put the database back; where it is lost, set the data directory aside and let the member join anew, or restore a snapshot',
      etcdSays: is34
        ? 'recovering backend from snapshot error: failed to find database snapshot file'
        : 'failed to recover v3 backend from snapshot',
    },
  ];
}

const MEMBER = exampleMember();
const WITH_WAL_DIR = exampleMember({'wal-dir': '/mnt/wal'});
const WHOLE = {hasMember: true, hasWal: true, hasDb: true} as const;

/** Rules about the parts of a member's data: write-ahead log, snapshots, database. */
export const WAL_RULES: readonly ProcessRule[] = [
  {
    id: 'db-without-wal',
    severity: 'error',
    title: 'A database without its write-ahead log',
    why: 'etcd goes by the log alone: without one it bootstraps anew, on top of the old database. Keys can be read as they were, but new writes hang or vanish until the new log is as long as the old one was.',
    etcd: 'accepts',
    bad: {...MEMBER, machine: {dataDirs: {'/var/lib/etcd': {hasMember: true, hasDb: true}}}},
    good: {...MEMBER, machine: {dataDirs: {'/var/lib/etcd': WHOLE}}},
    check: ofMember(lostLogReports),
  },
  {
    id: 'wal-dir-changed',
    severity: 'error',
    title: 'A wal-dir without the log that the member has',
    why: 'etcd looks for its write-ahead log in wal-dir alone. One that is given later is empty, so etcd bootstraps anew, on top of the old database, although the log is still in the data directory.',
    etcd: 'accepts',
    bad: {
      ...WITH_WAL_DIR,
      machine: {dataDirs: {'/var/lib/etcd': {...WHOLE, hasWal: false, hasPassedOverWal: true}}},
    },
    good: {...WITH_WAL_DIR, machine: {dataDirs: {'/var/lib/etcd': WHOLE}}},
    check: ofMember(movedLogReports),
  },
  {
    id: 'wal-dir-in-use',
    severity: 'error',
    title: 'A wal-dir in which something else stands',
    why: 'Where etcd finds no log in wal-dir it makes one, and puts its new folder in the place of the old one: whatever stood there is deleted without a word, a file in the place of the folder too. On a disk of its own that is mounted there it cannot do so, and ends.',
    etcd: 'accepts',
    bad: {...WITH_WAL_DIR, machine: {dataDirs: {'/var/lib/etcd': {inPlaceOfWal: 'backups'}}}},
    good: {...WITH_WAL_DIR, machine: {dataDirs: {'/var/lib/etcd': {}}}},
    check: ofMember(replacedReports),
  },
  {
    id: 'wal-dir-below-file',
    severity: 'error',
    title: 'A wal-dir below a file',
    why: 'etcd makes the folder for its log where there is none, but no folder can be made below a file. It ends with a panic.',
    etcd: 'refuses',
    bad: {...WITH_WAL_DIR, machine: {dataDirs: {'/var/lib/etcd': {isWalBelowFile: true}}}},
    good: {...WITH_WAL_DIR, machine: {dataDirs: {'/var/lib/etcd': {}}}},
    check: ofMember(belowFileReports),
  },
  {
    id: 'wal-dir-over-data',
    severity: 'error',
    title: 'A wal-dir that holds the data directory',
    why: 'When etcd makes its log it puts a new folder in the place of wal-dir. Where that is the data directory, its folder member or a folder above them, etcd so deletes the rest of its own data, and whatever else stands there, and ends.',
    etcd: 'refuses',
    bad: exampleMember({'wal-dir': '/var/lib/etcd'}),
    good: exampleMember({'wal-dir': '/var/lib/etcd-wal'}),
    check: overDataReports,
  },
  {
    id: 'db-missing',
    severity: 'error',
    title: 'A write-ahead log without its database',
    why: 'Once a member has made a snapshot, its log begins there, and all before is in the database alone. Without that file etcd ends with a panic.',
    etcd: 'refuses',
    bad: {
      ...MEMBER,
      machine: {dataDirs: {'/var/lib/etcd': {hasMember: true, hasWal: true, hasSnapshot: true}}},
    },
    good: {...MEMBER, machine: {dataDirs: {'/var/lib/etcd': {hasMember: true, hasWal: true}}}},
    check: ofMember(lostDbReports),
  },
];
