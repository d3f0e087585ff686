import type {SpecNode} from '../../../../src/lib/domain/spec/schema.js';
import {snapshotRestore} from '../../../../src/lib/workflows/snapshots/restore.js';
import type {
  RestoreFacts,
  SnapshotRestoreInput,
} from '../../../../src/lib/workflows/snapshots/restore-facts.js';
import {aSpec} from '../../../fakes/spec.js';

const INPUT: SnapshotRestoreInput = {yesOtherCluster: false, skipHashCheck: false, keepAlarms: false};

export function factsOf(nodes: readonly SpecNode[], change: Partial<RestoreFacts> = {}): RestoreFacts {
  const spec = aSpec({nodes: [...nodes]});
  const running = (node: SpecNode) => ({
    node,
    isHere: true,
    managedBy: 'etcdops' as const,
    leads: node.name === 'infra0',
  });
  return {
    runId: '20261126T100000Z-abcdef',
    folder: '/data',
    spec,
    report: {
      path: '/s.db',
      sizeBytes: 20_512,
      sha256: 'ab'.repeat(32),
      hasDigest: true,
      revision: 6,
      totalKeys: 5,
      findings: [],
      verified: true,
    },
    stamp: {sizeBytes: 20_512, modifiedMs: 1, inode: 2},
    lacksUser: false,
    version: spec.etcd.version,
    members: nodes
      .filter(({role}) => role === 'member')
      .map(node => ({
        ...running(node),
        dirs: [{kind: 'data', path: `/data/${node.name}`, hasOld: true, isMount: false}],
      })),
    proxies: nodes.filter(({role}) => role !== 'member').map(running),
    ...{
      strays: [],
      left: [],
      rooms: [],
      lockedFolders: [],
      portProblems: [],
      known: spec.nodes,
      files: {refusals: [], staying: []},
    },
    record: {clusterId: 'aa1', formerClusterIds: [], members: ['infra0', 'infra1', 'infra2']},
    ...change,
  };
}

export const planOf = (facts: RestoreFacts, input: Partial<SnapshotRestoreInput> = {}) =>
  snapshotRestore.plan({...INPUT, ...input}, facts);
