import {isDeepStrictEqual} from 'node:util';

import {changeNodes, type SpecChange} from '../domain/spec/spec-change.js';
import {readState, writeState} from '../queries/cluster-state.js';
import type {ClusterContext} from './cluster-run.js';

/** Notes what etcdops made of nodes, beside what it made before. Written only where that is something else. */
export async function recordNodes(
  {adapters, loaded: {folder}}: ClusterContext,
  changes: readonly SpecChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const state = await readState(adapters, folder);
  const nodes = changeNodes(state.nodes ?? [], changes);
  if (!isDeepStrictEqual(nodes, state.nodes)) await writeState(adapters, folder, {...state, nodes});
}
