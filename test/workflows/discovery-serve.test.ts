import {expect, it} from 'vitest';

import {ownServiceLaunch} from '../../src/lib/queries/discovery/own-service.js';
import {startService} from '../../src/lib/workflows/discovery/serve.js';
import {createFakeDiscovery} from '../fakes/etcd/fake-discovery.js';
import {SERVICE_NAME} from '../fakes/fake-host.js';
import {aWorld} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec} from '../fakes/spec.js';

const URL_HERE = 'http://127.0.0.1:2409';
const INPUT = {bin: {dir: '/opt/etcd', version: '3.7.3'}, size: 3, token: 'one', listen: '127.0.0.1'};

async function aFolder() {
  const world = await aWorld(aSpec());
  const {folder, host} = world;
  const {etcdApi, v2Discovery} = createFakeDiscovery(host).adapters(world.etcd);
  const server = Object.assign(world.context.adapters, {etcdApi, v2Discovery});
  const launch = ownServiceLaunch({
    folder,
    binDir: '/opt/etcd',
    version: '3.7.3',
    url: URL_HERE,
    peerPort: 2410,
  });
  return {folder, host, server, launch, input: {...INPUT, folder}};
}

it('a serve that fails leaves a service that ran before, and ends one of its own', async () => {
  const {host, server, launch, input} = await aFolder();
  host.begin(launch);
  await startService(server, input);

  const joined = await refusalOf(startService(server, {...input, size: 4}));
  const isLeft = host.runs(SERVICE_NAME);
  host.kill(SERVICE_NAME);
  const own = await refusalOf(startService(server, {...input, size: 4, port: 2409}));

  expect([joined.code, own.code]).toEqual(['E_PREFLIGHT', 'E_PREFLIGHT']);
  expect(isLeft).toBe(true);
  expect(host.runs(SERVICE_NAME)).toBe(false);
});
