import {describe, expect, it} from 'vitest';

import {resolvePlace, type PlaceRequest} from '../../../../src/lib/queries/discovery/discovery-status.js';
import {aSpec} from '../../../fakes/spec.js';

const URL_OF_T1 = 'http://10.0.0.9:2379/v2/keys/_etcd/registry/t1';
const ENDPOINTS = ['http://10.0.0.9:2379'];
const OF_SPEC = {cacert: 'ca.crt', user: 'demo', password: 'x'};
const v3Spec = aSpec({
  bootstrap: {method: 'discovery', endpoints: ENDPOINTS, token: 'demo-1', client: OF_SPEC},
});
const v2Spec = aSpec({bootstrap: {method: 'discovery', url: URL_OF_T1}});

describe('which token is meant', () => {
  it.each<[string, PlaceRequest, object]>([
    ['that of the spec', {spec: v3Spec}, {protocol: 'v3', token: 'demo-1', client: OF_SPEC}],
    [
      'that of the spec, asked as the flags say',
      {spec: v3Spec, client: {user: 'root', password: 'y'}},
      {token: 'demo-1', client: {cacert: 'ca.crt', user: 'root', password: 'y'}},
    ],
    [
      'another of the service of the spec',
      {spec: v3Spec, target: 't2', client: {cacert: '/b.crt'}},
      {token: 't2', client: {cacert: '/b.crt', user: 'demo'}},
    ],
    ['one elsewhere', {spec: v3Spec, target: 't2', endpoints: ['http://h:1']}, {endpoints: ['http://h:1']}],
    ['a URL', {target: URL_OF_T1}, {protocol: 'v2', url: {token: 't1'}}],
    [
      'another of the v2 service of the spec',
      {spec: v2Spec, target: 't2', client: {cacert: '/b.crt'}},
      {protocol: 'v2', url: {token: 't2'}, client: {cacert: '/b.crt'}},
    ],
  ])('%s', (_, request, expected) => {
    expect(resolvePlace(request)).toMatchObject(expected);
  });

  it.each<[string, PlaceRequest, string]>([
    ['endpoints beside a URL', {target: URL_OF_T1, endpoints: ENDPOINTS}, '--endpoints beside a URL'],
    ['a service beside a URL', {target: URL_OF_T1, service: 'http://h:1'}, '--service beside a URL'],
    ['endpoints and no token', {spec: v3Spec, endpoints: ENDPOINTS}, '--endpoints without a token'],
    ['a user of v2', {target: URL_OF_T1, client: {user: 'root', password: 'x'}}, 'knows no users'],
    ['a user of v2 by the spec', {spec: v2Spec, client: {user: 'root', password: 'x'}}, 'knows no users'],
    ['nothing', {}, 'no spec here that names a token'],
  ])('refuses %s', (_, request, says) => {
    expect(() => resolvePlace(request)).toThrow(says);
  });
});
