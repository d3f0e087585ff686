import {judgeRegistry} from '../../domain/discovery/registry.js';
import {shownPlace, type DiscoveryStatus} from '../../queries/discovery/discovery-status.js';
import type {Registry} from '../../queries/discovery/open-registry.js';

export interface ReapResult extends Pick<DiscoveryStatus, 'protocol' | 'token' | 'url' | 'endpoints'> {
  /** False where the service has no such token, or where the user said no. */
  readonly removed: boolean;
  /** How many had registered. */
  readonly registered: number;
  readonly size: number | null;
}

/** What would be removed. */
export async function planReap(registry: Registry): Promise<ReapResult & {readonly isThere: boolean}> {
  const content = await registry.read();
  const {size, registered} = judgeRegistry(content);
  const isThere = content.size !== undefined || registered.length > 0;
  return {...shownPlace(registry.place), size, registered: registered.length, removed: false, isThere};
}

export function reapToken(registry: Registry): Promise<boolean> {
  return registry.remove();
}
