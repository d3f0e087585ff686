import {join} from 'node:path';

import type {Adapters} from '../adapters/adapters.js';
import type {SpecNode} from '../domain/spec/schema.js';
import {STATE_FILE} from '../domain/layout/layout.js';
import type {ClusterIdentity} from '../domain/snapshots/identity.js';
import {OpsError} from '../errors/ops-error.js';
import type {LoadedSpec} from './load-spec.js';

/** What etcdops remembers of a cluster beside its spec. */
export interface ClusterState {
  readonly schemaVersion: 1;
  /** Of the cluster when it was healthy for the first time. */
  readonly clusterId?: string;
  /** The ids that it had before it was restored from a snapshot: snapshots of then are its own too. */
  readonly formerClusterIds?: readonly string[];
  /** Those of them that were taken back: a restore takes their snapshots only where one is named. */
  readonly undoneClusterIds?: readonly string[];
  /** ISO 8601, UTC. */
  readonly firstHealthyAt?: string;
  /** Names of the members that were healthy in it at some time: only they have data to lose. */
  readonly members?: readonly string[];
  /** The nodes as etcdops last made them: what the spec has no more has to be stopped, and where it lies is known. */
  readonly nodes?: readonly SpecNode[];
}

export async function readState({files}: Pick<Adapters, 'files'>, folder: string): Promise<ClusterState> {
  const path = join(folder, STATE_FILE);
  const text = await files.readText(path, 64 * 1024);
  if (text === undefined) return {schemaVersion: 1};
  try {
    const state = JSON.parse(text) as ClusterState;
    if (state.schemaVersion === 1) return state;
  } catch {
    // Falls through to the error: half a state file is not to be guessed at.
  }
  throw new OpsError('E_STATE_INVALID', `${path} cannot be read as the state of a cluster`, {
    hints: ['if the cluster runs: move the file away and run etcdops up, which records its id again'],
  });
}

/** The id of a cluster, then those that it had before; none where it never was healthy. */
export function knownIds({
  clusterId,
  formerClusterIds = [],
}: Pick<ClusterState, 'clusterId' | 'formerClusterIds'>): readonly string[] {
  return clusterId === undefined ? formerClusterIds : [clusterId, ...formerClusterIds];
}

/** What tells the snapshots of a cluster from those of others. */
export async function clusterIdentity(
  reader: Pick<Adapters, 'files'>,
  {folder, spec}: Pick<LoadedSpec, 'folder' | 'spec'>,
): Promise<ClusterIdentity> {
  const state = await readState(reader, folder);
  const {undoneClusterIds: undoneIds} = state;
  return {
    cluster: spec.cluster,
    clusterIds: knownIds(state),
    ...(undoneIds === undefined ? {} : {undoneIds}),
  };
}

export async function writeState(
  {files}: Pick<Adapters, 'files'>,
  folder: string,
  state: ClusterState,
): Promise<void> {
  await files.writeAtomic(join(folder, STATE_FILE), `${JSON.stringify(state, null, 2)}\n`, {mode: 0o600});
}
