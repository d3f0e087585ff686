import {expect, it} from 'vitest';

import {createV2Discovery} from '../../src/lib/adapters/discovery/v2-discovery.js';
import type {EtcdApi} from '../../src/lib/adapters/etcd-api/etcd-api.js';
import {newDiscoveryToken} from '../../src/lib/workflows/discovery/new-token.js';
import {registryOf} from '../../src/lib/workflows/steps/discovery-steps.js';
import {aWorld} from '../fakes/fake-world.js';
import {refusalOf} from '../fakes/refusal.js';
import {aSpec, members} from '../fakes/spec.js';

/** Nobody listens there. */
const NOBODY = 'http://127.0.0.1:1';

async function aPlace(spec: Parameters<typeof aSpec>[0] = {}) {
  const {context} = await aWorld(aSpec(spec));
  const silent = {createKey: () => Promise.reject(new Error('refused'))};
  const {etcdApi: known} = context.adapters;
  const elsewhere = () => Object.assign(Object.create(known) as EtcdApi, silent);
  const etcdApi = Object.assign(Object.create(known) as EtcdApi, {elsewhere});
  const v2Discovery = () => Promise.resolve(createV2Discovery());
  return {...context, adapters: Object.assign(context.adapters, {etcdApi, v2Discovery})};
}

it.each([
  ['a service that is asked for a token', {service: NOBODY, protocol: 'v2' as const}],
  ['a v2 service where it is written', {service: NOBODY, protocol: 'v2' as const, token: 'one'}],
  ['a v3 service', {endpoints: [NOBODY], protocol: 'v3' as const}],
])('the way out where %s is silent has the size that was asked for', async (_, input) => {
  const {adapters} = await aPlace();

  const {code, hints} = await refusalOf(newDiscoveryToken(adapters, {...input, size: 5}));

  expect(code).toBe('E_UNREACHABLE');
  expect(hints[0]).toBe('etcdops discovery serve --size 5 runs a service here');
});

it('of a spec it has that of the spec', async () => {
  const url = `${NOBODY}/v2/keys/_etcd/registry/one`;
  const context = await aPlace({
    nodes: members(5),
    version: '3.5.35',
    bootstrap: {method: 'discovery', url},
  });

  const {hints} = await refusalOf(registryOf(context).read());

  expect(hints[0]).toBe('etcdops discovery serve --size 5 runs a service here');
});
