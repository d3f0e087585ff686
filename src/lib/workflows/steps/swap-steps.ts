import {isDeepStrictEqual} from 'node:util';

import {OpsError} from '../../errors/ops-error.js';
import {readState, writeState, type ClusterState} from '../../queries/cluster-state.js';
import {launchOf} from '../../queries/node-launch.js';
import type {Binder, ClusterRecord} from './actions.js';

/** One directory gives way to another by two renames; killed between the two, only the second is left to do. */
export const swapDir: Binder<'swap-dir'> = (context, {node, swap}) => {
  const {live, incoming, aside, hasOld} = swap;
  const look = async () => {
    const {adapters, loaded} = await context.cluster();
    const {files} = adapters;
    const [isLive, isIncoming, isAside] = await Promise.all(
      [live, incoming, aside].map(path => files.exists(path)),
    );
    return {adapters, loaded, files, isLive: isLive!, isIncoming: isIncoming!, isAside: isAside!};
  };
  return {
    async check() {
      const {isLive, isIncoming, isAside} = await look();
      return isLive && !isIncoming && isAside === hasOld ? 'done' : 'todo';
    },
    async require() {
      const {adapters, loaded, isIncoming} = await look();
      const [running] = await adapters.host.find([launchOf(loaded.spec, node, loaded)]);
      if (running !== undefined) {
        throw new OpsError('E_PREFLIGHT', `${node.name} runs again: somebody has started it meanwhile`, {
          hints: [
            `etcdops down ${node.name}`,
            'what starts it by itself (systemd, honcho) has to be told to stop it',
          ],
        });
      }
      if (isIncoming) return;
      throw new OpsError('E_DRIFTED', `${incoming} is gone, and was to become ${live}`, {
        hints: ['etcdops run abort, then the same command from the start'],
      });
    },
    async run() {
      const {files, isLive, isAside} = await look();
      if (isLive && isAside) {
        throw new OpsError('E_DRIFTED', `${live} stands there again, and its old content is in ${aside}`, {
          hints: [`move ${live} away, then: etcdops run resume`],
        });
      }
      if (isLive) await files.rename(live, aside);
      await files.rename(incoming, live);
    },
    holds: () => look().then(({isLive}) => isLive),
    async undo() {
      const {files, isLive, isAside} = await look();
      if (isAside && !isLive) await files.rename(aside, live);
    },
  };
};

function recordOf({clusterId, formerClusterIds = [], members = []}: ClusterState): ClusterRecord {
  return {...(clusterId === undefined ? {} : {clusterId}), formerClusterIds, members};
}

/** What etcdops knows the cluster by from now on. */
export const recordCluster: Binder<'record-cluster'> = (context, {record, undo}) => {
  const look = async () => {
    const {adapters} = await context.cluster();
    return {adapters, state: await readState(adapters, context.folder)};
  };
  const write = async (wanted: ClusterRecord): Promise<void> => {
    const {adapters, state} = await look();
    const {clusterId: _, ...rest} = state;
    await writeState(adapters, context.folder, {...rest, ...wanted});
  };
  return {
    check: async () => (isDeepStrictEqual(recordOf((await look()).state), record) ? 'done' : 'todo'),
    run: () => write(record),
    undo: () => write(undo),
  };
};
