import {describe, expect, it} from 'vitest';

import {swapOf} from '../../../../src/lib/domain/snapshots/swaps.js';
import {snapshotUndo} from '../../../../src/lib/workflows/snapshots/undo.js';
import type {UndoFacts} from '../../../../src/lib/workflows/snapshots/undo-facts.js';
import {aMember, aSpec, members} from '../../../fakes/spec.js';

const RESTORE = '20261126T100000Z-abcdef';
const RUN = '20261126T110000Z-fedcba';

interface Dir {
  readonly name: string;
  readonly kind: 'data' | 'wal';
  readonly path: string;
  readonly hasOld: boolean;
}

const DIRS: readonly Dir[] = ['infra0', 'infra1', 'infra2'].map(name => ({
  name,
  kind: 'data',
  path: `/data/${name}`,
  hasOld: true,
}));

function factsOf(dirs: readonly Dir[] = DIRS, change: Partial<UndoFacts> = {}): UndoFacts {
  const nodes = members(3);
  const swaps = dirs.map(({name, ...dir}) => ({
    node: nodes.find(node => node.name === name)!,
    swap: swapOf({...dir, isMount: false}, RESTORE)!,
  }));
  return {
    runId: RUN,
    folder: '/srv/demo',
    spec: aSpec({token: 'demo-abcdef'}),
    restore: {
      id: RESTORE,
      swaps,
      spec: {changes: [], undo: [], token: {before: 'demo-7f3c91', after: 'demo-abcdef'}},
      record: {
        record: {clusterId: 'bb2', formerClusterIds: ['aa1'], members: nodes.map(({name}) => name)},
        undo: {clusterId: 'aa1', formerClusterIds: [], members: nodes.map(({name}) => name)},
      },
    },
    kept: new Set(swaps.filter(({swap}) => swap.hasOld).map(({swap}) => swap.aside)),
    places: new Map(nodes.map(({name}) => [name, [`/data/${name}`, `/wal/${name}`]])),
    mounts: new Set(),
    portProblems: [],
    members: nodes.map(node => ({node, isHere: true, managedBy: 'etcdops', leads: node.name === 'infra0'})),
    proxies: [],
    record: {clusterId: 'bb2', formerClusterIds: ['aa1'], members: nodes.map(({name}) => name)},
    revision: 20,
    ...change,
  };
}

const without = ({kept}: UndoFacts, name: string): ReadonlySet<string> =>
  new Set([...kept].filter(path => !path.includes(name)));

const planOf = (facts: UndoFacts) => snapshotUndo.plan({}, facts);
const idsOf = (facts: UndoFacts): string[] => planOf(facts).steps.map(({id}) => id);

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

  it.each<[string, readonly string[], readonly string[], string]>([
    ['a disk of all', [], ['/data/infra3', '/wal/infra3'], 'its data is kept'],
    ['a disk of its own', ['/data/infra3'], ['/data/infra3/member', '/wal/infra3'], 'its data is kept'],
    [
      'a disk of its own for the log',
      ['/wal/infra3'],
      ['/data/infra3'],
      'the log of infra3 stays in /wal/infra3',
    ],
  ])('takes a member that joined since out of the spec, with what it has on %s', (_, mounts, moved, told) => {
    const facts = factsOf();
    const node = aMember(3, {dataDir: '/data/infra3', walDir: '/wal/infra3'});
    const plan = planOf({
      ...facts,
      spec: {...facts.spec, nodes: [...facts.spec.nodes, node]},
      members: [...facts.members, {node, isHere: true, leads: false}],
      places: new Map([...facts.places, ['infra3', ['/data/infra3', '/data/infra3/member', '/wal/infra3']]]),
      mounts: new Set(mounts),
    });
    expect(plan.refusals).toEqual([]);
    expect(plan.notices.join('\n')).toContain('infra3 joined after the restore');
    expect(plan.notices.join('\n')).toContain(told);
    const inputOf = (id: string) => plan.steps.find(step => step.id === id)?.input;
    expect(inputOf('write-spec:token')).toMatchObject({changes: [{drop: 'infra3'}], undo: [{put: node}]});
    const dirs = [inputOf('set-aside-data-dir:infra3'), inputOf('set-aside-wal-dir:infra3')];
    expect(dirs.filter(Boolean)).toEqual(moved.map(from => ({from, to: `${from}.undone-${RUN}`})));
    expect(plan.steps.map(({id}) => id)).not.toContain('start-etcd:infra3');
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
