import {isDeepStrictEqual} from 'node:util';

import {OpsError} from '../../errors/ops-error.js';
import {readState, writeState, type ClusterState} from '../../queries/cluster-state.js';
import {launchOf} from '../../queries/node-launch.js';
import type {SpecContext} from '../cluster-run.js';
import type {ActionInputs, Binder, ClusterRecord} from './actions.js';
import {assertOwnSwaps} from './own-swaps.js';

async function assertStopped(
  {adapters, loaded}: SpecContext,
  {node}: ActionInputs['swap-dir'],
): Promise<void> {
  const [running] = await adapters.host.find([launchOf(loaded.spec, node, loaded)]);
  if (running === undefined) return;
  throw new OpsError('E_PREFLIGHT', `${node.name} runs again: somebody has started it meanwhile`, {
    hints: [
      `etcdops down ${node.name}`,
      'what starts it by itself (systemd, honcho) has to be told to stop it',
    ],
  });
}

function standsAgain({live, aside}: ActionInputs['swap-dir']['swap'], next: string): OpsError {
  return new OpsError('E_DRIFTED', `${live} stands there again, and its old content is in ${aside}`, {
    hints: [`move ${live} away, then: ${next}`],
  });
}

/**
 * One directory gives way to another by two renames; killed between the two, only the second is left to do. Undone by the
 * same two: until a member starts on it nobody has written into what came.
 */
export const swapDir: Binder<'swap-dir'> = (context, input) => {
  const {live, incoming, aside, hasOld} = input.swap;
  const look = async () => {
    await assertOwnSwaps(context, input.node.name, [input.swap]);
    const cluster = await context.cluster();
    const {files} = cluster.adapters;
    const [isLive, isIncoming, isAside] = await Promise.all(
      [live, incoming, aside].map(path => files.exists(path)),
    );
    return {cluster, files, isLive: isLive!, isIncoming: isIncoming!, isAside: isAside!};
  };
  return {
    async check() {
      const {isLive, isIncoming, isAside} = await look();
      return isLive && !isIncoming && isAside === hasOld ? 'done' : 'todo';
    },
    async require() {
      const {cluster, isIncoming} = await look();
      await assertStopped(cluster, input);
      if (isIncoming) return;
      throw new OpsError('E_DRIFTED', `${incoming} is gone, and was to become ${live}`, {
        hints: ['etcdops run abort, then the same command from the start'],
      });
    },
    async run() {
      const {files, isLive, isAside} = await look();
      if (isLive && isAside) throw standsAgain(input.swap, 'etcdops run resume');
      if (isLive) await files.rename(live, aside);
      await files.rename(incoming, live);
    },
    holds: () => look().then(({isLive, isIncoming}) => isLive && !isIncoming),
    async undo() {
      const {cluster, files, isLive, isIncoming, isAside} = await look();
      const hasCome = isLive && !isIncoming && isAside === hasOld;
      if (!hasCome && !isAside) return;
      await assertStopped(cluster, input);
      if (!hasCome && isLive) throw standsAgain(input.swap, 'etcdops run abort');
      if (hasCome) await files.rename(live, incoming);
      if (isAside) await files.rename(aside, live);
    },
  };
};

function recordOf(state: ClusterState, {undoneClusterIds: wanted}: ClusterRecord): ClusterRecord {
  const {clusterId, formerClusterIds = [], members = [], undoneClusterIds} = state;
  return {
    ...(clusterId === undefined ? {} : {clusterId}),
    formerClusterIds,
    members,
    ...(wanted === undefined || undoneClusterIds === undefined ? {} : {undoneClusterIds}),
  };
}

/**
 * What etcdops knows the cluster by from now on. The data has changed by then and members start next, so nothing brings
 * the record back on its own: `undo` of the input is for who takes back all of it.
 */
export const recordCluster: Binder<'record-cluster'> = (context, {record}) => {
  const look = async () => {
    const {adapters} = await context.cluster();
    return {adapters, state: await readState(adapters, context.folder)};
  };
  return {
    check: async () => (isDeepStrictEqual(recordOf((await look()).state, record), record) ? 'done' : 'todo'),
    async run() {
      const {adapters, state} = await look();
      const {clusterId: _, ...rest} = state;
      await writeState(adapters, context.folder, {...rest, ...record});
    },
  };
};
