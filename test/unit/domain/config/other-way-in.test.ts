import {describe, expect, it} from 'vitest';

import {otherWayIn} from '../../../../src/lib/domain/config/other-way-in.js';

const LIST = {'initial-cluster': 'infra0=http://127.0.0.1:2380'};
const SRV = {'discovery-srv': 'a.test'};
const V2 = {discovery: 'http://10.0.0.9:2379/v2/keys/_etcd/registry/abc'};
const V3 = {'discovery-config': {token: 'demo-1', client: {endpoints: ['http://10.0.0.9:2379']}}};

describe('otherWayIn', () => {
  it.each<[what: string, found: unknown, wanted: unknown]>([
    ['the same list', LIST, LIST],
    ['another list, which is the user’s to decide about', {'initial-cluster': 'x=http://b:1'}, LIST],
    ['the same domain, its name empty in one of them', {...SRV, 'discovery-srv-name': ''}, SRV],
    ['another token of v2, which is written by itself', {discovery: `${V2.discovery}d`}, V2],
    ['another token of v3', {'discovery-config': {...V3['discovery-config'], token: 'demo-2'}}, V3],
    ['a file that names no way', {name: 'infra0'}, SRV],
    ['a file that is a list', ['infra0'], SRV],
    ['an empty file', null, SRV],
    ['an empty way', {'discovery-srv': ''}, LIST],
  ])('%s: no other way', (_, found, wanted) => {
    expect(otherWayIn(found, wanted)).toBeUndefined();
  });

  it.each([
    ['srv for a list', SRV, LIST, 'discovery-srv: a.test', 'srv --domain a.test'],
    [
      'another name of the service',
      {...SRV, 'discovery-srv-name': 'blue'},
      SRV,
      'discovery-srv: a.test (blue)',
      'srv --domain a.test --srv-name blue',
    ],
    ['another domain', {'discovery-srv': 'b.test'}, SRV, 'discovery-srv: b.test', 'srv --domain b.test'],
    ['a list for srv', LIST, SRV, 'initial-cluster', 'static'],
    ['v2 for v3', V2, V3, `discovery: ${V2.discovery}`, `discovery --discovery-url ${V2.discovery}`],
    [
      'another service of v3',
      V3,
      {'discovery-config': {token: 'demo-1', client: {endpoints: ['http://10.0.0.8:2379']}}},
      'discovery-config with http://10.0.0.9:2379',
      'discovery --discovery-endpoints http://10.0.0.9:2379 --discovery-token demo-1',
    ],
    [
      'what somebody wrote who is up to something',
      {'discovery-srv': "x'\u001b[2J; rm"},
      LIST,
      "discovery-srv: x'\\x1b[2J; rm",
      "srv --domain 'x'\\''\\x1b[2J; rm'",
    ],
  ])('%s', (_, there, wanted, found, convert) => {
    expect(otherWayIn(there, wanted)).toMatchObject({found, convert});
  });
});
