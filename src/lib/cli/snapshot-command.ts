import {join, resolve} from 'node:path';

import {resolveEtcd, findEtcd} from '../queries/resolve-etcd.js';
import type {EtcdBinDir} from '../adapters/etcd-server/etcd-binaries.js';
import {OpsError} from '../errors/ops-error.js';
import type {LoadedSpec} from '../queries/load-spec.js';
import {newestSnapshot} from '../workflows/snapshots/choose-snapshot.js';
import type {GlobalFlags} from './base-command.js';
import {ClusterCommand} from './cluster-command.js';
import type {Services} from './services.js';
import {givenUser, type UserFlags} from './user-flags.js';

export {INTERVALS, type Interval} from '../domain/snapshots/schedule.js';

/** The words with which a timer starts this very etcdops. */
export function programWords({packageDir}: Pick<Services, 'packageDir'>): string[] {
  return [process.execPath, join(packageDir, 'bin', 'run.js')];
}

export interface SnapshotContext {
  readonly adapters: Services;
  /** Undefined where there is no spec: a file can be looked at anywhere. */
  readonly loaded: LoadedSpec | undefined;
  readonly bin: EtcdBinDir;
}

/** A command about snapshots. */
export abstract class SnapshotCommand extends ClusterCommand {
  /** A timer has nobody to ask, and the words of a unit are seen by others. */
  protected scheduledUser({user, 'password-file': file}: UserFlags): {user?: string; passwordFile?: string} {
    if (user === undefined) return {};
    if (file !== undefined && !user.includes(':')) return {user, passwordFile: resolve(file)};
    throw new OpsError('E_USAGE', '--user of a schedule needs its password in a file', {
      hints: ['etcdops snapshot schedule --user root --password-file FILE'],
    });
  }

  /** The snapshot that was named, else the one that a restore of the cluster would take. */
  protected async snapshotPath(
    named: string | undefined,
    {adapters, loaded}: Pick<SnapshotContext, 'adapters' | 'loaded'>,
  ): Promise<string> {
    if (named !== undefined) return named;
    const line = `etcdops ${this.id?.replaceAll(':', ' ')} PATH`;
    if (loaded !== undefined)
      return newestSnapshot({adapters, loaded}, ['etcdops snapshot save', `or name one: ${line}`]);
    throw new OpsError('E_USAGE', 'no snapshot is named, and no etcdops.yaml tells of which cluster it is', {
      hints: [line],
    });
  }

  /** As above, with what a drill needs. */
  protected async withDrill(flags: GlobalFlags & UserFlags) {
    const context = await this.withTools(flags);
    const user = await givenUser(context.adapters, flags, {json: this.jsonEnabled()});
    return {...context, user, specFolder: context.loaded?.folder};
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
