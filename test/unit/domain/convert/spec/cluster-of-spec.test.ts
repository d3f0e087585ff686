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
      https({'cert-file': '/a.crt', 'key-file': '/a.key'}),
      {mode: 'external'},
      ['cert-file', 'key-file'],
    ],
    [
      'with two CAs',
      https({'trusted-ca-file': '/a', 'peer-trusted-ca-file': '/b'}),
      {mode: 'external', peerCa: 'separate'},
      ['trusted-ca-file', 'peer-trusted-ca-file'],
    ],
    [
      'for clients alone',
      https({
        'listen-peer-urls': 'http://10.0.0.1:2380',
        'initial-advertise-peer-urls': 'http://10.0.0.1:2380',
        'initial-cluster': 'infra0=http://10.0.0.1:2380',
      }),
      {mode: 'external'},
      ['listen-peer-urls', 'initial-advertise-peer-urls', 'initial-cluster'],
    ],
  ])('TLS %s is written, and what is not yet there is said', (_, change, tls, expected) => {
    const spec = specOf(convertAll([handMade(0, change)]));

    expect(spec.tls).toEqual(tls);
    expect(spec.lost.map(([, setting]) => setting)).toEqual(expected);
    expect(spec.notes).toContainEqual(expect.stringContaining('not in this release') as string);
  });

  it.each<[change: Record<string, string | undefined>, version: string, bootstrap: object]>([
    [
      {discovery: 'http://d/x', 'initial-cluster': undefined},
      '3.5.35',
      {method: 'discovery', url: 'http://d/x'},
    ],
    [
      {'discovery-token': 't', 'discovery-endpoints': 'http://a:1,http://b:1', 'initial-cluster': undefined},
      '3.7.3',
      {method: 'discovery', endpoints: ['http://a:1', 'http://b:1'], token: 't'},
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
  ])('%j', (change, version, bootstrap) => {
    const spec = specOf(convertAll(threeHandMade(change, {version})));

    expect(spec.bootstrap).toEqual(bootstrap);
    expect(spec.lost).toEqual([]);
    expect(spec.notes).toEqual([expect.stringContaining('not in this release') as string]);
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
