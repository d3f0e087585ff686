import {describe, expect, it} from 'vitest';

import type {Files} from '../../../../src/lib/adapters/files/files.js';
import type {SpecContext} from '../../../../src/lib/workflows/cluster-run.js';
import {loglessOf} from '../../../../src/lib/workflows/snapshots/undo-kept.js';
import {aMember, aSpec} from '../../../fakes/spec.js';
import {strict} from '../../../fakes/strict.js';
import {DIRS, factsOf, idsOf, planOf, RESTORE, without, type Dir} from './undo-scene.js';

const data = (change: Partial<Dir> = {}): Dir => ({
  ...{name: 'infra0', kind: 'data', path: '/data/infra0', hasOld: true},
  ...change,
});
const log = (hasOld: boolean): Dir => ({name: 'infra0', kind: 'wal', path: '/wal/infra0', hasOld});
const KEPT = `replaced-${RESTORE}`;

/** @param logs folders that have a log */
async function logless(dirs: readonly Dir[], walDir: string | undefined, logs: readonly string[]) {
  const {restore, kept} = factsOf(dirs);
  const node = aMember(0, walDir === undefined ? {} : {walDir});
  const list = (path: string) => Promise.resolve(logs.includes(path) ? ['0-0.wal'] : []);
  const files = strict<Files>('files', {list});
  const adapters = strict<SpecContext['adapters']>('adapters', {files});
  const loaded = {folder: '/srv', path: '/srv/etcdops.yaml', spec: aSpec({nodes: [node]})};
  const places = new Map([['infra0', ['/data/infra0', '/data/infra0/member', ...(walDir ? [walDir] : [])]]]);
  return loglessOf({adapters, loaded} as unknown as SpecContext, {restore, kept, places});
}

describe('the log of data that comes back', () => {
  it.each<[string, dirs: readonly Dir[], walDir: string | undefined, logs: readonly string[], ok: boolean]>([
    ['comes inside of it', [data()], undefined, [`/data/infra0.${KEPT}/member/wal`], true],
    [
      'comes inside of a mount',
      [data({isMount: true})],
      undefined,
      [`/data/infra0/member.${KEPT}/wal`],
      true,
    ],
    ['stays where the spec has none any more', [data()], undefined, ['/wal/infra0'], false],
    ['comes beside it', [data(), log(true)], '/wal/infra0', [`/wal/infra0.${KEPT}`], true],
    [
      'is inside of it, where the spec has it elsewhere since before the restore',
      [data(), log(false)],
      '/wal/infra0',
      [`/data/infra0.${KEPT}/member/wal`, '/wal/infra0'],
      false,
    ],
    ['lies where the spec has it again', [data()], '/wal/infra0', ['/wal/infra0'], true],
    ['is not where the spec has it since', [data()], '/wal/infra0', [], false],
    ['is nothing to miss where no data comes back', [data({hasOld: false})], undefined, [], true],
  ])('%s', async (_, dirs, walDir, logs, ok) => {
    expect(await logless(dirs, walDir, logs)).toEqual(ok ? [] : ['infra0']);
  });

  it('is asked for before anything stops', () => {
    const {refusals} = planOf(factsOf(undefined, {logless: ['infra0']}));
    expect(refusals.map(({code}) => code)).toEqual(['E_PREFLIGHT']);
    expect(refusals[0]?.message).toContain('comes back without its log');
    expect(refusals[0]?.hints[0]).toMatch(/^write walDir of infra0 into the spec .*: etcdops snapshot undo$/);
    expect(idsOf(factsOf())).toContain('start-etcd:infra0');
  });

  const beside = (hasOld: boolean, logless: readonly string[] = []) =>
    planOf(factsOf([...DIRS.slice(1), log(hasOld)], {stayed: new Map([['infra0', true]]), logless}));

  it('comes back to data that stayed where it was, and the member starts on both', () => {
    const {refusals, steps, notices, done} = beside(true);
    expect(refusals).toEqual([]);
    expect(notices.join()).not.toContain('without data');
    expect(done).toContain('Next: etcdops status');
    expect(steps.map(({id}) => id)).toEqual(
      expect.arrayContaining(['swap-wal-dir:infra0', 'start-etcd:infra0', 'verify-health']),
    );
  });

  it('is asked for where only the data stayed, and nobody is told that there was none', () => {
    const {refusals, notices} = beside(false, ['infra0']);
    expect(refusals.map(({message}) => message)).toEqual([
      expect.stringContaining('comes back without its log'),
    ]);
    expect(notices.join()).not.toContain('had no data before the restore');
  });

  it('that is gone is told once of data that stayed', () => {
    const whole = factsOf([...DIRS.slice(1), log(true)], {stayed: new Map([['infra0', false]])});
    const {notices, result} = planOf({...whole, kept: without(whole, '/wal/infra0')});
    expect(
      notices.filter(notice => notice.includes('infra0') && notice.includes('without data')),
    ).toHaveLength(1);
    expect(result?.withoutData).toEqual(['infra0']);
  });
});
