import {describe, expect, it} from 'vitest';

import {swapOf} from '../../../../src/lib/domain/snapshots/swaps.js';
import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {findRestore, type EndedRun} from '../../../../src/lib/workflows/snapshots/find-restore.js';
import type {EtcdData} from '../../../../src/lib/adapters/etcd-data/etcd-data.js';
import type {Files} from '../../../../src/lib/adapters/files/files.js';
import type {SpecContext} from '../../../../src/lib/workflows/cluster-run.js';
import {besideSpec, leftOf} from '../../../../src/lib/workflows/snapshots/undo-edited.js';
import type {UndoFacts} from '../../../../src/lib/workflows/snapshots/undo-facts.js';
import {aMember, aSpec, members} from '../../../fakes/spec.js';
import {strict} from '../../../fakes/strict.js';
import {DIRS, factsOf, planOf, RESTORE, RUN} from './undo-scene.js';

const NEW = members(3).map((node, index) => ({...node, name: `node${index}`}));
const newSwaps = NEW.map(node => ({
  node,
  swap: swapOf({kind: 'data', path: `/data/${node.name}`, hasOld: false, isMount: false}, RESTORE)!,
}));
const LEFT = members(3).map(({name}) => ({name, dataDir: name, path: `/data/${name}`}));
const placesOf = (nodes: readonly SpecNode[]) =>
  new Map(nodes.map(({name}) => [name, [`/data/${name}`, `/data/${name}/member`]]));
const stored = members(3).map(({name, ports}) => ({
  name,
  peerUrls: [`http://127.0.0.1:${ports.peer}`],
}));
const runs = (nodes: readonly SpecNode[]) =>
  nodes.map(node => ({node, isHere: true, managedBy: 'etcdops' as const, leads: node.name === 'node0'}));

/** Restored as node0, node1 and node2, where the spec had infra0, infra1 and infra2 before. */
function renamed(change: Partial<UndoFacts> = {}): UndoFacts {
  const facts = factsOf([]);
  return {
    ...facts,
    spec: aSpec({nodes: NEW}),
    restore: {...facts.restore, swaps: newSwaps, before: members(3)},
    members: runs(NEW),
    kept: new Set(),
    places: placesOf(NEW),
    known: NEW,
    left: LEFT,
    keptMembers: stored,
    ...change,
  };
}

/** The spec has its names of before again. */
const editedBack = (change: Partial<UndoFacts> = {}): UndoFacts => {
  const facts = renamed();
  return renamed({
    spec: aSpec({nodes: members(3)}),
    restore: {...facts.restore, swaps: []},
    gone: newSwaps,
    left: [],
    stayed: new Map(members(3).map(({name}) => [name, true])),
    members: members(3).map(node => ({node, isHere: true, leads: false})),
    strays: runs(NEW),
    files: {made: NEW, refusals: [], staying: []},
    ...change,
  });
};

