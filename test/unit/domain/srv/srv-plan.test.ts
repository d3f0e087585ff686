import {describe, expect, it} from 'vitest';

import {zoneLine} from '../../../../src/lib/domain/srv/record-formats.js';
import {planSrv} from '../../../../src/lib/domain/srv/srv-plan.js';
import {aMember, aProxy, aSpec, members} from '../../../fakes/spec.js';

const PLACE = {domain: 'example.com'};

describe('planSrv', () => {
  it('names each member with its ports, and where its host is', () => {
    const spec = aSpec({nodes: [...members(2), aProxy('gateway')]});
    expect(planSrv(spec, PLACE).records.map(zoneLine)).toEqual([
      '_etcd-server._tcp.example.com. 300 IN SRV 0 0 2380 infra0.example.com.',
      '_etcd-server._tcp.example.com. 300 IN SRV 0 0 2390 infra1.example.com.',
      '_etcd-client._tcp.example.com. 300 IN SRV 0 0 2379 infra0.example.com.',
      '_etcd-client._tcp.example.com. 300 IN SRV 0 0 2389 infra1.example.com.',
      'infra0.example.com. 300 IN A 127.0.0.1',
      'infra1.example.com. 300 IN A 127.0.0.1',
    ]);
  });

  it.each([
    ['with TLS', aSpec({tls: {mode: 'ca'}}), PLACE, '_etcd-server-ssl._tcp.example.com'],
    ['of one of several clusters', aSpec(), {...PLACE, name: 'blue'}, '_etcd-server-blue._tcp.example.com'],
    [
      'of both',
      aSpec({tls: {mode: 'auto'}}),
      {...PLACE, name: 'blue'},
      '_etcd-server-ssl-blue._tcp.example.com',
    ],
  ])('the service %s', (_, spec, place, name) => {
    const names = new Set(planSrv(spec, place).records.map(record => record.name));
    expect([...names].filter(other => other.startsWith('_'))).toEqual([
      name,
      name.replace('server', 'client'),
    ]);
  });

  it.each([
    ['an IPv6 address', {host: '2001:db8::5'}, 'infra0.example.com. 300 IN AAAA 2001:db8::5', []],
    ['localhost', {host: 'localhost'}, 'infra0.example.com. 300 IN A 127.0.0.1', []],
    [
      'a name of the domain, and where it listens',
      {host: 'etcd1.example.com', listen: '10.0.0.1'},
      'etcd1.example.com. 300 IN A 10.0.0.1',
      [],
    ],
    ['a name of the domain', {host: 'etcd1.example.com'}, undefined, ['etcd1.example.com']],
    [
      'a name that listens on all addresses',
      {host: 'etcd1.example.com', listen: '0.0.0.0'},
      undefined,
      ['etcd1.example.com'],
    ],
    ['a short name', {host: 'etcd1', listen: '10.0.0.1'}, 'etcd1.example.com. 300 IN A 10.0.0.1', []],
    [
      'a name of another domain',
      {host: 'etcd1.other.test', listen: '10.0.0.1'},
      undefined,
      ['etcd1.other.test'],
    ],
    ['a name with a dot at its end', {host: 'etcd1.other.test.'}, undefined, ['etcd1.other.test']],
    ['a name that only ends alike', {host: 'etcd1.anexample.com'}, undefined, ['etcd1.anexample.com']],
  ])('where the host is %s', (_, change, line, hostsElsewhere) => {
    const plan = planSrv(aSpec({nodes: [aMember(0, change)]}), PLACE);
    expect(plan.records.map(zoneLine).slice(2)).toEqual(line === undefined ? [] : [line]);
    expect(plan.hostsElsewhere).toEqual(hostsElsewhere);
  });

  it('one of several clusters in a domain has hosts of its own there', () => {
    const plan = planSrv(aSpec({nodes: members(1)}), {...PLACE, name: 'blue'});
    expect(plan.records.map(zoneLine)).toEqual([
      '_etcd-server-blue._tcp.example.com. 300 IN SRV 0 0 2380 infra0-blue.example.com.',
      '_etcd-client-blue._tcp.example.com. 300 IN SRV 0 0 2379 infra0-blue.example.com.',
      'infra0-blue.example.com. 300 IN A 127.0.0.1',
    ]);
  });

  it('a learner is a peer and serves no clients; two members of one host have one address', () => {
    const host = {host: 'etcd1.example.com', listen: '10.0.0.1'};
    const nodes = [aMember(0, host), aMember(1, {...host, learner: true, initialClusterState: 'existing'})];
    const names = planSrv(aSpec({nodes}), PLACE).records.map(({name, type}) => `${type} ${name}`);
    expect(names).toEqual([
      'SRV _etcd-server._tcp.example.com',
      'SRV _etcd-server._tcp.example.com',
      'SRV _etcd-client._tcp.example.com',
      'A etcd1.example.com',
    ]);
  });
});
