import {describe, expect, it} from 'vitest';

import {convertAll, handMade, specOf, threeHandMade} from '../../../../helpers/hand-made.js';

describe('TLS and discovery', () => {
  const https = (change: Record<string, string> = {}): Record<string, string> => ({
    'listen-peer-urls': 'https://10.0.0.1:2380',
    'listen-client-urls': 'https://10.0.0.1:2379',
    'initial-advertise-peer-urls': 'https://10.0.0.1:2380',
    'advertise-client-urls': 'https://10.0.0.1:2379',
    'initial-cluster': 'infra0=https://10.0.0.1:2380',
    ...change,
  });

  it.each<[what: string, change: Record<string, string>, tls: object, lost: string[]]>([
    ['made by etcd itself', https({'auto-tls': 'true', 'peer-auto-tls': 'true'}), {mode: 'auto'}, []],
    [
      'with files',
      https({'cert-file': '/pki/infra0.crt', 'key-file': '/pki/infra0.key', 'client-cert-auth': 'true'}),
      {mode: 'external', certFile: '/pki/infra0.crt', keyFile: '/pki/infra0.key'},
      ['client-cert-auth'],
    ],
    [
      'with two CAs',
      https({
        'cert-file': 'a.crt',
        'key-file': 'a.key',
        'trusted-ca-file': '/a',
        'peer-trusted-ca-file': '/b',
        'client-cert-auth': 'true',
        'peer-client-cert-auth': 'true',
      }),
      {
        mode: 'external',
        certFile: expect.stringMatching(/a\.crt$/) as string,
        keyFile: expect.stringMatching(/a\.key$/) as string,
        trustedCaFile: '/a',
        peerTrustedCaFile: '/b',
      },
      [],
    ],
    [
      'for clients alone',
      https({
        'cert-file': '/a.crt',
        'key-file': '/a.key',
        'listen-peer-urls': 'http://10.0.0.1:2380',
        'initial-advertise-peer-urls': 'http://10.0.0.1:2380',
        'initial-cluster': 'infra0=http://10.0.0.1:2380',
      }),
      {mode: 'external', certFile: '/a.crt', keyFile: '/a.key'},
      ['listen-peer-urls', 'initial-advertise-peer-urls', 'initial-cluster'],
    ],
  ])('TLS %s is written, and what is lost is said', (_, change, tls, expected) => {
    const spec = specOf(convertAll([handMade(0, change)]));

    expect(spec.tls).toEqual(tls);
    expect(spec.lost.map(([, setting]) => setting)).toEqual(expected);
  });

  it('files that differ by the name of the node alone are one path, others stay with their node', () => {
    const files = (index: number, cert: string) => {
      const own = Object.entries(https()).map(([name, url]) => [
        name,
        url.replaceAll('.0.1:', `.0.${index + 1}:`),
      ]);
      const list = [0, 1].map(at => `infra${at}=https://10.0.0.${at + 1}:2380`).join();
      const pair = {'cert-file': cert, 'key-file': `/pki/infra${index}.key`};
      const urls = Object.fromEntries(own) as Record<string, string>;
      return handMade(index, {...urls, ...pair, 'initial-cluster': list});
    };
    const named = specOf(convertAll([files(0, '/pki/infra0.crt'), files(1, '/pki/infra1.crt')]));
    const mixed = specOf(convertAll([files(0, '/pki/x.crt'), files(1, '/pki/y.crt')]));

    expect(named.tls).toEqual({mode: 'external', certFile: '/pki/{name}.crt', keyFile: '/pki/{name}.key'});
    expect(mixed.tls).toEqual({mode: 'external', keyFile: '/pki/{name}.key'});
    expect(mixed.nodes.map(({tls}) => tls)).toEqual([{certFile: '/pki/x.crt'}, {certFile: '/pki/y.crt'}]);
  });

  const own = (pki: string, peerCa = 'ca'): Record<string, string> => ({
    'cert-file': `${pki}/nodes/infra0/server.crt`,
    'key-file': `${pki}/nodes/infra0/server.key`,
    'trusted-ca-file': `${pki}/ca.crt`,
    'client-cert-auth': 'true',
    'peer-cert-file': `${pki}/nodes/infra0/peer.crt`,
    'peer-key-file': `${pki}/nodes/infra0/peer.key`,
    'peer-trusted-ca-file': `${pki}/${peerCa}.crt`,
    'peer-client-cert-auth': 'true',
  });

  it.each<[where: string, files: Record<string, string>, dataDir: string, tls: object]>([
    ['beside the spec', own('pki'), 'data', {mode: 'ca'}],
    ['there, peers apart', own('pki', 'peer-ca'), 'data', {mode: 'ca', peerCa: 'separate'}],
    ['elsewhere', own('/srv/pki'), 'data', {mode: 'external', certFile: '/srv/pki/nodes/infra0/server.crt'}],
    ['there, but one', {...own('pki'), 'key-file': 'pki/x.key'}, 'data', {mode: 'external'}],
    ['there, with an unknown CA', own('pki', 'other-ca'), 'data', {mode: 'external'}],
    ['beside the spec, for data that is not', own('pki'), '/var/lib/etcd', {mode: 'external'}],
  ])('files %s that stand as those of an own CA do', (_, files, dataDir, tls) => {
    const spec = specOf(convertAll([handMade(0, https({...files, 'data-dir': dataDir}))]));

    expect(spec.tls).toMatchObject(tls);
    expect(spec.lost).toEqual([]);
  });

  it.each<[change: Record<string, string | undefined>, version: string, bootstrap: object, notes?: string[]]>(
    [
      [
        {discovery: 'http://d/x', 'initial-cluster': undefined},
        '3.5.35',
        {method: 'discovery', url: 'http://d/x'},
        Array.from({length: 3}, () => 'discovery-fallback was proxy by default, and is written with exit'),
      ],
      [
        {
          'discovery-token': 't',
          'discovery-endpoints': 'http://a:1,http://b:1',
          'initial-cluster': undefined,
        },
        '3.7.3',
        {method: 'discovery', endpoints: ['http://a:1', 'http://b:1'], token: 't'},
        [],
      ],
      [
        {'discovery-srv': 'example.com', 'initial-cluster': undefined},
        '3.7.3',
        {method: 'srv', domain: 'example.com'},
      ],
      [
        {'discovery-srv': 'example.com', 'discovery-srv-name': 'etcd', 'initial-cluster': undefined},
        '3.7.3',
        {method: 'srv', domain: 'example.com', name: 'etcd'},
      ],
    ],
  )('%j', (change, version, bootstrap, notes = []) => {
    const spec = specOf(convertAll(threeHandMade(change, {version})));

    expect(spec.bootstrap).toEqual(bootstrap);
    expect(spec.lost).toEqual([]);
    expect(spec.notes).toEqual(notes.map(note => expect.stringContaining(note) as string));
  });
});

it('says what of a discovery the spec does not hold', () => {
  const change = {
    'discovery-token': 't',
    'discovery-endpoints': 'http://a:1',
    'discovery-user': 'u',
    'initial-cluster': undefined,
  };
  const other = handMade(1, {...change, 'discovery-token': 'other', 'discovery-user': undefined});

  const {lost} = specOf(convertAll([handMade(0, change), other]));

  expect(lost).toEqual([
    ['infra0', 'discovery-user', 'u'],
    ['infra1', 'discovery-token', 'other'],
  ]);
});
