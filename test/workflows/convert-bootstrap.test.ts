import {expect, it} from 'vitest';

import {discoveryMethodFor} from '../../src/lib/workflows/discovery/method-for-spec.js';
import {aWorld} from '../fakes/fake-world.js';
import {aSpec} from '../fakes/spec.js';

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
