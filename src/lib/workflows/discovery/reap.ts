import {judgeRegistry} from '../../domain/discovery/registry.js';
import {shownPlace, type DiscoveryStatus} from '../../queries/discovery/discovery-status.js';
import {OpsError} from '../../errors/ops-error.js';
import type {Registry} from '../../queries/discovery/open-registry.js';

export interface ReapResult extends Pick<DiscoveryStatus, 'protocol' | 'token' | 'url' | 'endpoints'> {
  /** False where the service has no such token, or where the user said no. */
  readonly removed: boolean;
  /** How many had registered. */
  readonly registered: number;
  readonly size: number | null;
}

/**
 * What would be removed. Any folder of keys could be asked for by a URL; a token is what has a size.
 * @throws E_PREFLIGHT where something else is there
 */
export async function planReap(registry: Registry): Promise<ReapResult & {readonly isThere: boolean}> {
  const content = await registry.read();
  const {size, registered} = judgeRegistry(content);
  if (content.size === undefined && registered.length > 0) {
    const message = `${registry.place.protocol === 'v2' ? registry.place.url.text : registry.place.token} has keys and no size: it is no discovery token`;
    throw new OpsError('E_PREFLIGHT', message, {hints: ['etcdops discovery status says what is there']});
  }
  const isThere = content.size !== undefined;
  return {...shownPlace(registry.place), size, registered: registered.length, removed: false, isThere};
}

export function reapToken(registry: Registry): Promise<boolean> {
  return registry.remove();
}
