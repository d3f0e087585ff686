import {describe, expect, it} from 'vitest';

import {
  formatManifest,
  parseManifest,
  type SnapshotManifest,
} from '../../../../src/lib/domain/snapshots/manifest.js';

const MANIFEST: SnapshotManifest = {
  schemaVersion: 1,
  cluster: 'demo',
  clusterId: '3a115af6b3f8bbf7',
  members: [
    {id: '875eb452ac7c4d5', name: 'infra0', peerUrls: ['http://a:2380'], clientUrls: [], isLearner: false},
  ],
  from: 'infra0',
  hadQuorum: true,
  revision: 42,
  totalKeys: 7,
  hashKv: {hash: 3_628_877_040, revision: 42, compactRevision: -1},
  etcdVersion: '3.7.3',
  storageVersion: '3.7.0',
  sizeBytes: 20_512,
  sha256: 'a'.repeat(64),
  savedAt: '2026-11-26T09:56:33.120Z',
};

describe('a manifest', () => {
  it('is read back as it was written, with keys of a newer etcdops beside it', () => {
    expect(parseManifest(formatManifest(MANIFEST))).toEqual({manifest: MANIFEST});
    expect(parseManifest(JSON.stringify({...MANIFEST, later: 1}))).toHaveProperty('manifest');
  });

  it.each<[what: string, text: string, problem: string]>([
    ['no JSON', '{', 'is not JSON'],
    ['a list', '[]', 'is not a JSON object'],
    ['null', 'null', 'is not a JSON object'],
    ['of a later schema', '{"schemaVersion": 2}', 'has the schemaVersion 2: a newer etcdops wrote it'],
    ['of no schema', '{"schemaVersion": "1"}', 'has another schemaVersion than 1'],
    ...(
      [
        ['cluster', ''],
        ['clusterId', 'ABC'],
        ['clusterId', '1'.repeat(17)],
        ['members', [{id: 'x'}]],
        ['members', {}],
        ['from', 'x'.repeat(2000)],
        ['hadQuorum', 'true'],
        ['authEnabled', 'true'],
        ['revision', -1],
        ['revision', 1.5],
        ['revision', '42'],
        ['totalKeys', Number.MAX_VALUE],
        ['hashKv', {hash: 2 ** 32, revision: 1, compactRevision: 0}],
        ['hashKv', null],
        ['etcdVersion', '3.7'],
        ['storageVersion', '\u001b[31m'],
        ['sizeBytes', null],
        ['sha256', 'A'.repeat(64)],
        ['savedAt', 'yesterday'],
        ['savedAt', '2026-13-41T09:56:33Z'],
      ] as const
    ).map(([key, value]): [string, string, string] => [
      `${key} ${JSON.stringify(value).slice(0, 30)}`,
      JSON.stringify({...MANIFEST, [key]: value}),
      `has no usable value for ${key}`,
    ]),
  ])('with %s is refused by name', (_, text, problem) => {
    expect(parseManifest(text)).toEqual({problem});
  });
});
