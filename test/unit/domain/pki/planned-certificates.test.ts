import {describe, expect, it} from 'vitest';

import {serialOf, validityOf} from '../../../../src/lib/domain/pki/cert-specs.js';
import {certificateSlots} from '../../../../src/lib/domain/pki/certificate-slots.js';
import {parseEndpoint} from '../../../../src/lib/domain/pki/endpoint.js';
import {
  plannedAuthorities,
  plannedCertificates,
} from '../../../../src/lib/domain/pki/planned-certificates.js';
import {formatSan} from '../../../../src/lib/domain/pki/san.js';
import {aMember, aProxy, aSpec} from '../../../fakes/spec.js';

const SPEC = aSpec({
  version: '3.5.35',
  tls: {mode: 'ca', sans: ['etcd.example.com']},
  nodes: [
    aMember(0, {host: '10.0.0.1', sans: ['lb.example.com']}),
    aMember(1, {host: 'etcd2.example.com', listen: '10.0.0.2'}),
    aProxy('v2-proxy'),
    {...aProxy('gateway'), host: '10.0.0.9'},
    {...aProxy('grpc-proxy'), host: '10.0.0.8'},
  ],
});

describe('plannedCertificates', () => {
  const planned = plannedCertificates(SPEC);
  const sansOf = (base: string): string[] =>
    planned.find(certificate => certificate.base === base)!.sans.map(formatSan);

  it('gives each node what its role shows, and nothing to a gateway', () => {
    expect(planned.map(({base, profile}) => `${base} ${profile}`)).toEqual([
      'pki/nodes/infra0/server server',
      'pki/nodes/infra0/peer peer',
      'pki/nodes/infra1/server server',
      'pki/nodes/infra1/peer peer',
      'pki/nodes/proxy0/server server',
      'pki/nodes/proxy0/peer peer',
      'pki/nodes/grpc-proxy0/server server',
      'pki/nodes/grpc-proxy0/client proxy-client',
      'pki/clients/admin client',
    ]);
  });

  it('names the hosts of the node, further names, this machine, and the gateways in front of members', () => {
    const own = ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1'];
    expect(sansOf('pki/nodes/infra0/server')).toEqual([
      ...['IP:10.0.0.1', 'DNS:lb.example.com', 'DNS:etcd.example.com', 'IP:10.0.0.9'],
      ...own,
    ]);
    expect(sansOf('pki/nodes/infra1/peer')).toEqual([
      ...['DNS:etcd2.example.com', 'IP:10.0.0.2', 'DNS:etcd.example.com', 'IP:10.0.0.9'],
      ...own,
    ]);
    expect(sansOf('pki/nodes/grpc-proxy0/server')).toEqual(['IP:10.0.0.8', 'DNS:etcd.example.com', ...own]);
    expect(sansOf('pki/clients/admin')).toEqual([]);
  });

  it('has no common name for the client of a gRPC proxy, and 64 characters at most', () => {
    expect(planned.find(({profile}) => profile === 'proxy-client')?.subject).toEqual({organization: 'demo'});
    const long = plannedAuthorities({cluster: 'x'.repeat(63), tls: {mode: 'ca'}});
    expect(long[0]?.subject.commonName).toHaveLength(64);
  });

  it('lets a CA of their own sign for peers', () => {
    const separate = {...SPEC, tls: {mode: 'ca', peerCa: 'separate'} as const};

    expect(plannedAuthorities(separate).map(({base}) => base)).toEqual(['pki/ca', 'pki/peer-ca']);
    expect(
      new Set(plannedCertificates(separate).map(({profile, authority}) => `${profile} ${authority}`)),
    ).toEqual(new Set(['server ca', 'peer peer-ca', 'client ca', 'proxy-client ca']));
  });
});

