import {describe, expect, it} from 'vitest';

import {etcdImageOf} from '../../../../src/lib/domain/inputs/container-image.js';

describe('etcdImageOf', () => {
  it.each([
    ['quay.io/coreos/etcd:v3.5.12', 'plain', '3.5.12'],
    ['gcr.io/etcd-development/etcd:v3.6.0-rc.1', 'plain', '3.6.0-rc.1'],
    ['gcr.io/etcd-development/etcd', 'plain', undefined],
    ['registry.k8s.io/etcd:3.5.12-0', 'plain', '3.5.12'],
    ['k8s.gcr.io/etcd-amd64:3.4.13-0', 'plain', '3.4.13'],
    ['bitnami/etcd:3.5', 'bitnami', '3.5.35'],
    ['docker.io/bitnami/etcd:latest', 'bitnami', undefined],
    ['docker.io/bitnamilegacy/etcd:3.5.21-debian-12-r5', 'bitnami', '3.5.21'],
    ['localhost:5000/etcd', 'other', undefined],
    ['localhost:5000/mirror/etcd:v3.7', 'other', '3.7.3'],
    ['rancher/mirrored-coreos-etcd:v3.5.9', 'other', '3.5.9'],
    ['etcd:3.4.23@sha256:0123', 'other', '3.4.23'],
    ['etcd@sha256:0123', 'other', undefined],
    ['etcd:2.3', 'other', undefined],
    ['quay.io/coreos/etcd:v2.3.8', 'plain', '2.3.8'],
    ['etcd:${ETCD_VERSION}', 'other', undefined],
  ])('of %s is %s of version %s', (name, kind, version) => {
    const {isEntrypoint, ...image} = etcdImageOf(name) ?? {};

    expect(image).toEqual({kind, ...(version === undefined ? {} : {version})});
    expect(isEntrypoint).toBe(/:v?2/.test(name) ? true : undefined);
  });

  it.each([
    '',
    'postgres:16',
    'evildecay/etcdkeeper',
    'etcd-backup:1',
    'etcd/operator:v1',
    'my/etcdctl:3.5.12',
  ])('of %j is none', name => {
    expect(etcdImageOf(name)).toBeUndefined();
  });
});
