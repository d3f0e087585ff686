import {describe, expect, it} from 'vitest';

import {decideBump, type BumpFacts} from '../../../../src/lib/domain/snapshots/bump.js';
import {judgeFit, type FitFacts} from '../../../../src/lib/domain/snapshots/fit.js';
import {restoreArgv, snapshotTool} from '../../../../src/lib/domain/snapshots/restore-argv.js';
import {roomProblems, type Room} from '../../../../src/lib/domain/snapshots/restore-room.js';
import type {SnapshotReport} from '../../../../src/lib/domain/snapshots/snapshot-report.js';
import {isOwnSwap, swapBack, swapOf} from '../../../../src/lib/domain/snapshots/swaps.js';

const BILLION = 1_000_000_000;

describe('by how much the revision is raised', () => {
  const facts: BumpFacts = {wish: undefined, version: '3.7.3', revision: 100};

  it.each<[string, Partial<BumpFacts>, number | undefined]>([
    ['as etcd proposes', {}, BILLION],
    ['the cluster is a little ahead', {seenRevision: 5000}, BILLION],
    ['the cluster was restored with a higher one since', {seenRevision: BILLION + 500}, 2 * BILLION],
    ['the cluster was restored so several times', {seenRevision: 7 * BILLION}, 8 * BILLION],
    ['the cluster is behind the snapshot', {seenRevision: 7}, BILLION],
    ['as told', {wish: 42}, 42],
    ['not, as told', {wish: 'none'}, undefined],
    ['3.4.23 cannot', {version: '3.4.23'}, undefined],
    ['3.4.27 can', {version: '3.4.27'}, BILLION],
    ['3.5.9 cannot', {version: '3.5.9'}, undefined],
    ['3.5.10 can', {version: '3.5.10'}, BILLION],
  ])('%s', (_, change, by) => {
    expect(decideBump({...facts, ...change}).by).toBe(by);
  });

  it('says where nobody tells how far the cluster had come, and else does not', () => {
    expect(decideBump(facts).notices.join()).toContain('had it passed revision 1000000100');
    expect(decideBump({...facts, seenRevision: 100}).notices.join()).not.toContain('had it passed');
  });

  it('says that too little is too little, that nothing is nothing, and refuses what cannot be', () => {
    expect(decideBump({...facts, wish: 10, seenRevision: 500}).notices.join()).toContain(
      '10 more is not enough',
    );
    expect(decideBump({...facts, wish: 'none'}).notices.join()).toContain('goes back');
    expect(decideBump({...facts, version: '3.4.23'}).notices.join()).toContain('etcd 3.4.23 cannot raise');
    expect(decideBump({...facts, version: '3.4.23', wish: 9}).refusal).toContain('3.4.23');
  });
});

const REPORT: SnapshotReport = {
  path: '/b/s.db',
  sizeBytes: 20_512,
  sha256: 'ab'.repeat(32),
  hasDigest: true,
  revision: 6,
  findings: [],
  verified: true,
};

const MANIFEST: NonNullable<SnapshotReport['manifest']> = {
  schemaVersion: 1,
  cluster: 'demo',
  clusterId: 'aa1',
  members: [],
  from: 'infra1',
  hadQuorum: true,
  revision: 6,
  totalKeys: 5,
  etcdVersion: '3.7.3',
  sizeBytes: 20_512,
  sha256: 'ab'.repeat(32),
  savedAt: '2026-11-26T10:00:00.000Z',
};

describe('whether a snapshot may become this cluster', () => {
  const facts: FitFacts = {report: REPORT, cluster: 'demo', clusterIds: ['aa1'], yesOtherCluster: false};
  const codes = (change: Partial<FitFacts>): string[] =>
    judgeFit({...facts, ...change}).misfits.map(({code}) => code);
  const finding = (
    code: 'digest-wrong' | 'digest-missing' | 'not-restorable-here',
    severity: 'error' | 'warning',
  ) => ({
    code,
    severity,
    message: 'as found',
  });

  it.each<[string, Partial<FitFacts>, string[]]>([
    ['its own', {report: {...REPORT, manifest: MANIFEST}}, []],
    ['without a manifest', {}, []],
    [
      'of before an earlier restore',
      {report: {...REPORT, manifest: MANIFEST}, clusterIds: ['bb2', 'aa1']},
      [],
    ],
    ['of another cluster', {report: {...REPORT, manifest: MANIFEST}, clusterIds: ['bb2']}, ['E_PREFLIGHT']],
    [
      'of another cluster, as is wanted',
      {report: {...REPORT, manifest: MANIFEST}, clusterIds: ['bb2'], yesOtherCluster: true},
      [],
    ],
    [
      'of another name, never begun',
      {report: {...REPORT, manifest: MANIFEST}, clusterIds: [], cluster: 'b'},
      ['E_PREFLIGHT'],
    ],
    ['damaged', {report: {...REPORT, findings: [finding('digest-wrong', 'error')]}}, ['E_SNAPSHOT_INVALID']],
    [
      'without a digest',
      {report: {...REPORT, findings: [finding('digest-missing', 'error')]}},
      ['E_SNAPSHOT_INVALID'],
    ],
    ['a copy, as was said', {report: {...REPORT, findings: [finding('digest-missing', 'warning')]}}, []],
    [
      'of a newer etcd',
      {report: {...REPORT, storageVersion: '3.7.0', findings: [finding('not-restorable-here', 'warning')]}},
      ['E_SNAPSHOT_INVALID'],
    ],
    [
      'of 3.4 or 3.5, which does not tell',
      {report: {...REPORT, findings: [finding('not-restorable-here', 'warning')]}},
      [],
    ],
  ])('%s', (_, change, expected) => {
    expect(codes(change)).toEqual(expected);
  });

  it('says what is doubtful', () => {
    const lonely = {...MANIFEST, hadQuorum: false};
    expect(judgeFit({...facts, report: {...REPORT, manifest: lonely}}).notices.join()).toContain(
      'infra1 had no quorum',
    );
    expect(judgeFit({...facts, report: {...REPORT, hasDigest: false}}).notices.join()).toContain(
      'may go unseen',
    );
    expect(judgeFit(facts).notices.join()).toContain('nothing tells of which cluster');
  });
});

