import {join} from 'node:path';

import {execa} from 'execa';
import {expect, it} from 'vitest';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import type {EtcdTestLine} from '../helpers/etcd-binaries.js';
import {startNameServer} from '../helpers/name-server.js';
import {tempDir} from '../helpers/temp-dir.js';

/** Runs etcdops where there is no spec and only that name server is asked. */
async function asking(
  {binDir}: Pick<TestCluster, 'binDir'>,
  before: readonly string[],
  args: readonly string[],
  env: Record<string, string> = {},
) {
  const [program = '', ...words] = [...before, process.execPath, CLI_PATH, ...args];
  return execa(program, words, {
    cwd: tempDir('asking'),
    env: cleanEnv({ETCDOPS_ETCD_BIN_DIR: binDir, ...env}),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

/** A member and a record that leads to it. */
function recordOf({basePort}: TestCluster, service: string, domain: string): string[] {
  return [
    `--host-record=infra0.${domain},127.0.0.1`,
    `--srv-host=${service}._tcp.${domain},infra0.${domain},${basePort}`,
  ];
}

async function findsMembers(line: EtcdTestLine): Promise<void> {
  const plain = await startCluster({line, members: 1});
  const tls = await startCluster({
    line,
    members: 1,
    args: ['--tls', 'ca', '--san', 'infra0.tls.test', '--san', 'tls.test'],
  });
  const before = await startNameServer([
    '--local=/test/',
    ...recordOf(plain, '_etcd-client', 'plain.test'),
    ...recordOf(plain, '_etcd-client-blue', 'named.test'),
    ...recordOf(tls, '_etcd-client-ssl', 'tls.test'),
    `--srv-host=_etcd-client._tcp.tls.test,infra0.plain.test,${plain.basePort}`,
  ]);
  const pki = (path: string): string => join(tls.dir, 'pki', path);
  const shown = {
    ETCDCTL_CACERT: pki('ca.crt'),
    ETCDCTL_CERT: pki('clients/admin.crt'),
    ETCDCTL_KEY: pki('clients/admin.key'),
  };
  // What somebody has left in a shell, and which leads elsewhere.
  const stale = {ETCDCTL_ENDPOINTS: 'http://127.0.0.1:1', ETCDCTL_DISCOVERY_SRV: 'nope.test'};
  const ctl = (place: readonly string[], args: readonly string[], env: Record<string, string> = {}) =>
    asking(plain, before, ['ctl', ...place, '--', ...args], {...stale, ...env});
  const inTls = ['--discovery-srv', 'tls.test'];
  const named = ['--discovery-srv', 'named.test', '--discovery-srv-name', 'blue'];

  const health = await ctl(['--discovery-srv', 'plain.test'], ['endpoint', 'health']);
  const put = await ctl(named, ['put', 'by', 'name']);
  const byVariables = await ctl(inTls, ['endpoint', 'health'], shown);
  const byFlags = await ctl(
    inTls,
    [
      '--cacert',
      shown.ETCDCTL_CACERT,
      '--cert',
      shown.ETCDCTL_CERT,
      '--key',
      shown.ETCDCTL_KEY,
      'put',
      'a',
      'b',
    ],
    shown,
  );
  const stranger = await ctl(inTls, ['--command-timeout', '1s', 'get', 'a']);
  const env = await asking(plain, before, ['env', ...inTls]);
  const script = 'eval "$1"; exec "$2" get a --print-value-only';
  const [program = '', ...words] = [...before, 'sh', '-c', script, 'sh', env.stdout];
  const evaluated = await execa(program, [...words, join(tls.binDir, 'etcdctl')], {
    env: {...cleanEnv(), ...shown},
    extendEnv: false,
  });

  expect(`${health.stdout}${health.stderr}`).toContain(
    `http://infra0.plain.test:${plain.basePort} is healthy`,
  );
  expect(put).toMatchObject({exitCode: 0, stdout: 'OK'});
  expect(`${byVariables.stdout}${byVariables.stderr}`).toContain(
    `https://infra0.tls.test:${tls.basePort} is healthy`,
  );
  expect(byVariables.stderr).toContain('those with TLS are asked');
  expect(byFlags).toMatchObject({exitCode: 0, stdout: 'OK'});
  expect(stranger.exitCode).not.toBe(0);
  expect(env.stdout).toBe(
    `export ETCDCTL_ENDPOINTS=https://infra0.tls.test:${tls.basePort}\n# Run: eval "$(etcdops env --discovery-srv tls.test)"`,
  );
  expect(evaluated.stdout).toBe('b');
}

it('ctl and env find the members that DNS names, of etcd 3.4 and 3.7', async () => {
  await Promise.all((['3.4', '3.7'] as const).map(findsMembers));
});

it('says what DNS lacks, where etcdctl would ask 127.0.0.1', async () => {
  const cluster = await startCluster({members: 1, start: false});
  const before = await startNameServer(['--local=/test/']);
  const run = (...args: string[]) => asking(cluster, before, args);

  const empty = await run('ctl', '--discovery-srv', 'empty.test', '--', 'endpoint', 'health');
  const url = await run('env', '--discovery-srv', 'http://a.test');
  const nameless = await run('env', '--discovery-srv-name', 'blue');
  const idle = await run('ctl', '--discovery-srv', 'empty.test');

  expect(empty).toMatchObject({exitCode: 4});
  expect(empty.stderr).toContain('DNS has no SRV records for clients of empty.test');
  expect(url).toMatchObject({exitCode: 2});
  expect(url.stderr).toContain('--discovery-srv: "http://a.test" is a URL');
  expect([nameless.exitCode, idle.exitCode]).toEqual([2, 2]);
});
