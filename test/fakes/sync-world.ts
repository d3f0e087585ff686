import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {targetsOf, type ProxyTargets} from '../../src/lib/domain/proxies/endpoints.js';
import {clientUrlOf} from '../../src/lib/domain/nodes/node-urls.js';
import type {ClusterSpec} from '../../src/lib/domain/spec/schema.js';
import {loadSpec} from '../../src/lib/queries/load-spec.js';
import {launchOf} from '../../src/lib/queries/node-launch.js';
import {renderArtifacts} from '../../src/lib/queries/render-artifacts.js';
import {runProxySync, type ProxySyncResult} from '../../src/lib/workflows/proxies/sync-proxies.js';
import {aWorld, type World} from './fake-world.js';
import {aJoiner, aProxy, aSpec, members} from './spec.js';

export const GATEWAYS = [
  aProxy('gateway'),
  aProxy('gateway', {name: 'gateway1', ports: {client: 2429}}),
] as const;
export const PROXIES = ['gateway0', 'gateway1', 'grpc-proxy0'] as const;
/** Endpoints of the members: of infra0 to infra2, and once infra0 has left and infra4 has joined. */
export const BEFORE = '127.0.0.1:2379,127.0.0.1:2389,127.0.0.1:2399';
export const AFTER = '127.0.0.1:2389,127.0.0.1:2399,127.0.0.1:2419';

/** Three members, two gateways and a gRPC proxy. */
export function aSyncSpec(change: Partial<ClusterSpec> = {}): ClusterSpec {
  const nodes = [...members(3), ...GATEWAYS, aProxy('grpc-proxy', {ports: {client: 2439}})];
  return aSpec({version: '3.5.35', nodes, ...change});
}

/** All of it runs, but for what is stopped. */
export async function aSyncWorld(
  change: Partial<ClusterSpec> = {},
  stopped: readonly string[] = [],
): Promise<World> {
  const spec = aSyncSpec(change);
  const running = spec.nodes.map(({name}) => name).filter(name => !stopped.includes(name));
  return aWorld(spec, {running});
}

/** A spec as it would have to be once infra0 has left and infra4 has joined. */
export function asChanged(spec: ClusterSpec): ClusterSpec {
  return {...spec, nodes: [...spec.nodes.filter(({name}) => name !== 'infra0'), aJoiner(4)]};
}

/** The cluster changes its members behind the back of the spec. */
export async function changeMembers({context, etcd, host, folder}: World): Promise<void> {
  const {adapters, loaded} = context;
  const changed = asChanged(loaded.spec);
  const launch = launchOf(changed, aJoiner(4), {folder});
  const spec = {...changed, nodes: [...loaded.spec.nodes, aJoiner(4)]};
  const rendered = await renderArtifacts(adapters, {spec, folder, formats: ['config']});
  const config = rendered.find(({path}) => join(folder, path) === launch.configFile)!;
  mkdirSync(join(folder, config.path, '..'), {recursive: true});
  writeFileSync(join(folder, config.path), config.text);
  host.begin(launch);
  const left = etcd.members().find(({name}) => name === 'infra0')!;
  const options = {timeoutMs: 1000, signal: adapters.signal};
  await etcd.memberRemove(clientUrlOf(spec, aJoiner(4)), left.id, options);
  host.events.length = 0;
}

let runs = 0;

/** `etcdops proxy sync`, with the spec as it is by now. */
export async function sync({context}: Pick<World, 'context'>, dryRun = false): Promise<ProxySyncResult> {
  const {adapters, loaded} = context;
  const {cwd, files, yaml} = adapters;
  const now = await loadSpec({cwd, files, yaml, specFlag: loaded.path});
  // No run has the id of another one.
  const run = String(++runs);
  const random = {hex: (bytes: number) => run.padStart(2 * bytes, '0')};
  const own = Object.assign(Object.create(adapters) as typeof adapters, {random});
  return runProxySync({adapters: own, loaded: now}, {dryRun});
}

export function textOf({folder}: World, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/** By which endpoints a node runs; undefined where it does not. */
export async function targetsNow(world: World, name: string): Promise<ProxyTargets | undefined> {
  const {context, host} = world;
  const [running] = await host.find([world.launch(name)]);
  return running === undefined ? undefined : targetsOf(context.adapters.host.commandLine(running));
}
