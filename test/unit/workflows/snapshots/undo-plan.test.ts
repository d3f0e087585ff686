import {describe, expect, it} from 'vitest';

import type {UndoFacts} from '../../../../src/lib/workflows/snapshots/undo-facts.js';
import {aMember} from '../../../fakes/spec.js';
import {DIRS, factsOf, idsOf, planOf, RESTORE, RUN, without, type Dir} from './undo-scene.js';

describe('snapshot undo, planned', () => {
  it('brings all of it back, with no way back once the old cluster is noted', () => {
    const {steps, refusals} = planOf(factsOf());
    expect(refusals).toEqual([]);
    expect(steps.map(({id}) => id)).toEqual([
      'save-snapshot',
      ...['infra1', 'infra2', 'infra0'].map(name => `stop-etcd:${name}`),
      'write-spec:token',
      'write-files:token',
      ...['infra0', 'infra1', 'infra2'].map(name => `swap-data-dir:${name}`),
      'record-cluster',
      ...['infra0', 'infra1', 'infra2'].map(name => `start-etcd:${name}`),
      'verify-health',
    ]);
    expect(steps.filter(({pointOfNoReturn}) => pointOfNoReturn).map(({id}) => id)).toEqual([
      'record-cluster',
    ]);
  });

  it('notes whose state was taken back, beside those that were before', () => {
    const facts = factsOf();
    const record = {...facts.record, undoneClusterIds: ['cc3', 'aa1']};
    const step = planOf({...facts, record}).steps.find(({id}) => id === 'record-cluster');
    expect(step?.input).toMatchObject({record: {clusterId: 'aa1', undoneClusterIds: ['cc3', 'bb2']}});
  });

  it('says of a restore that replaced nothing that there is nothing to bring back', () => {
    const {refusals} = planOf(factsOf(DIRS.map(dir => ({...dir, hasOld: false}))));
    expect(refusals.map(({message}) => message)).toEqual([
      expect.stringContaining('has replaced nothing: no member had data before it'),
    ]);
  });

  it.each<[string, readonly Dir[]]>([
    ['the data', DIRS],
    ['the log', [...DIRS, {name: 'infra1', kind: 'wal', path: '/wal/infra1', hasOld: true}]],
  ])('leaves a member without data where %s that was kept is gone, and says which', (what, dirs) => {
    const whole = factsOf(dirs);
    const lost = what === 'the data' ? '/data/infra1' : '/wal/infra1';
    const facts = {...whole, kept: without(whole, lost)};
    const {refusals, notices, done} = planOf(facts);
    expect(refusals).toEqual([]);
    expect(notices.join('\n')).toContain(`infra1 stays behind without data: ${lost}.replaced-${RESTORE}`);
    expect(done).toContain('member replace infra1');
    expect(idsOf(facts)).toContain('set-aside-data-dir:infra1');
    for (const id of ['swap-data-dir:infra1', 'start-etcd:infra1', 'verify-health'])
      expect(idsOf(facts)).not.toContain(id);
    expect(idsOf(facts)).toEqual(expect.arrayContaining(['swap-data-dir:infra0', 'start-etcd:infra2']));
  });

  it('starts who had data and a log in it then, where only the log beside it is new', () => {
    const facts = factsOf([...DIRS, {name: 'infra1', kind: 'wal', path: '/wal/infra1', hasOld: false}]);
    expect(idsOf(facts)).toEqual(
      expect.arrayContaining(['swap-data-dir:infra1', 'set-aside-wal-dir:infra1', 'start-etcd:infra1']),
    );
  });

  it('sets aside what a newcomer got, also outside the folder of the spec', () => {
    const facts = factsOf(DIRS.map(dir => ({...dir, hasOld: dir.name !== 'infra2'})));
    const step = planOf(facts).steps.find(({id}) => id === 'set-aside-data-dir:infra2')!;
    expect(step.input).toEqual({from: '../../data/infra2', to: `../../data/infra2.undone-${RUN}`});
  });

  it('tells scripts what comes back, what is kept of what goes, and who has no data then', () => {
    const whole = factsOf([...DIRS, {name: 'infra0', kind: 'wal', path: '/wal/infra0', hasOld: true}]);
    const facts = {...whole, kept: without(whole, '/data/infra2'), keptRevision: 30};
    expect(planOf(facts).result).toEqual({
      restore: {run: RESTORE, revision: 20},
      cluster: {
        ...{name: 'demo', id: 'aa1', formerId: 'bb2', token: 'demo-7f3c91'},
        ...{members: 3, revision: 30},
      },
      saved: `.etcdops/snapshots/before-undo-${RUN}.db`,
      members: [
        {
          ...{name: 'infra0', dataDir: '/data/infra0', walDir: '/wal/infra0'},
          kept: [`/data/infra0.undone-${RUN}`, `/wal/infra0.undone-${RUN}`],
        },
        {name: 'infra1', dataDir: '/data/infra1', kept: [`/data/infra1.undone-${RUN}`]},
      ],
      ...{withoutData: ['infra2'], left: [], demoted: [], restarted: []},
      next: ['etcdops status', 'etcdops member replace infra2'],
    });
  });

  it.each<[mount: string, told: string | undefined]>([
    ['/data', undefined],
    ['/data/infra1', 'is mounted since'],
    ['/data/infra1/member/wal', 'is mounted inside a directory of infra1'],
    [`/data/infra1.replaced-${RESTORE}`, 'is mounted since'],
    [`/data/infra1.replaced-${RESTORE}/lost`, 'is mounted inside a directory of infra1'],
    ['/data/infra3', undefined],
    ['/data/infra3/deep', 'is mounted inside a directory of infra3'],
    ['/wal/infra3/deep', 'is mounted inside a directory of infra3'],
    ['/wal/infra3', undefined],
  ])('heeds what is mounted at %s', (mount, told) => {
    const facts = factsOf();
    const node = aMember(3, {walDir: '/wal/infra3'});
    const {refusals} = planOf({
      ...facts,
      spec: {...facts.spec, nodes: [...facts.spec.nodes, node]},
      members: [...facts.members, {node, isHere: true, leads: false}],
      places: new Map([...facts.places, ['infra3', ['/data/infra3', '/data/infra3/member', '/wal/infra3']]]),
      mounts: new Set([mount]),
    });
    expect(refusals.map(({code}) => code)).toEqual(told === undefined ? [] : ['E_PREFLIGHT']);
    if (told !== undefined) expect(refusals[0]!.message).toContain(`${mount}`);
    if (told !== undefined) expect(refusals[0]!.message).toContain(told);
  });

  it.each([true, false])('waits for the disk that a member had its data on, mounted: %s', isMounted => {
    const facts = factsOf(DIRS.map(dir => ({...dir, isMount: dir.name === 'infra1'})));
    const {refusals} = planOf({
      ...facts,
      kept: isMounted ? facts.kept : without(facts, '/data/infra1'),
      mounts: new Set(isMounted ? ['/data/infra1'] : []),
      places: new Map([...facts.places, ['infra1', ['/data/infra1', '/data/infra1/member']]]),
    });
    const told = '/data/infra1, of infra1, was a file system of its own at the restore';
    expect(refusals.map(({message}) => message.startsWith(told))).toEqual(isMounted ? [] : [true]);
  });

  it.each<[string, (facts: UndoFacts) => Partial<UndoFacts>, string]>([
    ['where nothing is kept', () => ({kept: new Set()}), 'E_PREFLIGHT'],
    ['a port in use', () => ({portProblems: ['client port 2379 is in use']}), 'E_PREFLIGHT'],
    [
      'a member whose directory is another one by now',
      ({places}) => ({places: new Map([...places, ['infra1', ['/elsewhere']]])}),
      'E_PREFLIGHT',
    ],
    [
      'members on other machines',
      ({members: all}) => ({members: all.map((one, index) => ({...one, isHere: index > 0}))}),
      'E_REMOTE_NODE',
    ],
    [
      'what others started',
      ({members: all}) => ({
        members: all.map((one, index) => ({...one, managedBy: index > 0 ? 'etcdops' : 'other'})),
      }),
      'E_PREFLIGHT',
    ],
  ])('refuses %s', (_, change, code) => {
    const facts = factsOf();
    expect(planOf({...facts, ...change(facts)}).refusals.map(one => one.code)).toEqual([code]);
  });
});
