import {OpsError} from '../errors/ops-error.js';
import {has} from '../domain/etcd-version/capabilities.js';
import {NEWEST_KNOWN, NEWEST_LINE} from '../domain/etcd-version/version.js';
import {sizeOfSpec, type DiscoveryProtocol} from '../domain/discovery/method.js';
import {resolvePlace} from '../queries/discovery/discovery-status.js';
import {openRegistry, type Registry} from '../queries/discovery/open-registry.js';
import {findEtcd, requireVersionRequest} from '../queries/resolve-etcd.js';
import type {LoadedSpec} from '../queries/load-spec.js';
import type {GlobalFlags} from './base-command.js';
import {ClusterCommand} from './cluster-command.js';
import {givenClient, type DiscoveryFlags} from './discovery-flags.js';

export interface TokenFlags extends GlobalFlags, DiscoveryFlags {
  readonly service?: string | undefined;
}

export interface MeantToken {
  readonly registry: Registry;
  readonly loaded: LoadedSpec | undefined;
}

/** A version of the line that is asked for; undefined for the newest of all. */
function versionAsked(wanted: string): string | undefined {
  const request = requireVersionRequest(wanted);
  if (request.kind === 'line') return `${request.line}.0`;
  return request.kind === 'exact' ? request.version : undefined;
}

/** A command about tokens of discovery services, with a spec or without one. */
export abstract class DiscoveryCommand extends ClusterCommand {
  /** @param isEnough the command line says all that is needed: a spec that cannot be read is no matter then */
  protected async specIfAny(flags: GlobalFlags, isEnough: boolean): Promise<LoadedSpec | undefined> {
    return this.load(flags).catch((error: unknown) => {
      const isMissing = error instanceof OpsError && error.code === 'E_SPEC_NOT_FOUND';
      if (flags.spec === undefined && (isMissing || isEnough)) return undefined;
      throw error;
    });
  }

  /** The token that is named, or that of the spec. */
  protected async meant(flags: TokenFlags, target: string | undefined): Promise<MeantToken> {
    const services = this.services(flags);
    const loaded = await this.specIfAny(flags, target !== undefined);
    const client = await givenClient(services, flags, {json: this.jsonEnabled()});
    const {endpoints, service} = flags;
    const place = resolvePlace({target, endpoints, service, client, spec: loaded?.spec});
    // Of the spec, paths count from its folder; of flags they are absolute.
    const options = {
      folder: loaded?.folder ?? services.cwd,
      toldBy: target === undefined ? 'spec' : 'flags',
      size: target === undefined && loaded !== undefined ? sizeOfSpec(loaded.spec) : undefined,
    } as const;
    return {loaded, registry: openRegistry(services, place, options)};
  }

  /** The same for a token that is to be made: without endpoints there is v2 alone, which the members must have. */
  protected async protocolOfNew(
    flags: GlobalFlags & {
      readonly 'etcd-version'?: string | undefined;
      readonly endpoints?: readonly string[] | undefined;
    },
  ): Promise<DiscoveryProtocol> {
    const wanted = flags['etcd-version'];
    if (flags.endpoints !== undefined) return this.protocolFor(flags);
    if (wanted === undefined) await this.warnOfEtcdWithoutV2(flags);
    if (wanted === undefined || has(versionAsked(wanted) ?? NEWEST_KNOWN[NEWEST_LINE], 'v2Discovery'))
      return 'v2';
    throw new OpsError('E_USAGE', `etcd ${wanted} has no v2 discovery: its tokens are made at an etcd`, {
      hints: ['--endpoints http://10.0.0.9:2379'],
    });
  }

  /** The service that is named speaks v2; the members may be another etcd than the one here. */
  private async warnOfEtcdWithoutV2(flags: GlobalFlags): Promise<void> {
    const services = this.services(flags);
    const found = await findEtcd(services, undefined, () => true);
    if (found === undefined || has(found.version, 'v2Discovery')) return;
    services.progress.warn(
      `etcd ${found.version}, which is at hand, has no v2 discovery: this token is for members that have it (--etcd-version 3.5), one for etcd ${found.version} is made by --endpoints http://10.0.0.9:2379`,
    );
  }

  /** Which kind of discovery the members speak, by their version: the one asked for, else that of the etcd at hand. */
  protected async protocolFor(
    flags: GlobalFlags & {readonly 'etcd-version'?: string | undefined},
  ): Promise<DiscoveryProtocol> {
    const wanted = flags['etcd-version'];
    const asked = wanted === undefined ? undefined : versionAsked(wanted);
    if (asked !== undefined) return has(asked, 'v3Discovery') ? 'v3' : 'v2';
    const request = wanted === undefined ? undefined : requireVersionRequest(wanted);
    const found = await findEtcd(this.services(flags), request, () => true);
    return found === undefined || has(found.version, 'v3Discovery') ? 'v3' : 'v2';
  }
}
