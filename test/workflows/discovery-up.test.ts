import {existsSync} from 'node:fs';

import {expect, it} from 'vitest';

import {ownServiceLaunch} from '../../src/lib/queries/discovery/own-service.js';
import {runUp} from '../../src/lib/workflows/up.js';
import {createFakeDiscovery} from '../fakes/etcd/fake-discovery.js';
import {SERVICE_NAME} from '../fakes/fake-host.js';
import {aWorld, type World} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec} from '../fakes/spec.js';

const SERVICE = 'http://127.0.0.1:2409';

async function aDiscovered(given: {size?: number} = {}) {
  const own = {method: 'discovery' as const, endpoints: [SERVICE], token: 'demo-1', ownService: true};
  const world = await aWorld(aSpec({bootstrap: {...own, ...given}}));
  const discovery = createFakeDiscovery(world.host);
  const {etcdApi, v2Discovery} = discovery.adapters(world.etcd);
  const adapters = Object.assign(world.context.adapters, {etcdApi, v2Discovery});
  return {...world, context: {...world.context, adapters}, discovery};
}

function up({context}: Pick<World, 'context'>) {
  return runUp(context, {dryRun: false});
}

it('is refused before anything starts where more are to register than there are', async () => {
  const world = await aDiscovered({size: 4});

  const {code, message} = await refusalOf(up(world));

  expect(code).toBe('E_PREFLIGHT');
  expect(message).toContain('4 members are to register (size of bootstrap in the spec), and the spec has 3');
  expect(world.host.events).toEqual([]);
});

it('is refused beside a service that is not that of the spec', async () => {
  const world = await aDiscovered();
  const other = {folder: world.folder, url: 'http://127.0.0.1:9', binDir: '/opt/etcd', version: '3.7.3'};
  world.host.begin(ownServiceLaunch(other));

  const {code, message} = await refusalOf(up(world));

  expect(code).toBe('E_PREFLIGHT');
  expect(message).toContain(`it is at http://127.0.0.1:9, and the members ask ${SERVICE}`);
  expect(world.host.events).toEqual([]);
});

it('leaves a service to who runs it in the foreground', async () => {
  const world = await aDiscovered();
  const holder = {
    pid: 7,
    startTime: '1',
    bootId: 'boot',
    host: 'here',
    command: 'discovery serve',
    since: '',
  };
  Object.assign(world.context.adapters, {lockHolder: () => Promise.resolve(holder)});
  const launch = ownServiceLaunch({folder: world.folder, url: SERVICE});
  world.host.begin(launch);

  await up(world);

  expect(world.host.runs(SERVICE_NAME)).toBe(true);
  expect(existsSync(launch.dataDir)).toBe(true);
  expect(world.host.events).toEqual(['start infra0', 'start infra1', 'start infra2']);
});

it('gives a service up that ends again and again', async () => {
  const world = await aDiscovered();
  const {host} = world;
  const started = host.beforeStart;
  host.beforeStart = launch => {
    started?.(launch);
    if (launch.name !== 'infra0') return;
    host.end(SERVICE_NAME, '{"level":"fatal","msg":"failed to open the log","error":"no space left"}');
    host.doomed.set(SERVICE_NAME, '{"level":"fatal","msg":"x","error":"no space left on device"}');
  };

  const {code, message} = await refusalOf(up(world));

  expect(code).toBe('E_NODE_FAILED');
  expect(message).toContain('the discovery service has ended 4 times: no space left on device');
  expect(host.events.filter(event => event === `start ${SERVICE_NAME}`)).toHaveLength(4);
});
