import {swapOf} from '../../../../src/lib/domain/snapshots/swaps.js';
import {snapshotUndo} from '../../../../src/lib/workflows/snapshots/undo.js';
import type {UndoFacts} from '../../../../src/lib/workflows/snapshots/undo-facts.js';
import {aSpec, members} from '../../../fakes/spec.js';

export const RESTORE = '20261126T100000Z-abcdef';
export const RUN = '20261126T110000Z-fedcba';

export interface Dir {
  readonly name: string;
  readonly kind: 'data' | 'wal';
  readonly path: string;
  readonly hasOld: boolean;
  readonly isMount?: boolean;
}

export const DIRS: readonly Dir[] = ['infra0', 'infra1', 'infra2'].map(name => ({
  name,
  kind: 'data',
  path: `/data/${name}`,
  hasOld: true,
}));

export function factsOf(dirs: readonly Dir[] = DIRS, change: Partial<UndoFacts> = {}): UndoFacts {
  const nodes = members(3);
  const swaps = dirs.map(({name, ...dir}) => ({
    node: nodes.find(node => node.name === name)!,
    swap: swapOf({isMount: false, ...dir}, RESTORE)!,
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
      promoted: [],
    },
    kept: new Set(swaps.filter(({swap}) => swap.hasOld).map(({swap}) => swap.aside)),
    places: new Map(nodes.map(({name}) => [name, [`/data/${name}`, `/wal/${name}`]])),
    mounts: new Set(),
    stayed: new Map(),
    lockedFolders: [],
    portProblems: [],
    members: nodes.map(node => ({node, isHere: true, managedBy: 'etcdops', leads: node.name === 'infra0'})),
    ...{
      proxies: [],
      strays: [],
      gone: [],
      left: [],
      logless: [],
      files: {refusals: [], staying: []},
      known: nodes,
    },
    record: {clusterId: 'bb2', formerClusterIds: ['aa1'], members: nodes.map(({name}) => name)},
    revision: 20,
    ...change,
  };
}

export const without = ({kept}: UndoFacts, name: string): ReadonlySet<string> =>
  new Set([...kept].filter(path => !path.includes(name)));

export const planOf = (facts: UndoFacts) => snapshotUndo.plan({}, facts);
export const idsOf = (facts: UndoFacts): string[] => planOf(facts).steps.map(({id}) => id);
