import {expect, it} from 'vitest';

import {createEtcdApi} from '../../../src/lib/adapters/etcd-api/etcd-api.js';
import {createFiles} from '../../../src/lib/adapters/files/files.js';
import type {Host} from '../../../src/lib/adapters/host/host.js';
import {snapshotFiles} from '../../../src/lib/adapters/snapshot-files/snapshot-files.js';
import type {SpecContext} from '../../../src/lib/workflows/cluster-run.js';
import {readOnly} from '../../../src/lib/workflows/runs/read-only.js';
import {strict} from '../../fakes/strict.js';

it('what only looks can change nothing, whoever it asks as', () => {
  const real = {
    files: createFiles(),
    snapshotFiles,
    etcdApi: createEtcdApi(),
    host: strict<Host>('host', {}),
  };
  const adapters = strict<SpecContext['adapters']>('adapters', real);
  const {etcdApi, ...reading} = readOnly({adapters, loaded: strict('loaded', {})}).adapters;
  const nobody = (): Promise<{verify: boolean}> => Promise.resolve({verify: true});
  const tls = {client: nobody, peer: nobody};
  const user = {name: 'root', password: 'secret-word'};
  const apis = [etcdApi, etcdApi.as(tls), etcdApi.asUser(user), etcdApi.as(tls).asUser(user).as(tls)];
  for (const api of apis)
    expect(() => api.memberRemove('http://127.0.0.1:1', 'a0', {timeoutMs: 1})).toThrow(
      'nothing may be changed',
    );
  expect(apis.map(({userName}) => userName)).toEqual([undefined, undefined, 'root', 'root']);
  expect(() => reading.snapshotFiles.create('/nowhere/x')).toThrow('nothing may be changed');
  expect(() => reading.snapshotFiles.publish('/nowhere/x', '/nowhere/y')).toThrow('nothing may be changed');
});
