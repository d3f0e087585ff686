import {createHash} from 'node:crypto';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import type {EtcdApi} from '../../../../src/lib/adapters/etcd-api/etcd-api.js';
import type {EtcdData} from '../../../../src/lib/adapters/etcd-data/etcd-data.js';
import type {EtcdBinaries} from '../../../../src/lib/adapters/etcd-server/etcd-binaries.js';
import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import {snapshotFiles} from '../../../../src/lib/adapters/snapshot-files/snapshot-files.js';
import {loadYaml} from '../../../../src/lib/adapters/yaml/yaml.js';
import type {ClusterContext} from '../../../../src/lib/workflows/cluster-run.js';
import {saveSnapshot} from '../../../../src/lib/workflows/snapshots/save-snapshot.js';
import {createFakeClock} from '../../../fakes/fake-clock.js';
import {createFakeHost} from '../../../fakes/fake-host.js';
import {silent} from '../../../fakes/silent-progress.js';
import {aSpec, members} from '../../../fakes/spec.js';
import {strict} from '../../../fakes/strict.js';
import {tempDir} from '../../../helpers/temp-dir.js';

it('keeps what has come where the member answers nothing more', async () => {
  const folder = tempDir('save');
  const spec = aSpec({nodes: members(1)});
  const database = Buffer.alloc(512, 'x');
  const digest = createHash('sha256').update(database).digest();
  let hasSent = false;
  const unless = <T>(value: T): Promise<T> =>
    hasSent ? Promise.reject(new Error('no answer within 2000 ms')) : Promise.resolve(value);
  const etcdApi = strict<EtcdApi>('etcdApi', {
    status: () =>
      unless({
        ...{memberId: 'a0', leaderId: 'a0', clusterId: 'c1', version: '3.7.3', isLearner: false},
        ...{revision: 7, raftTerm: 1, raftIndex: 9, raftAppliedIndex: 9, alarms: []},
        ...{dbSizeBytes: database.length, dbInUseBytes: database.length},
      }),
    memberList: () => unless({clusterId: 'c1', members: []}),
    confirmQuorum: () => unless(undefined),
    hashKv: () => unless({hash: 1, revision: 7, compactRevision: -1}),
    countKeys: () => unless(3),
    async *snapshot() {
      yield {bytes: Buffer.concat([database, digest]), remainingBytes: 0};
      hasSent = true;
    },
  });
  const context: ClusterContext = {
    loaded: {folder, spec},
    adapters: strict<ClusterContext['adapters']>('adapters', {
      ...{cwd: folder, env: {}, etcdBinDirFlag: '/opt/etcd', etcdApi, files: createFiles(), snapshotFiles},
      ...{clock: createFakeClock(), progress: silent, signal: new AbortController().signal},
      ...{host: createFakeHost(), yaml: loadYaml},
      etcdData: strict<EtcdData>('etcdData', {database: () => Promise.resolve(undefined)}),
      hasDeadline: false,
      binaries: strict<EtcdBinaries>('binaries', {
        inspect: (dir: string) => Promise.resolve({dir, version: spec.etcd.version}),
      }),
      runner: {
        run: () =>
          Promise.resolve({
            ...{stdout: '{"revision":7,"totalKey":3}', stderr: '', exitCode: 0, timedOut: false},
          }),
      } as unknown as ClusterContext['adapters']['runner'],
      acquireLock: () => Promise.resolve({release: () => Promise.resolve()}),
    }),
  };
  const {path} = await saveSnapshot(context, {path: 'mine.db', dryRun: false});
  expect(path).toBe(join(folder, 'mine.db'));
  expect(readdirSync(folder)).toEqual(['.etcdops', 'mine.db', 'mine.db.manifest.json']);
});
