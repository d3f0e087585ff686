import {describe, expect, it} from 'vitest';

import {judgeDrill} from '../../../../src/lib/domain/snapshots/judge-drill.js';
import {judgeSnapshot, type SnapshotFacts} from '../../../../src/lib/domain/snapshots/judge-snapshot.js';
import type {SnapshotManifest} from '../../../../src/lib/domain/snapshots/manifest.js';
import {restorableLines} from '../../../../src/lib/domain/snapshots/restorable-lines.js';
import type {DrillResult} from '../../../../src/lib/domain/snapshots/snapshot-report.js';
import {lastWords, parseToolStatus} from '../../../../src/lib/domain/snapshots/tool-status.js';

const manifest = {
  ...{cluster: 'demo', sizeBytes: 4128, sha256: 'ab', revision: 42, etcdVersion: '3.7.3'},
  hashKv: {hash: 7, revision: 42, compactRevision: 3},
} as unknown as SnapshotManifest;

const GOOD: SnapshotFacts = {
  path: '/s/a.db',
  digest: {sizeBytes: 4128, sha256: 'ab', digest: 'right'},
  structure: {status: {revision: 42, totalKeys: 5, storageVersion: '3.7.0'}},
  manifest: {manifest},
  version: '3.7.3',
  skipHashCheck: false,
};
const none = {...GOOD.digest, digest: 'none'} as const;

describe('what is said of a snapshot', () => {
  it.each<[what: string, facts: Partial<SnapshotFacts>, codes: readonly string[], verified: boolean]>([
    ['a good one', {}, [], true],
    ['one without a manifest', {manifest: undefined}, ['manifest-missing'], true],
    [
      'one whose manifest nobody can read',
      {manifest: {problem: 'is not JSON'}},
      ['manifest-unreadable'],
      true,
    ],
    ['one of another file', {manifest: {manifest: {...manifest, sha256: 'cd'}}}, ['manifest-differs'], false],
    [
      'one of another revision',
      {manifest: {manifest: {...manifest, revision: 43}}},
      ['manifest-differs'],
      false,
    ],
    ['one that etcd cannot read', {structure: {problem: 'panic'}}, ['structure-broken'], false],
    ['one for a newer etcd', {version: '3.6.16'}, ['not-restorable-here'], true],
    [
      'one for a newer etcd, of which the tool at hand does not tell',
      {
        ...{version: '3.5.35', manifest: undefined, storageVersion: '3.6.0'},
        structure: {status: {revision: 42, totalKeys: 9}},
      },
      ['manifest-missing', 'not-restorable-here'],
      true,
    ],
    ['a copied database', {digest: none, manifest: undefined}, ['digest-missing'], false],
    [
      'a copy that is known for one',
      {digest: none, manifest: undefined, skipHashCheck: true},
      ['digest-missing'],
      true,
    ],
  ])('%s', (_, facts, codes, verified) => {
    const report = judgeSnapshot({...GOOD, ...facts});
    expect(report.findings.map(({code}) => code)).toEqual(codes);
    expect(report.verified).toBe(verified);
  });

  it.each(['wrong', 'cut', 'empty'] as const)('a damaged one: %s', digest => {
    const {structure: _, ...unread} = GOOD;
    const report = judgeSnapshot({...unread, manifest: undefined, digest: {...GOOD.digest, digest}});
    expect(report).toMatchObject({verified: false, findings: [{code: 'digest-wrong', severity: 'error'}]});
    expect(report).not.toHaveProperty('revision');
  });
});