it('a slot of each kind of TLS names the files and what they are dialled for', () => {
  const slots = (tls: typeof SPEC.tls): string[] =>
    certificateSlots({...SPEC, tls}).map(({certFile, use}) =>
      `${certFile} ${use.kind} ${use.hosts.join()}`.trim(),
    );

  expect(slots({mode: 'ca'})).toContain('pki/nodes/infra1/peer.crt peer etcd2.example.com');
  expect(slots({mode: 'ca'})).toContain('pki/nodes/proxy0/peer.crt peer');
  expect(slots({mode: 'auto'})).toEqual([
    '/var/lib/etcd/infra0/fixtures/client/cert.pem server',
    '/var/lib/etcd/infra0/fixtures/peer/cert.pem peer',
    '/var/lib/etcd/infra1/fixtures/client/cert.pem server',
    '/var/lib/etcd/infra1/fixtures/peer/cert.pem peer',
    '.etcdops/data/proxy0/proxy/clientCerts/cert.pem server',
    '.etcdops/data/proxy0/fixtures/peer/cert.pem peer',
    '/var/lib/etcd/grpc-proxy0/fixtures/proxy/cert.pem server',
  ]);
  expect(slots({mode: 'external', certFile: 'c/{name}.crt', keyFile: 'c/{name}.key'})).toEqual([
    'c/infra0.crt server 10.0.0.1',
    'c/infra0.crt peer 10.0.0.1',
    'c/infra1.crt server etcd2.example.com',
    'c/infra1.crt peer etcd2.example.com',
    'c/proxy0.crt server 127.0.0.1',
    'c/proxy0.crt peer',
    'c/grpc-proxy0.crt server 10.0.0.8',
  ]);
  expect(slots({mode: 'none'})).toEqual([]);
});

describe('validityOf', () => {
  const now = new Date('2026-11-25T12:00:00.900Z');

  it('begins a little earlier, for clocks that differ, and never outlives the CA', () => {
    expect(validityOf(now, 1)).toEqual({
      notBefore: new Date('2026-11-25T11:55:00Z'),
      notAfter: new Date('2026-11-26T12:00:00Z'),
    });
    const caEnd = new Date('2026-11-25T18:00:00Z');
    expect(validityOf(now, 365, caEnd).notAfter).toEqual(caEnd);
  });

  it.each(['00'.repeat(16), 'ff'.repeat(16), '7f'.repeat(16)])(
    'serialOf(%s) is positive and 16 bytes long',
    hex => {
      expect(serialOf(hex)).toMatch(/^[4-7][0-9a-f]{31}$/);
    },
  );
});

describe('parseEndpoint', () => {
  it.each([
    ['10.0.0.1:2379', {host: '10.0.0.1', port: 2379}],
    ['[::1]:2379', {host: '::1', port: 2379}],
    ['https://etcd.example.com:2379/health', {host: 'etcd.example.com', port: 2379}],
    ['etcd.example.com', undefined],
    ['::1', undefined],
    ['a:70000', undefined],
    ['a b:1', undefined],
    ['pki/ca.crt', undefined],
  ])('%s', (text, endpoint) => {
    expect(parseEndpoint(text)).toEqual(endpoint);
  });
});

describe('of members that are found by SRV records', () => {
  const bootstrap = {method: 'srv', domain: 'a.test'} as const;

  it('certificates carry the domain, and the name in the records', () => {
    const spec = aSpec({
      bootstrap,
      tls: {mode: 'ca'},
      nodes: [aMember(0, {host: '10.0.0.1'}), aProxy('gateway')],
    });
    for (const certificate of plannedCertificates(spec).slice(0, 2)) {
      expect(certificate.sans.map(formatSan)).toEqual(
        expect.arrayContaining(['IP:10.0.0.1', 'DNS:infra0.a.test', 'DNS:a.test']),
      );
    }
  });

  it.each([
    ['with a CA for peers', {trustedCaFile: 'ca.crt'}, ['10.0.0.1', 'infra0.a.test']],
    ['without one, for the domain too', {}, ['10.0.0.1', 'infra0.a.test', 'a.test']],
  ])('those of somebody else have to be good for what peers look for: %s', (_, ca, hosts) => {
    const tls = {mode: 'external', certFile: '{name}.crt', keyFile: '{name}.key', ...ca} as const;
    const slots = certificateSlots(aSpec({bootstrap, tls, nodes: [aMember(0, {host: '10.0.0.1'})]}));
    expect(slots.map(({use}) => use.hosts)).toEqual([['10.0.0.1', 'infra0.a.test', 'a.test'], hosts]);
  });
});
