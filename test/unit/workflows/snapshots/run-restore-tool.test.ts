import {expect, it} from 'vitest';

import type {EtcdBinaries} from '../../../../src/lib/adapters/etcd-server/etcd-binaries.js';
import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import type {Runner} from '../../../../src/lib/adapters/process/runner.js';
import type {SpecContext} from '../../../../src/lib/workflows/cluster-run.js';
import {
  runRestoreTool,
  type MemberRestore,
} from '../../../../src/lib/workflows/snapshots/run-restore-tool.js';
import {aSpec} from '../../../fakes/spec.js';
import {strict} from '../../../fakes/strict.js';

it('a tool that fails says why in its own last words, and which snapshot to look at', async () => {
  const spec = aSpec();
  let environment: unknown;
  const stderr = 'a log\npanic: page 3 already freed\n\ngoroutine 1 [running]:\nError: too late\n';
  const adapters = strict<SpecContext['adapters']>('adapters', {
    ...{etcdBinDirFlag: '/opt/etcd', files: createFiles(), signal: new AbortController().signal},
    env: {PATH: '/bin', TMPDIR: '/big', ETCD_NAME: 'x'},
    binaries: strict<EtcdBinaries>('binaries', {
      inspect: dir => Promise.resolve({dir, version: spec.etcd.version}),
    }),
    runner: strict<Runner>('runner', {
      run(_program, _argv, options) {
        environment = options?.env;
        return Promise.resolve({stdout: '', stderr, exitCode: 2, timedOut: false, durationMs: 1});
      },
    }),
  });
  const cluster = {adapters, loaded: strict<SpecContext['loaded']>('loaded', {spec})};
  const member = {node: 'infra0', path: '/backup/my snapshot.db'} as MemberRestore;
  await expect(runRestoreTool(cluster, member, {dataDir: '/nowhere/new'})).rejects.toMatchObject({
    code: 'E_TOOL_FAILED',
    message: 'etcdutl did not restore infra0: panic: page 3 already freed',
    hints: ["etcdops snapshot verify '/backup/my snapshot.db'"],
  });
  expect(environment).toEqual({PATH: '/bin', TMPDIR: '/big', ETCDCTL_API: '3'});
});
