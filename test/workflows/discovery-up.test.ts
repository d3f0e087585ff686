import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {OpsError} from '../../src/lib/errors/ops-error.js';
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

const HOLDER = {
  pid: 7,
  startTime: '1',
  bootId: 'boot',
  host: 'here',
  command: 'discovery serve',
  since: '',
};

/** Somebody else has the lock of the service, while `isHeld` says so. */
function heldWhile({context}: Pick<World, 'context'>, isHeld: () => boolean): void {
  const release = () => Promise.resolve();
  const acquireLock = (path: string) =>
    path.includes('discovery') && isHeld()
      ? Promise.reject(new OpsError('E_LOCKED', 'another run works on this cluster'))
      : Promise.resolve({release});
  Object.assign(context.adapters, {acquireLock});
}

it('leaves a service to who runs it in the foreground', async () => {
  const world = await aDiscovered();
  Object.assign(world.context.adapters, {lockHolder: () => Promise.resolve(HOLDER)});
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

it('leaves a service to who takes its lock between look and act', async () => {
  const world = await aDiscovered();
  const launch = ownServiceLaunch({folder: world.folder, url: SERVICE});
  world.host.begin(launch);
  heldWhile(world, () => true);

  await up(world);

  expect(world.host.runs(SERVICE_NAME)).toBe(true);
});

it('says who has the lock of the service, and how to get past it', async () => {
  const world = await aDiscovered();
  heldWhile(world, () => true);
  Object.assign(world.context.adapters, {lockHolder: () => Promise.resolve(HOLDER)});

  const {code, message, hints} = await refusalOf(up(world));

  expect(code).toBe('E_LOCKED');
  expect(message).toContain('the discovery service is in the hands of etcdops discovery serve (pid 7)');
  expect(hints.join(' ')).toContain('Ctrl-C');
});

it('waits for a service that somebody else is about to start again', async () => {
  const world = await aDiscovered();
  const {host} = world;
  let refusals = 0;
  heldWhile(world, () => host.events.includes('start infra0') && !host.runs(SERVICE_NAME) && refusals++ < 5);
  const started = host.beforeStart;
  host.beforeStart = launch => {
    started?.(launch);
    if (launch.name === 'infra0') host.kill(SERVICE_NAME);
  };

  await up(world);

  expect(refusals).toBeGreaterThan(5);
  expect(host.events.filter(event => event === `start ${SERVICE_NAME}`)).toHaveLength(2);
});

it('takes a service for its own that an earlier run was about to end', async () => {
  const world = await aDiscovered();
  const launch = ownServiceLaunch({folder: world.folder, url: SERVICE});
  world.host.begin(launch);
  mkdirSync(launch.dataDir, {recursive: true});
  const record = join(launch.dataDir, '../service.json');
  writeFileSync(record, JSON.stringify({version: '3.7.3', isOver: true}));
  const atStart: unknown[] = [];
  const started = world.host.beforeStart;
  world.host.beforeStart = launched => {
    started?.(launched);
    atStart.push(JSON.parse(readFileSync(record, 'utf8')));
  };

  await up(world);

  expect(atStart[0]).toEqual({version: '3.7.3'});
  expect(existsSync(launch.dataDir)).toBe(false);
});

const DIAL_ERROR = '{"level":"warn","msg":"failed to dial","error":"no route to \\u001b[31mhost"}';

/** A start at which infra2 runs, says so in its log and never registers; and what is shown meanwhile. */
async function aSilentThird(log: string) {
  const world = await aDiscovered();
  const shown: string[] = [];
  Object.assign(world.context.adapters.progress, {update: (text: string) => shown.push(text)});
  world.discovery.silent.add('infra2');
  const started = world.host.beforeStart;
  world.host.beforeStart = launch => {
    started?.(launch);
    if (launch.name !== 'infra2') return;
    mkdirSync(join(launch.logFile, '..'), {recursive: true});
    writeFileSync(launch.logFile, log);
  };
  return {...world, shown};
}

it('says who is missing, since when, and what the log of that one says; and gives up after a minute', async () => {
  const world = await aSilentThird(`${DIAL_ERROR}\n`);

  const {code, message, hints} = await refusalOf(up(world));

  const {shown} = world;
  const since = (time: string): string =>
    `2 of 3 registered: infra2 missing since ${time}, the log of infra2 says "`;
  expect(shown).toContain('2 of 3 registered: infra2 missing');
  expect(shown.findIndex(text => text.startsWith(since('12.0 s')))).toBeGreaterThan(0);
  expect(shown.at(-1)).toMatch(/ says ".*no route to \\x1b\[31mhost.*"$/);
  expect(code).toBe('E_UNHEALTHY');
  expect(message).toBe(`not all members have registered: ${shown.at(-1)}`);
  expect(message).toContain(since('1 min 0 s'));
  expect(hints).toEqual([
    'etcdops discovery status',
    'mend the cause, then: etcdops up',
    'etcdops up --fresh begins again with a new token',
  ]);
  expect(['infra0', 'infra1', 'infra2', SERVICE_NAME].map(name => world.host.runs(name))).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

it('says no words of a log that has none', async () => {
  const {shown, ...world} = await aSilentThird('');

  await refusalOf(up(world));

  expect(shown.at(-1)).toMatch(/infra2 missing since [^,]*$/);
});

it('goes on with the same token once the one that was missing registers', async () => {
  const world = await aSilentThird('');
  await refusalOf(up(world));
  world.discovery.silent.clear();
  world.host.onChange?.('infra2 registers');

  await up(world);

  expect([...world.discovery.used]).toEqual(['demo-1']);
  expect(world.discovery.violations).toEqual([]);
  expect(world.host.runs(SERVICE_NAME)).toBe(false);
});
