import type {Adapters} from '../../adapters/adapters.js';
import {beginnersOf, discoveryOf, protocolOf} from '../../domain/discovery/method.js';
import {isOnThisMachine} from '../../domain/nodes/locality.js';
import type {SpecNode} from '../../domain/spec/schema.js';
import type {LoadedSpec} from '../load-spec.js';
import {hasWal} from '../member-data.js';
import {launchOf} from '../node-launch.js';

/** A spec, and the machine that some of its members are on. */
export interface SpecHere {
  readonly adapters: Pick<Adapters, 'files' | 'host'>;
  readonly loaded: Pick<LoadedSpec, 'spec' | 'folder'>;
}

/** The members of this machine that register. */
export function localNodesOf({adapters, loaded: {spec}}: SpecHere): SpecNode[] {
  const own = adapters.host.ownAddresses();
  return beginnersOf(spec).filter(node => isOnThisMachine(spec, node, own));
}

/**
 * Names of the members of this machine that are still to register, and could not do so a second time: with v2, those
 * that neither run nor have data. v3 members write over their own keys.
 */
export async function unregisteredHere(here: SpecHere): Promise<string[]> {
  const {adapters, loaded} = here;
  const {spec, folder} = loaded;
  const method = discoveryOf(spec);
  if (method === undefined || protocolOf(method) === 'v3') return [];
  const nodes = localNodesOf(here);
  const launches = nodes.map(node => launchOf(spec, node, {folder}));
  const running = await adapters.host.find(launches);
  const hasData = await Promise.all(launches.map(launch => hasWal(adapters, launch)));
  return nodes.filter((_, index) => running[index] === undefined && !hasData[index]).map(({name}) => name);
}
