import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {tempDir} from '../helpers/temp-dir.js';
import {change, membersOf} from '../integration/changed-cluster.js';
import {assertKept} from '../integration/kept-members.js';
import {cliOk} from '../integration/observed-cluster.js';
import {changeNodes} from '../integration/proxy-run.js';

const SLOWEST_MS = 240_000;

/** Everything that needs a certificate of its own. */
async function changeAll(cluster: TestCluster): Promise<void> {
  await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);
  await change(cluster, ['promote', 'gateway0', '--as', 'infra1']);
  await change(cluster, ['member', 'add', 'infra2']);
  await change(cluster, ['member', 'replace', 'infra2', '--with', 'infra3']);
  await change(cluster, ['member', 'replace', 'infra3']);
  await change(cluster, ['promote', 'grpc-proxy0']);
  await change(cluster, ['member', 'remove', 'infra3']);
  await assertKept(cluster);
}

describe('members with TLS', () => {
  it.each([
    ['3.4', 'ca'],
    ['3.7', 'ca'],
    ['3.7', 'auto'],
  ] as const)('etcd %s, tls %s: certificates come along', {timeout: SLOWEST_MS}, async (line, tls) => {
    const args = ['--tls', tls];
    await changeAll(await startCluster({line, members: 1, gateways: 1, grpcProxies: 2, args}));
  });

  it('a gRPC proxy that takes clients without TLS becomes a member only where they change their URL', async () => {
    const args = ['--tls', 'ca'];
    const cluster = await startCluster({line: '3.7', members: 1, grpcProxies: 1, start: false, args});
    await changeNodes(cluster, {'grpc-proxy0': {plainListen: true}});
    await cliOk(cluster, ['up']);
    await cliOk(cluster, ['ctl', '--', 'put', 'a', 'kept']);

    const {exitCode, stderr} = await cluster.cli(['promote', 'grpc-proxy0', '--yes']);

    expect(exitCode, stderr).toBe(4);
    expect(stderr).toContain('etcdops promote grpc-proxy0 --new-client-url');
    await change(cluster, ['promote', 'grpc-proxy0', '--new-client-url']);
    expect((await membersOf(cluster)).map(({name}) => name)).toEqual(['grpc-proxy0', 'infra0']);
    await assertKept(cluster);
  });

  it('a CA with a passphrase signs for a new member, and without it nothing begins', async () => {
    const env = {ETCDOPS_CA_PASSPHRASE: 'open sesame'};
    const pass = join(tempDir('secret'), 'ca.pass');
    writeFileSync(pass, `${env.ETCDOPS_CA_PASSPHRASE}\n`, {mode: 0o600});
    const args = ['--tls', 'ca', '--ca-passphrase-file', pass];
    const cluster = await startCluster({line: '3.7', members: 1, args});

    const {exitCode, stderr} = await cluster.cli(['member', 'add', 'infra1', '--yes']);

    expect(exitCode, stderr).toBe(4);
    expect(stderr).toContain('ETCDOPS_CA_PASSPHRASE');
    expect((await membersOf(cluster)).map(({name}) => name)).toEqual(['infra0']);
    const opened = {...cluster, cli: (words: readonly string[]) => cluster.cli(words, {env})};
    await change(opened, ['member', 'add', 'infra1']);
  });
});
