import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import type {EtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import {
  createV2Discovery,
  type DiscoveryCall,
  type V2Discovery,
} from '../../src/lib/adapters/discovery/v2-discovery.js';
import {bootstrapDiscovery} from '../../src/lib/workflows/bootstrap-discovery.js';
import {newDiscoveryToken} from '../../src/lib/workflows/discovery/new-token.js';
import {INPUT as BOOTSTRAP} from '../fakes/crash-world.js';
import {aWorld} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec} from '../fakes/spec.js';
import {strict} from '../fakes/strict.js';

const INPUT = {size: 3, service: 'https://10.0.0.9', protocol: 'v2' as const};

/** A service that gives what it is asked for, and etcdops asking it from a folder. */
async function aService(answer: string, env: NodeJS.ProcessEnv = {}) {
  const {context, folder} = await aWorld(aSpec());
  const calls: DiscoveryCall[] = [];
  const service = strict<V2Discovery>('service', {
    request: (_service, _size, call) => {
      calls.push(call);
      return Promise.resolve(answer);
    },
  });
  const v2Discovery = () => Promise.resolve(service);
  return {folder, calls, maker: Object.assign(context.adapters, {env, v2Discovery})};
}

it('a service with a page for tokens is believed by SSL_CERT_FILE, which counts from the current folder', async () => {
  const {folder, calls, maker} = await aService('https://10.0.0.9/t1', {SSL_CERT_FILE: 'own-ca.crt'});
  const missing = await refusalOf(newDiscoveryToken(maker, INPUT));
  writeFileSync(join(folder, 'own-ca.crt'), 'the CA');

  const {token} = await newDiscoveryToken(maker, INPUT);

  expect(token).toBe('t1');
  expect(calls.map(({tls}) => tls)).toEqual([{ca: 'the CA', verify: true}]);
  expect(missing.message).toContain(`${join(folder, 'own-ca.crt')} is missing`);
  expect(missing.hints.join(' ')).toContain('SSL_CERT_FILE=FILE');
});

it('each refusal ends with a line to type, which shows itself to the service as this one did', async () => {
  const {maker} = await aService('ftp://10.0.0.9/t1');
  const {etcdApi} = maker;
  const elsewhere = () =>
    Object.assign(Object.create(etcdApi) as EtcdApi, {createKey: () => Promise.resolve(false)});
  Object.assign(maker, {etcdApi: Object.assign(Object.create(etcdApi) as EtcdApi, {elsewhere})});
  const client = {cacert: '/a b/ca.crt'};
  const v3 = {size: 3, endpoints: ['https://10.0.0.9:2379'], protocol: 'v3' as const, client};

  const bad = await refusalOf(newDiscoveryToken(maker, INPUT));
  const unnamed = await refusalOf(newDiscoveryToken(maker, {...v3, token: 'a/b'}));
  const taken = await refusalOf(newDiscoveryToken(maker, {...v3, token: 'one'}));

  const again = `etcdops discovery new --size 3 --endpoints https://10.0.0.9:2379 --cacert '/a b/ca.crt'`;
  expect(bad.hints).toEqual(['etcdops discovery serve --size 3 runs a service here']);
  expect(unnamed.hints).toEqual([`one is made: ${again}`]);
  expect(taken.hints).toEqual([
    `a new one: ${again}`,
    `etcdops discovery status one --endpoints https://10.0.0.9:2379 --cacert '/a b/ca.crt'`,
  ]);
});

it('bootstrap names lines for another token that show themselves to the service, too', async () => {
  const {maker} = await aService('');
  rmSync(join(maker.cwd, 'etcdops.yaml'));
  const {etcdApi: known} = maker;
  const key = (name: string, value: string) => ({
    key: `/_etcd/registry/one/${name}`,
    value,
    createRevision: 1,
  });
  const keys = [key('_config/size', '3'), key('members/1', 'other=http://10.0.0.1:2380')];
  const elsewhere = () => {
    const api = Object.assign(Object.create(known) as EtcdApi, {keysBelow: () => Promise.resolve(keys)});
    return Object.assign(api, {asUser: () => api});
  };
  const etcdApi = Object.assign(Object.create(known) as EtcdApi, {elsewhere});
  const wish = {endpoints: ['http://10.0.0.9:2379'], token: 'one'};
  const input = {...BOOTSTRAP, wish, client: {user: 'demo', password: 'x'}};

  const {message, hints} = await refusalOf(bootstrapDiscovery(Object.assign(maker, {etcdApi}), input));

  expect(message).toContain('is in use: 1 have registered');
  expect(hints).toEqual([
    'etcdops discovery new --size 3 --endpoints http://10.0.0.9:2379 --user demo',
    'etcdops discovery status one --endpoints http://10.0.0.9:2379 --user demo',
  ]);
});

it('without a place it is the service that etcd names, which nobody keeps alive: said with the two ways out', async () => {
  const {maker} = await aService('');
  const asked: string[] = [];
  const v2Discovery = createV2Discovery((name, _options, done) => {
    asked.push(name);
    done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {code: 'ENOTFOUND'}), []);
  });
  Object.assign(maker, {v2Discovery: () => Promise.resolve(v2Discovery)});

  const {code, message, hints} = await refusalOf(newDiscoveryToken(maker, {size: 3, protocol: 'v2'}));

  expect(asked).toEqual(['discovery.etcd.io']);
  expect(code).toBe('E_UNREACHABLE');
  expect(message).toBe(
    'https://discovery.etcd.io/new?size=3 cannot be asked: getaddrinfo ENOTFOUND discovery.etcd.io',
  );
  expect(hints).toEqual([
    'etcdops discovery serve --size 3 runs a service here',
    'etcdops bootstrap static needs none, where the addresses are known',
  ]);
});
