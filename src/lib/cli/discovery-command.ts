import {OpsError} from '../errors/ops-error.js';
import {has} from '../domain/etcd-version/capabilities.js';
import type {DiscoveryProtocol} from '../domain/discovery/method.js';
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
    return {loaded, registry: openRegistry(services, place, loaded?.folder ?? services.cwd)};
  }

  /** Which kind of discovery the members speak, by their version: the one asked for, else that of the etcd at hand. */
  protected async protocolFor(
    flags: GlobalFlags & {readonly 'etcd-version'?: string | undefined},
  ): Promise<DiscoveryProtocol> {
    const wanted = flags['etcd-version'];
    const request = wanted === undefined ? undefined : requireVersionRequest(wanted);
    if (request?.kind === 'line') return has(`${request.line}.0`, 'v3Discovery') ? 'v3' : 'v2';
    if (request?.kind === 'exact') return has(request.version, 'v3Discovery') ? 'v3' : 'v2';
    const found = await findEtcd(this.services(flags), request, () => true);
    return found === undefined || has(found.version, 'v3Discovery') ? 'v3' : 'v2';
  }
}
