import {withAccess} from '../queries/cluster-access.js';
import {resolveEtcd, findEtcd} from '../queries/resolve-etcd.js';
import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import {OpsError} from '../errors/ops-error.js';
import type {LoadedSpec} from '../queries/load-spec.js';
import type {GlobalFlags} from './base-command.js';
import {ClusterCommand, type ReachContext} from './cluster-command.js';
import type {Services} from './services.js';
import {givenUser, type UserFlags} from './user-flags.js';

export interface SnapshotContext {
  readonly adapters: Services;
  /** Undefined where there is no spec: a file can be looked at anywhere. */
  readonly loaded: LoadedSpec | undefined;
  readonly bin: EtcdBinDir;
}

/** A command about snapshots. */
export abstract class SnapshotCommand extends ClusterCommand {
  /** The cluster of the spec, asked as the user that was named. */
  protected async reachAsUser(flags: GlobalFlags & UserFlags): Promise<ReachContext> {
    const loaded = await this.load(flags);
    const services = this.services(flags);
    const user = await givenUser(services, flags, {json: this.jsonEnabled()});
    return {adapters: withAccess(services, loaded, user), loaded};
  }

  /** For a file alone: with the etcd of the spec where there is one, else the newest at hand. */
  protected async withTools(flags: GlobalFlags): Promise<SnapshotContext> {
    const adapters = this.services(flags);
    const loaded = await this.load(flags).catch((error: unknown) => {
      if (error instanceof OpsError && error.code === 'E_SPEC_NOT_FOUND' && flags.spec === undefined)
        return undefined;
      throw error;
    });
    const bin =
      loaded === undefined
        ? await findEtcd(adapters, undefined, () => true)
        : await resolveEtcd(adapters, loaded.spec);
    if (bin !== undefined) return {adapters, loaded, bin};
    throw new OpsError('E_ETCD_BINARY', 'no etcd is at hand whose tool could read the snapshot', {
      hints: ['etcdops etcd install', 'or name its folder: --etcd-bin-dir DIR'],
    });
  }
}
