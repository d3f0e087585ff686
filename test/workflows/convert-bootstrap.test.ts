import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import type {V2Discovery} from '../../src/lib/adapters/discovery/v2-discovery.js';
import {OpsError} from '../../src/lib/errors/ops-error.js';
import {ownServiceLaunch} from '../../src/lib/queries/discovery/own-service.js';
import {convertBootstrap, type ConvertBootstrapInput} from '../../src/lib/workflows/convert-bootstrap.js';
import {discoveryMethodFor} from '../../src/lib/workflows/discovery/method-for-spec.js';
import {SERVICE_NAME} from '../fakes/fake-host.js';
import {aWorld} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec} from '../fakes/spec.js';
import {strict} from '../fakes/strict.js';

const ENDPOINTS = ['http://10.0.0.9:2379'];
const OLD = {cacert: '/pki/ca.crt', user: 'demo', password: 'x'};

it.each([
  ['of the same service', ENDPOINTS, {cacert: '/new.crt', user: 'demo', password: 'x'}],
  ['of another service', ['http://10.0.0.7:2379'], {cacert: '/new.crt'}],
])('who names a new CA %s keeps what else holds for it', async (_, endpoints, expected) => {
  const method = {method: 'discovery' as const, endpoints: ENDPOINTS, token: 'demo-1', client: OLD};
  const {context} = await aWorld(aSpec({bootstrap: method}));
  const service = {endpoints, client: {cacert: '/new.crt'}};

  const {client} = await discoveryMethodFor(context, service, {isAsked: false});

  expect(client).toEqual(expected);
});

const STATIC: ConvertBootstrapInput = {
  method: 'static',
  given: [],
  srv: {},
  service: {client: {}},
  dryRun: false,
};
const OWN = {
  method: 'discovery' as const,
  endpoints: ['http://127.0.0.1:2409'],
  token: 't',
  ownService: true,
};

/** A cluster that was never started, whose service runs. */
async function anOwnService() {
  const world = await aWorld(aSpec({bootstrap: OWN}));
  const launch = ownServiceLaunch({folder: world.folder, url: OWN.endpoints[0]!});
  world.host.begin(launch);
  const kept = () => readdirSync(join(launch.dataDir, '..')).filter(name => name.startsWith('data'));
  return {...world, launch, kept};
}

it('a service that nobody needs any more is ended, and its data set aside', async () => {
  const {context, host, kept} = await anOwnService();

  await convertBootstrap(context, STATIC);

  expect(host.runs(SERVICE_NAME)).toBe(false);
  expect(kept()).toEqual([expect.stringMatching(/^data\.removed-/)]);
});

it('a service stays where the method does', async () => {
  const {context, host, kept} = await anOwnService();

  await convertBootstrap(context, {...STATIC, method: 'discovery'});

  expect(host.runs(SERVICE_NAME)).toBe(true);
  expect(kept()).toEqual(['data']);
});

it('is refused with nothing changed where somebody runs the service', async () => {
  const {context, host, launch, folder} = await anOwnService();
  const holder = {pid: 7, startTime: '1', bootId: 'b', host: 'here', command: 'discovery serve', since: ''};
  Object.assign(context.adapters, {
    acquireLock: () => Promise.reject(new OpsError('E_LOCKED', 'held')),
    lockHolder: () => Promise.resolve(holder),
  });
  const before = readFileSync(join(folder, 'etcdops.yaml'), 'utf8');

  const {code, message} = await refusalOf(convertBootstrap(context, STATIC));

  expect(code).toBe('E_LOCKED');
  expect(message).toContain('in the hands of etcdops discovery serve (pid 7)');
  expect(host.runs(SERVICE_NAME) && existsSync(launch.dataDir)).toBe(true);
  expect(readFileSync(join(folder, 'etcdops.yaml'), 'utf8')).toBe(before);
});

it('asks no service for a token of a spec that cannot be written', async () => {
  const {context, folder} = await aWorld(aSpec({version: '3.5.35', bootstrap: {method: 'static'}}));
  const path = join(folder, 'etcdops.yaml');
  const text = readFileSync(path, 'utf8').replace(/^bootstrap:\n.*\n/m, '');
  // Who changes the one value changes the other.
  const referred = `bootstrap:\n  method: &how static\n${text.replace(/^token: .*$/m, 'token: *how')}`;
  writeFileSync(path, referred);
  const loaded = {...context.loaded, spec: {...context.loaded.spec, token: 'static'}};
  let asked = 0;
  const request = () => Promise.resolve(`http://10.0.0.9:2379/t${++asked}`);
  const v2Discovery = () => Promise.resolve(strict<V2Discovery>('service', {request}));
  Object.assign(context.adapters, {v2Discovery});
  const service = {url: 'http://10.0.0.9:2379', client: {}};

  const refused = convertBootstrap({...context, loaded}, {...STATIC, method: 'discovery', service});

  expect((await refusalOf(refused)).message).toContain('has references (*name) in it');
  expect(asked).toBe(0);
});
