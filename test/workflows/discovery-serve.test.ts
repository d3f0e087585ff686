import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {ownServiceLaunch} from '../../src/lib/queries/discovery/own-service.js';
import {startService} from '../../src/lib/workflows/discovery/serve.js';
import {superviseService} from '../../src/lib/workflows/discovery/supervise.js';
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
  const record = join(launch.dataDir, '../service.json');
  const leave = (): void => {
    mkdirSync(launch.dataDir, {recursive: true});
    writeFileSync(record, JSON.stringify({version: '3.7.3', isOver: true}));
  };
  const recorded = (): unknown => JSON.parse(readFileSync(record, 'utf8'));
  return {...world, server, launch, input: {...INPUT, folder}, leave, recorded};
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

it('a token that is there already is refused with what makes another one, which a spec does itself', async () => {
  const {host, server, launch, input} = await aFolder();
  host.begin(launch);
  await startService(server, input);

  const named = await refusalOf(startService(server, {...input, size: 4}));
  const ofSpec = await refusalOf(startService(server, {...input, size: 4, isOfSpec: true}));

  expect(named.message).toContain('the token one is there already: 0 of 3 registered');
  expect(named.hints).toEqual(['etcdops discovery serve --size 4 makes a new one']);
  expect(ofSpec.hints.join(' ')).toContain('etcdops up --fresh');
  expect(ofSpec.hints.join(' ')).not.toContain('discovery serve');
});

it('a service begins without the data that an earlier one was to remove', async () => {
  const {server, launch, input, leave, recorded} = await aFolder();
  leave();
  const old = join(launch.dataDir, 'old');
  writeFileSync(old, '');

  await startService(server, input);

  expect(existsSync(old)).toBe(false);
  expect(recorded()).toEqual({version: '3.7.3'});
});

it('a service that was about to end is kept, with its data, by who goes on with it', async () => {
  const {host, server, launch, input, leave, recorded} = await aFolder();
  host.begin(launch);
  leave();

  await startService(server, input);

  expect(recorded()).toEqual({version: '3.7.3'});
});

it('what was seen of a service counts where it does not answer at its end', async () => {
  const {host, server, input, interrupt} = await aFolder();
  const serving = await startService(server, {...input, size: 1});
  const api = server.etcdApi.elsewhere({client: undefined, peer: undefined} as never);
  const {registry} = serving;
  const member = {id: '1', value: 'infra0=http://127.0.0.1:2380', index: 5};
  const usedUp = {...registry, read: () => Promise.resolve({size: '1', keys: [member]})};
  const tell = (): void => {
    Object.assign(api, {keysBelow: () => Promise.reject(new Error('too slow'))});
    interrupt.abort();
  };

  const ended = await superviseService(server, {...serving, registry: usedUp}, tell);

  expect(ended).toEqual({isOver: true, others: undefined, isRemoved: false});
  expect(host.runs(SERVICE_NAME)).toBe(false);
});