describe('what a drill says', () => {
  const drill: DrillResult = {
    ...{revision: 42, keys: 5, hash: manifest.hashKv!, alarms: [], authEnabled: false},
    ...{restoredMs: 1, startedMs: 1},
  };
  it.each<
    [what: string, told: Partial<DrillResult>, version: string, found: readonly string[], verified: boolean]
  >([
    ['nothing where all is as saved', {}, '3.7.3', [], true],
    ['that writes are missing', {revision: 41}, '3.7.3', ['drill-differs error'], false],
    ['that leases ended', {revision: 44}, '3.7.3', ['drill-differs info'], true],
    ['that keys are missing', {keys: 3}, '3.7.3', ['drill-differs error'], false],
    ['nothing of a key that raised a revision once', {keys: 4}, '3.7.3', [], true],
    [
      'that it is other data',
      {hash: {...manifest.hashKv!, hash: 8}},
      '3.7.3',
      ['drill-differs error'],
      false,
    ],
    [
      'less with an older etcd',
      {hash: {...manifest.hashKv!, hash: 8}},
      '3.6.16',
      ['drill-not-compared info'],
      true,
    ],
    [
      'less after a compaction',
      {hash: {hash: 8, revision: 42, compactRevision: 9}},
      '3.7.3',
      ['drill-not-compared info'],
      true,
    ],
    ['that an alarm came along', {alarms: ['NOSPACE']}, '3.7.3', ['drill-alarm warning'], true],
  ])('%s', (_, told, version, found, verified) => {
    const report = judgeDrill(judgeSnapshot(GOOD), {...drill, ...told}, version);
    expect(report.findings.map(({code, severity}) => `${code} ${severity}`)).toEqual(found);
    expect(report.verified).toBe(verified);
  });

  it.each(['3.4.23', '3.5.35', '3.6.16', '3.7.3'])('that one key is missing, with etcd %s', version => {
    const {storageVersion: _, ...saved} = judgeSnapshot(GOOD);
    const counted = {...saved, manifest: {...manifest, etcdVersion: version, keys: 5}};
    const codes = (keys: number): string[] =>
      judgeDrill(counted, {...drill, keys}, version).findings.map(({code}) => code);
    expect([codes(4), codes(5), codes(6)]).toEqual([['drill-differs'], [], ['drill-differs']]);
  });

  it('is nothing of an empty database, of which the tools say revision 0', () => {
    const {manifest: _, ...saved} = judgeSnapshot(GOOD);
    const report = judgeDrill({...saved, revision: 0}, {...drill, revision: 1}, '3.7.3');
    expect(report.findings).toEqual(saved.findings);
  });
});

it.each([
  [{storageVersion: '3.7.0'}, '3.7'],
  [{storageVersion: '3.6.0', etcdVersion: '3.7.3'}, '3.6 3.7'],
  [{etcdVersion: '3.4.23'}, '3.4 3.5 3.6 3.7'],
  [{}, '3.5 3.6 3.7'],
  [{storageVersion: '3.9.0'}, ''],
])('lines of etcd that run on %j: %s', (origin, lines) => {
  expect(restorableLines(origin).join(' ')).toBe(lines);
});

describe("etcd's own tool", () => {
  it.each([
    ['{"hash":1,"revision":4,"totalKey":7,"totalSize":20480}', {revision: 4, totalKeys: 7}],
    [
      '{"hash":1,"revision":4,"totalKey":3,"totalSize":20480,"version":"3.6.0"}',
      {revision: 4, totalKeys: 3, storageVersion: '3.6.0'},
    ],
    ['{"hash":1,"revision":4,"totalKey":3,"version":""}', {revision: 4, totalKeys: 3}],
    ['NAME:\n\tsnapshot - Manages etcd node snapshots', undefined],
    ['null', undefined],
    ['{"revision":"4"}', undefined],
  ])('says %j', (stdout, status) => {
    expect(parseToolStatus(stdout)).toEqual(status);
  });

  it.each([
    ['{"level":"info"}\nError: invalid database\n', 'invalid database'],
    ['panic: page 3 already freed\n\ngoroutine 1 [running]:\nmain.main()\n', 'panic: page 3 already freed'],
    ['', 'it said nothing'],
  ])('gives up: %j', (stderr, words) => {
    expect(lastWords(stderr)).toBe(words);
  });
});
