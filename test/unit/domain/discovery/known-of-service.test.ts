import {describe, expect, it} from 'vitest';

import {knownOfService, type DiscoveryMethod} from '../../../../src/lib/domain/discovery/method.js';

const A = 'http://10.0.0.8:2379';
const B = 'http://10.0.0.9:2379';
const client = {user: 'demo', password: 'x'};
const method: DiscoveryMethod = {method: 'discovery', endpoints: [A, B], token: 'demo-1', client};

describe('what the spec says of a service', () => {
  it.each([[[A, B]], [[B, A]], [[`${A}/`, B]], [[A, B, A]]])('holds for %j', endpoints => {
    expect(knownOfService(method, endpoints)).toEqual({token: 'demo-1', client});
  });

  it.each([[[A]], [[A, 'http://10.0.0.7:2379']], [undefined]])('means nothing for %j', endpoints => {
    expect(knownOfService(method, endpoints)).toEqual({});
  });

  it('means nothing where it is one of its own', () => {
    expect(knownOfService({...method, ownService: true}, [A, B])).toEqual({});
  });
});