describe('the directories that change places', () => {
  const dir = {kind: 'data', path: '/d/infra0', hasOld: true, isMount: false} as const;

  it('are named after the run, and the way back brings the old one', () => {
    const swap = swapOf(dir, 'R1')!;
    expect(swap).toMatchObject({
      live: '/d/infra0',
      incoming: '/d/infra0.restoring-R1',
      aside: '/d/infra0.replaced-R1',
    });
    expect(swapBack(swap, 'R2')).toMatchObject({
      live: '/d/infra0',
      incoming: '/d/infra0.replaced-R1',
      aside: '/d/infra0.undone-R2',
    });
    expect(swapBack(swapOf({...dir, hasOld: false}, 'R1')!, 'R2')).toBeUndefined();
  });

  it('stay on their file system', () => {
    expect(swapOf({...dir, isMount: true}, 'R1')).toMatchObject({isInner: true, live: '/d/infra0/member'});
    expect(swapOf({...dir, kind: 'wal', isMount: true}, 'R1')).toBeUndefined();
  });
});

describe('room', () => {
  const room = (name: string, device: number, freeBytes: number): Room => ({
    name,
    path: `/${name}`,
    device,
    freeBytes,
    neededBytes: 100,
  });

  it.each<[string, Room[], number]>([
    ['enough for all', [room('a', 1, 200), room('b', 1, 200)], 0],
    ['enough for one of two', [room('a', 1, 199), room('b', 1, 199)], 1],
    ['each on a disk of its own', [room('a', 1, 100), room('b', 2, 100)], 0],
    ['none on either', [room('a', 1, 99), room('b', 2, 99)], 2],
  ])('%s', (_, rooms, problems) => {
    expect(roomProblems(rooms)).toHaveLength(problems);
  });
});

describe('the command of etcd', () => {
  it('is that of the version', () => {
    expect(['3.4.23', '3.5.35', '3.6.16', '3.7.3'].map(snapshotTool)).toEqual([
      'etcdctl',
      'etcdutl',
      'etcdutl',
      'etcdutl',
    ]);
  });

  it('raises the revision only together with the compaction', () => {
    const command = {
      ...{version: '3.7.3', snapshotPath: '/s.db', name: 'infra0', initialCluster: 'infra0=http://h:1'},
      ...{peerUrl: 'http://h:1', token: 't', dataDir: '/d', skipHashCheck: true},
    };
    expect(restoreArgv({...command, bumpRevision: 9}).slice(-3)).toEqual([
      '--skip-hash-check',
      '--bump-revision=9',
      '--mark-compacted',
    ]);
    expect(restoreArgv({...command, walDir: '/w', skipHashCheck: false}).at(-1)).toBe('--wal-dir=/w');
  });
});

describe('whether a run may move what a swap names', () => {
  const swap = swapOf({kind: 'data', path: '/d/infra0', hasOld: true, isMount: false}, 'R')!;
  const back = swapBack(swap, 'U')!;

  it.each([
    ['the way there', swap, 'R', true],
    ['the way back', back, 'U', true],
    ['that of another run', swap, 'U', false],
    ['the way back of another run', back, 'R', false],
    ['what comes from elsewhere', {...swap, incoming: '/home'}, 'R', false],
    ['what goes elsewhere', {...swap, aside: '/home/x'}, 'R', false],
    ['what climbs', {...back, incoming: '/d/infra0.replaced-../../home'}, 'U', false],
  ])('%s', (_, one, run, expected) => {
    expect(isOwnSwap(one, run)).toBe(expected);
  });
});
