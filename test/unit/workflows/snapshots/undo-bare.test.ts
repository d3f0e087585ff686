import {describe, expect, it} from 'vitest';

import type {Files} from '../../../../src/lib/adapters/files/files.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import type {SpecContext} from '../../../../src/lib/workflows/cluster-run.js';
import {withoutBare} from '../../../../src/lib/workflows/snapshots/undo-bare.js';
import type {UndoFacts} from '../../../../src/lib/workflows/snapshots/undo-facts.js';
import {aMember, members} from '../../../fakes/spec.js';
import {strict} from '../../../fakes/strict.js';
import {DIRS, factsOf, idsOf, planOf, RESTORE, without, type Dir} from './undo-scene.js';

const KEPT = `replaced-${RESTORE}`;
const OTHERS = DIRS.slice(0, 2);
const others = OTHERS.flatMap(({path}) => [`${path}.${KEPT}/member/wal`, `${path}.${KEPT}/member/snap/db`]);
const data = (change: Partial<Dir> = {}): Dir => ({...DIRS[2]!, ...change});
const log = (hasOld: boolean): Dir => ({name: 'infra2', kind: 'wal', path: '/wal/infra2', hasOld});

interface Scene {
  /** Of infra2. */
  readonly dirs: readonly Dir[];
  /** Databases, and folders that have a log. */
  readonly there: readonly string[];
  readonly before?: readonly SpecNode[];
  /** A part of the path of what was removed since. */
  readonly removed?: string;
}

async function judged({dirs, there, before, removed}: Scene): Promise<UndoFacts> {
  const facts = factsOf([...OTHERS, ...dirs]);
  const known = [...others, ...there];
  const files = strict<Files>('files', {
    list: async path => (known.includes(path) ? ['0-0.wal'] : []),
    exists: async path => known.includes(path),
  });
  const cluster = {adapters: {files}, loaded: {folder: '/srv'}} as unknown as SpecContext;
  const restore = {...facts.restore, ...(before === undefined ? {} : {before})};
  const kept = removed === undefined ? facts.kept : without(facts, removed);
  return {...facts, ...(await withoutBare(cluster, {restore, kept}))};
}

const before = (change: Partial<SpecNode>): SpecNode[] => [
  ...members(2),
  aMember(2, {dataDir: '.etcdops/data/infra2', walDir: 'wal/two', ...change}),
];

describe('what was kept of a member', () => {
  it.each<[what: string, Scene, isBare: boolean]>([
    ['is as good as nothing where it is empty', {dirs: [data()], there: []}, true],
    ['or in a mount that was', {dirs: [data({isMount: true})], there: []}, true],
    ['or beside an empty folder for the log', {dirs: [data(), log(true)], there: []}, true],
    [
      'or has a database whose log was on a disk that is lost',
      {dirs: [data(), log(true)], there: [`/data/infra2.${KEPT}/member/snap/db`]},
      true,
    ],
    ['is data where the log is in it', {dirs: [data()], there: [`/data/infra2.${KEPT}/member/wal`]}, false],
    ['also in a mount', {dirs: [data({isMount: true})], there: [`/data/infra2/member.${KEPT}/wal`]}, false],
    ['or beside it', {dirs: [data(), log(true)], there: [`/wal/infra2.${KEPT}`]}, false],
    [
      'or where the spec had it before it was edited for the restore',
      {dirs: [data()], there: ['/srv/wal/two'], before: before({})},
      false,
    ],
    [
      'also under another name',
      {dirs: [data()], there: ['/srv/wal/two'], before: before({name: 'other'})},
      false,
    ],
    [
      'or where nobody has noted where the log was',
      {dirs: [data()], there: [`/data/infra2.${KEPT}/member/snap/db`]},
      false,
    ],
    ['that is gone is not judged', {dirs: [data(), log(true)], there: [], removed: '/wal/infra2'}, false],
  ])('%s', async (_, scene, isBare) => {
    const facts = await judged(scene);
    const own = facts.restore.swaps.filter(({node}) => node.name === 'infra2');
    expect(own.some(({swap}) => swap.hasOld)).toBe(!isBare);
    expect([...facts.kept].some(path => path.includes('/data/infra2'))).toBe(!isBare);
    expect(
      facts.restore.swaps
        .filter(({swap}) => swap.hasOld)
        .slice(0, 2)
        .map(({node}) => node.name),
    ).toEqual(['infra0', 'infra1']);
  });

  it('does not keep the others from coming back, and what the snapshot gave in its place goes', async () => {
    const facts = await judged({dirs: [data()], there: []});
    const {refusals, notices, done} = planOf(facts);
    expect(refusals).toEqual([]);
    expect(notices).toContain('infra2 had no data before the restore, and has none then');
    expect(done).toContain('member replace infra2');
    expect(idsOf(facts)).toEqual(
      expect.arrayContaining(['swap-data-dir:infra1', 'set-aside-data-dir:infra2']),
    );
    expect(idsOf(facts)).not.toContain('start-etcd:infra2');
  });
});
