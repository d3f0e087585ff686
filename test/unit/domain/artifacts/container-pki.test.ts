import {describe, expect, it} from 'vitest';

import {containerPki} from '../../../../src/lib/domain/artifacts/container-pki.js';
import type {ClusterSpec} from '../../../../src/lib/domain/spec/schema.js';
import {aMember, aProxy, aSpec} from '../../../fakes/spec.js';

const PAIR = {certFile: 'certs/{name}.crt', keyFile: 'certs/{name}.key'};

describe('containerPki', () => {
  it.each<[what: string, tls: ClusterSpec['tls'], mounts: string[]]>([
    ['no TLS', {mode: 'none'}, []],
    ['certificates that etcd makes in its data', {mode: 'auto'}, []],
    [
      'an own CA, whose key stays outside',
      {mode: 'ca'},
      ['./pki/nodes/infra0 → /etc/etcd/pki/nodes/infra0', './pki/ca.crt → /etc/etcd/pki/ca.crt'],
    ],
    [
      'a CA for peers as well',
      {mode: 'ca', peerCa: 'separate'},
      [
        './pki/nodes/infra0 → /etc/etcd/pki/nodes/infra0',
        './pki/ca.crt → /etc/etcd/pki/ca.crt',
        './pki/peer-ca.crt → /etc/etcd/pki/peer-ca.crt',
      ],
    ],
    [
      'a CA beside the certificates',
      {mode: 'external', ...PAIR, trustedCaFile: 'certs/ca.crt'},
      ['./certs → /etc/etcd/certs'],
    ],
    ['no CA', {mode: 'external', ...PAIR}, ['./certs → /etc/etcd/certs']],
    [
      'absolute paths, which are the same inside',
      {mode: 'external', certFile: '/a/c.crt', keyFile: '/b/k.key', trustedCaFile: '/ca/ca.crt'},
      ['/a → /a', '/b → /b', '/ca/ca.crt → /ca/ca.crt'],
    ],
  ])('shows a member %s', (_, tls, expected) => {
    const node = aMember(0);

    const {mounts} = containerPki(aSpec({tls, nodes: [node]}), node);

    const shown = mounts.map(({source, target, relative}) => `${relative ? './' : ''}${source} → ${target}`);
    expect(shown).toEqual(expected);
    expect(mounts.every(({readOnly}) => readOnly)).toBe(true);
  });

  it('leaves a path empty that is none: no flag comes of it', () => {
    const node = aProxy('grpc-proxy');

    const {files, mounts} = containerPki(
      aSpec({tls: {mode: 'external', ...PAIR}, nodes: [aMember(0), node]}),
      node,
    );

    expect(files).toMatchObject({
      server: {certFile: '/etc/etcd/certs/grpc-proxy0.crt', trustedCaFile: ''},
      client: {certFile: '', keyFile: '', trustedCaFile: ''},
    });
    expect(mounts.map(({source}) => source)).toEqual(['certs']);
  });

  it('shows a gateway nothing: it passes bytes through', () => {
    const node = aProxy('gateway');

    expect(containerPki(aSpec({tls: {mode: 'ca'}, nodes: [aMember(0), node]}), node).mounts).toEqual([]);
  });
});
