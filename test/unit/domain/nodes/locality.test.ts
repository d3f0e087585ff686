import {describe, expect, it} from 'vitest';

import {isOnThisMachine, remoteStartLines} from '../../../../src/lib/domain/nodes/locality.js';
import {aMember, aProxy, aSpec} from '../../../fakes/spec.js';

const OWN = ['127.0.0.1', '::1', '10.0.0.1', 'etcd0.example'];

describe('isOnThisMachine', () => {
  it.each([
    ['member', '127.0.0.1', undefined, true],
    ['member', '127.0.0.5', undefined, true],
    ['member', 'localhost', undefined, true],
    ['member', '::1', undefined, true],
    ['member', '10.0.0.2', undefined, false],
    ['member', '10.0.0.2', 'data', false],
    // An own address alone is not enough: its unit and /var/lib/etcd are systemd's to run.
    ['member', '10.0.0.1', undefined, false],
    ['grpc-proxy', '10.0.0.1', undefined, false],
    ['member', '10.0.0.1', '/var/lib/etcd/infra0', false],
    ['member', '10.0.0.1', '.etcdops/data/infra0', true],
    ['member', 'etcd0.example', '.etcdops/data/infra0', true],
  ] as const)('%s, host %s, dataDir %s: %s', (role, host, dataDir, expected) => {
    const node = {role, host, ...(dataDir === undefined ? {} : {dataDir})};
    expect(isOnThisMachine(aSpec(), node, OWN)).toBe(expected);
  });

  // It keeps nothing anywhere: as its artifacts have it, those of its machine decide.
  it.each([
    ['gateway', '10.0.0.1', 'beside a member of the folder', {host: '10.0.0.1', dataDir: 'data'}, true],
    ['gateway', '10.0.0.1', 'beside a member of systemd', {host: '10.0.0.1'}, false],
    ['gateway', '10.0.0.1', 'beside data of systemd', {host: '10.0.0.1', dataDir: '/var/lib/etcd/a'}, false],
    ['gateway', '10.0.0.1', 'where no other node is', {host: '10.0.0.2', dataDir: 'data'}, false],
    ['gateway', '10.0.0.2', 'where a member of its folder is', {host: '10.0.0.2', dataDir: 'data'}, false],
    ['gateway', '127.0.0.1', 'where no other node is', {host: '10.0.0.2'}, true],
    ['grpc-proxy', '10.0.0.1', 'beside a member of the folder', {host: '10.0.0.1', dataDir: 'data'}, false],
  ] as const)('%s on %s %s', (role, host, _, other, expected) => {
    const member = aMember(1, other);
    const proxy = aProxy(role, {host});
    expect(isOnThisMachine(aSpec({nodes: [aMember(0), member, proxy]}), proxy, OWN)).toBe(expected);
  });
});

describe('remoteStartLines', () => {
  it('copies what the unit needs and starts it', () => {
    const node = aMember(0, {host: '10.0.0.2'});

    const [copy, start] = remoteStartLines(aSpec({nodes: [node]}), node);

    expect(copy).toBe('scp nodes/infra0/etcd.yaml nodes/infra0/etcd-demo-infra0.service 10.0.0.2:');
    expect(start).toMatch(
      /^ssh 10\.0\.0\.2 '.*\/etc\/etcd\/infra0\/etcd\.yaml.*enable --now --no-block etcd-demo-infra0\.service'$/,
    );
  });

  it('brings certificates along, keys for etcd alone, and never the key of the CA', () => {
    const node = aMember(0, {host: '10.0.0.2'});
    const spec = aSpec({nodes: [node], tls: {mode: 'ca', peerCa: 'separate'}});

    const [copy, start] = remoteStartLines(spec, node);

    expect(copy).toContain(
      ' pki/ca.crt pki/peer-ca.crt pki/nodes/infra0/server.crt pki/nodes/infra0/peer.crt ',
    );
    expect(copy).toMatch(/pki\/nodes\/infra0\/server\.key pki\/nodes\/infra0\/peer\.key 10\.0\.0\.2:$/);
    expect(copy).not.toContain('ca.key');
    expect(start).toContain(
      'sudo install -o etcd -m 0600 server.key peer.key /etc/etcd/infra0/ && rm -f server.key',
    );
    // The folder is made by the config file, which comes first.
    expect(start?.indexOf('etcd.yaml /etc')).toBeLessThan(start?.indexOf('server.crt') ?? 0);
  });

  it('brings what the member shows to a discovery service, under names of their own', () => {
    const node = aMember(0, {host: '10.0.0.2'});
    const client = {cacert: '/srv/demo-pki/my ca.crt', cert: 'a/demo.crt', key: 'b/demo.crt', password: 'x'};
    const endpoints = ['https://10.0.0.9:2379'];
    const bootstrap = {method: 'discovery' as const, endpoints, token: 't', client};

    const lines = remoteStartLines(aSpec({nodes: [node], bootstrap}), node);

    expect(lines.slice(1, 4)).toEqual([
      "scp '/srv/demo-pki/my ca.crt' 10.0.0.2:discovery-ca.crt",
      'scp a/demo.crt 10.0.0.2:discovery.crt',
      'scp b/demo.crt 10.0.0.2:discovery.key',
    ]);
    expect(lines[4]).toContain('-o etcd -m 0600 etcd.yaml /etc/etcd/infra0/etcd.yaml');
    expect(lines[4]).toContain(
      '-m 0644 discovery.crt /etc/etcd/infra0/discovery.crt && sudo install -o etcd -m 0600 discovery.key /etc/etcd/infra0/discovery.key && rm -f discovery.key &&',
    );
  });

  it('brackets an IPv6 address for scp only', () => {
    const node = aMember(0, {host: '2001:db8::2'});

    const [copy, start] = remoteStartLines(aSpec({nodes: [node]}), node);

    expect(copy).toMatch(/ '?\[2001:db8::2\]:'?$/);
    expect(start).toMatch(/^ssh 2001:db8::2 /);
  });
});
