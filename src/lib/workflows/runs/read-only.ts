import type {V2Discovery} from '../../adapters/discovery/v2-discovery.js';
import type {EtcdApi} from '../../adapters/etcd-api/etcd-api.js';
import type {Files} from '../../adapters/files/files.js';
import type {Host} from '../../adapters/host/host.js';
import type {Runner} from '../../adapters/process/runner.js';
import type {SnapshotFiles} from '../../adapters/snapshot-files/snapshot-files.js';
import {isStatusArgv} from '../../domain/snapshots/tool-status.js';
import type {SpecContext} from '../cluster-run.js';

export const FILE_MUTATORS: readonly (keyof Files)[] = [
  'appendDurable',
  'createExclusive',
  'ensureDir',
  'removeScratch',
  'rename',
  'writeAtomic',
  'writeScratch',
];
export const SNAPSHOT_MUTATORS: readonly (keyof SnapshotFiles)[] = ['create', 'publish', 'publishAs'];
export const HOST_MUTATORS: readonly (keyof Host)[] = ['start', 'stop'];
export const ETCD_MUTATORS: readonly (keyof EtcdApi)[] = [
  'createKey',
  'disarmAlarm',
  'memberAdd',
  'memberPromote',
  'memberRemove',
  'memberUpdate',
  'moveLeader',
  'removeBelow',
];

const V2_MUTATORS: readonly (keyof V2Discovery)[] = ['create', 'remove', 'request'];

/** The same object, whose mutators throw: whoever calls one while it only looks has a bug, which must not do anything. */
export function withoutMutators<T extends object>(real: T, mutators: readonly (keyof T)[]): T {
  const copy = Object.create(real) as T;
  for (const key of mutators) {
    const value = (): never => {
      throw new Error(`${String(key)} was called while nothing may be changed`);
    };
    Object.defineProperty(copy, key, {value});
  }
  return copy;
}

/** With certificates, or as a user, it is another object, which may change nothing either. */
function readOnlyApi(real: EtcdApi): EtcdApi {
  return Object.assign(withoutMutators(real, ETCD_MUTATORS), {
    as: (credentials: Parameters<EtcdApi['as']>[0]) => readOnlyApi(real.as(credentials)),
    elsewhere: (credentials: Parameters<EtcdApi['elsewhere']>[0]) => readOnlyApi(real.elsewhere(credentials)),
    asUser: (user: Parameters<EtcdApi['asUser']>[0]) => readOnlyApi(real.asUser(user)),
  });
}

/** Of the programs that it runs just one only looks: what etcd's tool says of a snapshot. */
function readOnlyRunner(real: Runner): Runner {
  const guarded = withoutMutators(real, ['attach', 'run']);
  return {
    run: (...call) => (isStatusArgv(call[1]) ? real : guarded).run(...call),
    attach: (...call) => guarded.attach(...call),
  };
}

/** What a dry run works with. */
export function readOnly({adapters, loaded}: SpecContext): SpecContext {
  const reading: SpecContext['adapters'] = {
    ...adapters,
    files: withoutMutators(adapters.files, FILE_MUTATORS),
    host: withoutMutators(adapters.host, HOST_MUTATORS),
    runner: readOnlyRunner(adapters.runner),
    snapshotFiles: withoutMutators(adapters.snapshotFiles, SNAPSHOT_MUTATORS),
    etcdApi: readOnlyApi(adapters.etcdApi),
    v2Discovery: async () => withoutMutators(await adapters.v2Discovery(), V2_MUTATORS),
  };
  return {adapters: reading, loaded};
}
