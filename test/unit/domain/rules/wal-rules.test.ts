import {describe, expect, it} from 'vitest';

import type {DataDirFact} from '../../../../src/lib/domain/rules/cluster.js';
import {judgeOnMachine} from '../../../helpers/judge-on-machine.js';
import {processOf} from '../../../helpers/process-of.js';

const MEMBER = 'etcd --data-dir /d';
const WITH_WAL_DIR = 'etcd --data-dir /d --wal-dir /w/';

function found(line: string, fact: Partial<DataDirFact>, version?: string) {
  return judgeOnMachine([processOf(line, version)], {dataDirs: {'/d': {hasMember: true, ...fact}}});
}

describe("a member's log and database", () => {
  it.each<[string, string, Partial<DataDirFact>, string[]]>([
    ['both there', MEMBER, {hasDb: true, hasWal: true, hasSnapshot: true}, []],
    ['neither there', MEMBER, {}, []],
    ['a log that goes back to its beginning', MEMBER, {hasWal: true}, []],
    ['a log that does not', MEMBER, {hasWal: true, hasSnapshot: true}, ['db-missing']],
    ['a database alone', MEMBER, {hasDb: true}, ['db-without-wal']],
    ['a log elsewhere', WITH_WAL_DIR, {hasDb: true, hasWal: true}, []],
    ['a log elsewhere that is lost', WITH_WAL_DIR, {hasDb: true}, ['db-without-wal']],
    ['a log that was left behind', WITH_WAL_DIR, {hasDb: true, hasPassedOverWal: true}, ['wal-dir-changed']],
    [
      'an old log beside the one that counts',
      WITH_WAL_DIR,
      {hasDb: true, hasWal: true, hasPassedOverWal: true},
      [],
    ],
    ['a log below a file', WITH_WAL_DIR, {isWalBelowFile: true}, ['wal-dir-below-file']],
    ['something in the place of the log', WITH_WAL_DIR, {inPlaceOfWal: 'backups'}, ['wal-dir-in-use']],
    [
      'something in the place of a log that was left behind',
      WITH_WAL_DIR,
      {hasPassedOverWal: true, inPlaceOfWal: 'backups'},
      ['wal-dir-changed', 'wal-dir-in-use'],
    ],
  ])('%s', (_, line, fact, rules) => {
    expect(found(line, fact).map(({rule}) => rule)).toEqual(rules);
  });

  it('say nothing of a v2 proxy', () => {
    const proxy = processOf('etcd --data-dir /d --proxy on', '3.5.35');

    expect(judgeOnMachine([proxy], {dataDirs: {'/d': {hasProxy: true, hasDb: true}}})).toEqual([]);
  });

  it('names a folder for the log where something else stands', () => {
    expect(found(WITH_WAL_DIR, {inPlaceOfWal: 'lost+found'})).toEqual([
      expect.objectContaining({
        message:
          'wal-dir "/w/" is no write-ahead log and holds "lost+found": etcd deletes all of it at its first start',
        fix: 'name a folder that is empty or not there, such as "/w/wal"',
        column: WITH_WAL_DIR.indexOf('/w/') + 1,
      }),
    ]);
  });

  it.each([
    ['the data directory', '/srv/d', '/srv/d/', true],
    ['its member', '/srv/d', '/srv/d/member', true],
    ['a folder above it', '/srv/d', '/srv', true],
    ['the root', '/srv/d', '/', true],
    ['a relative folder', 'd', './d', true],
    ['a folder in it', '/srv/d', '/srv/d/wal', false],
    ['where etcd puts it by itself', '/srv/d', '/srv/d/member/wal', false],
    ['a folder beside it', '/srv/d', '/srv/d-wal', false],
    ['nobody knows where', '/srv/d', 'd', false],
  ])('tells whether the log is to be made in the place of data: %s', (_, dataDir, walDir, isOver) => {
    const member = processOf(`etcd --data-dir ${dataDir} --wal-dir ${walDir}`);

    expect(judgeOnMachine([member], {}).map(({rule}) => rule)).toEqual(isOver ? ['wal-dir-over-data'] : []);
    expect(judgeOnMachine([member], {dataDirs: {[dataDir]: {hasWal: true}}})).toEqual([]);
  });

  it.each([
    ['3.4.23', 'recovering backend from snapshot error: failed to find database snapshot file'],
    ['3.5.35', 'failed to recover v3 backend from snapshot'],
  ])('knows how etcd %s misses its database', (version, says) => {
    expect(found(MEMBER, {hasWal: true, hasSnapshot: true}, version)[0]?.etcdSays).toBe(says);
  });
});