describe('snapshot undo of a restore into other names', () => {
  it('is refused once, with a line that makes a cluster of what was left', () => {
    expect(planOf(renamed()).refusals).toEqual([
      {
        code: 'E_PREFLIGHT',
        message:
          'the cluster that comes back has the members infra0, infra1, infra2, which are not in the spec any more',
        hints: [
          `put infra0, infra1, infra2 back into the spec as before run ${RESTORE}, then: etcdops snapshot undo`,
          'or make a cluster of all members of the spec of what infra0, infra1, infra2 had: etcdops snapshot restore --from-data /data/infra0 --from-data /data/infra1 --from-data /data/infra2',
        ],
      },
    ]);
  });

  it('says where the data is that the spec has elsewhere by now', () => {
    const nodes = members(1);
    const facts = renamed({
      spec: aSpec({nodes}),
      members: runs(nodes),
      restore: {...renamed().restore, swaps: [{...newSwaps[0]!, node: nodes[0]!}]},
      left: LEFT.slice(0, 1),
      places: new Map([['infra0', ['/data/node0']]]),
      keptMembers: stored.slice(0, 1),
    });
    const undo = {...facts.restore.record.undo, members: ['infra0']};
    const record = {...facts.restore.record, undo};
    const {refusals} = planOf({...facts, restore: {...facts.restore, record}});
    expect(refusals.map(({message}) => message)).toEqual([
      `the data of before run ${RESTORE} is where the spec does not have it any more: infra0 in infra0`,
    ]);
    expect(refusals[0]?.hints).toContain(
      'write these places back into the spec, then: etcdops snapshot undo',
    );
    expect(refusals[0]?.hints.at(-1)).toContain('etcdops snapshot restore --from-data /data/infra0');
  });

  it('goes in one go once the spec has them again: who is in it no more stops, and its data is kept', () => {
    const {refusals, steps, done} = planOf(editedBack());
    expect(done).toContain(`is kept as /data/NAME.undone-${RUN}`);
    expect(refusals).toEqual([]);
    expect(steps.map(({id}) => id)).toEqual([
      'save-snapshot',
      'stop-etcd:node1',
      'stop-etcd:node2',
      'stop-etcd:node0',
      'write-spec:token',
      'write-files:token',
      'set-aside-gone-data-dir:node0',
      'set-aside-gone-data-dir:node1',
      'set-aside-gone-data-dir:node2',
      'record-cluster',
      'record-nodes',
      'start-etcd:infra0',
      'start-etcd:infra1',
      'start-etcd:infra2',
      'verify-health',
    ]);
    const inputOf = (id: string) => steps.find(step => step.id === id)?.input;
    expect(inputOf('write-files:token')).toMatchObject({made: NEW});
    expect(inputOf('record-cluster')).toMatchObject({record: {clusterId: 'aa1'}, takesBack: RESTORE});
  });

  it('is refused where what runs of the spec of then is not ours to stop, or a file was changed by hand', () => {
    const strays = runs(NEW).map(node => ({...node, managedBy: 'other' as const}));
    const refusals = [{code: 'E_PREFLIGHT', message: 'a misfit', hints: []}] as const;
    const told = planOf(editedBack({strays: strays.slice(0, 1), files: {refusals, staying: []}})).refusals;
    expect(told.map(({message}) => message)).toEqual([
      'node0 was started by something else, which has to stop it',
      'a misfit',
    ]);
  });

  it('has no two steps of one id where a member was given the directory of another since', () => {
    const [first, second] = newSwaps;
    const facts = editedBack();
    const given = {...second!, node: members(1)[0]!};
    const {steps} = planOf({
      ...facts,
      restore: {...facts.restore, swaps: [given]},
      gone: [{...first!, node: given.node}],
    });
    const ids = steps.map(({id}) => id).filter(id => id.startsWith('set-aside-'));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });

  it('is over then: a second one does not take it back once more', () => {
    const of = (workflow: string, {steps}: {steps: EndedRun['header']['steps']}, id: string) => ({
      id,
      workflow,
      steps,
    });
    const restore = {
      steps: [
        ...newSwaps.map(input => ({id: 'swap', title: '', action: 'swap-dir', input}) as never),
        {id: 'w', title: '', action: 'write-spec', input: renamed().restore.spec} as never,
        {id: 'r', title: '', action: 'record-cluster', input: renamed().restore.record} as never,
        {id: 'n', title: '', action: 'record-nodes', input: {before: members(3)}} as never,
      ],
    };
    const restored: EndedRun = {header: of('snapshot restore', restore, RESTORE), end: 'done'};
    const header = of('snapshot undo', planOf(editedBack()), RUN);
    expect(findRestore([restored], new Set())).toMatchObject({id: RESTORE, before: members(3)});
    expect(findRestore([{header, end: 'done'}, restored], new Set())).toBeUndefined();
    expect(findRestore([{header, end: 'aborted', isPast: true}, restored], new Set())).toBeUndefined();
    expect(findRestore([{header, end: 'aborted'}, restored], new Set())?.id).toBe(RESTORE);
    const late: EndedRun = {...restored, end: 'aborted'};
    expect(findRestore([late], new Set())).toBeUndefined();
    expect(findRestore([{...late, isPast: true}], new Set())?.id).toBe(RESTORE);
  });
});

describe('the directories of a restore, beside a spec that was edited since', () => {
  const {restore} = factsOf([...DIRS.slice(0, 2), {...DIRS[2]!, hasOld: false}]);
  const namesOf = (swaps: readonly {node: SpecNode}[]): string[] => swaps.map(({node}) => node.name);

  it('are those of the nodes that the spec has there by now', () => {
    const moved = aMember(1, {name: 'other'});
    const places = new Map([
      ['infra0', ['/data/infra0']],
      ['other', ['/data/infra1']],
      ['infra2', ['/data/infra2']],
    ]);
    const beside = besideSpec(restore, places, [aMember(0), moved, aMember(2)]);
    expect(namesOf(beside.restore.swaps)).toEqual(['infra0', 'other', 'infra2']);
    expect(beside.gone).toEqual([]);
  });

  it('can go where the spec has none of them any more, but for those with data of before', () => {
    const places = new Map([['infra0', ['/data/infra0']]]);
    const beside = besideSpec(restore, places, [aMember(0)]);
    expect(namesOf(beside.restore.swaps)).toEqual(['infra0', 'infra1']);
    expect(namesOf(beside.gone)).toEqual(['infra2']);
  });
});

it('names data that the spec has nowhere any more as it was written, and by a path that is no name of a member', async () => {
  const files = strict<Files>('files', {canonicalPath: async path => path});
  const etcdData = strict<EtcdData>('etcdData', {
    lookAt: async ({dataDir}) =>
      ({hasMember: true, clusterId: dataDir.endsWith('2') ? 'cc3' : 'aa1'}) as never,
  });
  const adapters = strict<SpecContext['adapters']>('adapters', {files, etcdData});
  const loaded = {folder: '/srv', path: '/srv/etcdops.yaml', spec: aSpec({nodes: NEW})};
  const nodes = members(3).map(node => ({...node, dataDir: node.name}));
  const before = {nodes, clusterId: 'aa1', places: new Set(['/srv/infra1'])};
  expect(await leftOf({adapters, loaded} as unknown as SpecContext, before)).toEqual([
    {name: 'infra0', dataDir: 'infra0', path: '/srv/infra0'},
  ]);
});
