import {expect, it} from 'vitest';

import {createEtcdApi} from '../../../src/lib/adapters/etcd-api/etcd-api.js';
import {createFiles} from '../../../src/lib/adapters/files/files.js';
import type {Host} from '../../../src/lib/adapters/host/host.js';
import type {Runner} from '../../../src/lib/adapters/process/runner.js';
import {snapshotFiles} from '../../../src/lib/adapters/snapshot-files/snapshot-files.js';
import {statusArgv} from '../../../src/lib/domain/snapshots/tool-status.js';
import type {SpecContext} from '../../../src/lib/workflows/cluster-run.js';
import {readOnly} from '../../../src/lib/workflows/runs/read-only.js';
import {strict} from '../../fakes/strict.js';

it('what only looks can change nothing, whoever it asks as', () => {
  const asked: string[] = [];
  const ended = {stdout: '', stderr: '', exitCode: 0, durationMs: 1, timedOut: false};
  const real = {
    runner: strict<Runner>('runner', {
      run: async (file, args) => (asked.push([file, ...args].join(' ')), ended),
    }),
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
  expect(() => reading.runner.run('etcdutl', ['snapshot', 'restore', 'x'])).toThrow('nothing may be changed');
  expect(() => reading.runner.attach('etcdctl', ['put', 'a', 'b'])).toThrow('nothing may be changed');
  void reading.runner.run('etcdutl', statusArgv('x'));
  expect(asked).toEqual(['etcdutl snapshot status x --write-out=json']);
});
