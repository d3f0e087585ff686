import {describe, expect, it} from 'vitest';

import {composeArtifact} from '../../../../src/lib/domain/artifacts/compose.js';
import {containerRun} from '../../../../src/lib/domain/artifacts/container.js';
import {aMember, aProxy, aSpec} from '../../../fakes/spec.js';

describe('containerRun', () => {
  it('keeps data and WAL outside of the container', () => {
    const node = aMember(0, {dataDir: '/data', walDir: 'wal'});

    const {container, image, mounts, argv} = containerRun(aSpec({nodes: [node]}), node);

    expect(container).toBe('etcd-demo-infra0');
    expect(image).toMatch(/:v3\.7\.3$/);
    expect(mounts).toMatchObject([
      {source: '/data', target: '/var/lib/etcd/infra0'},
      {source: 'wal', target: '/var/lib/etcd-wal/infra0'},
    ]);
    expect(argv).toContain('--data-dir=/var/lib/etcd/infra0');
    expect(argv).toContain('--wal-dir=/var/lib/etcd-wal/infra0');
  });

  it.each([
    ['gateway', []],
    ['grpc-proxy', [{source: '.etcdops/data/grpc-proxy0', target: '/var/lib/etcd/grpc-proxy0'}]],
    ['v2-proxy', [{source: '.etcdops/data/proxy0', target: '/var/lib/etcd/proxy0'}]],
  ] as const)('of a %s', (role, mounts) => {
    const node = aProxy(role);

    const run = containerRun(aSpec({version: '3.5.35', nodes: [aMember(0), node]}), node);

    expect(run.mounts).toMatchObject(mounts);
    expect(run.argv[0]).toBe('etcd');
    for (const {target} of mounts) expect(run.argv).toContain(`--data-dir=${target}`);
  });
});

describe('composeArtifact', () => {
  it.each([
    ['demo', 'etcd-demo'],
    ['My.Cluster_1', 'etcd-my-cluster_1'],
  ])('names the project of %s %s', (cluster, expected) => {
    const {body} = composeArtifact(aSpec({cluster}));

    expect(body).toMatchObject({kind: 'yaml', value: {name: expected}});
  });
});
