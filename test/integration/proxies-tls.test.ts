import {X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {beforeAll, describe, expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {waitUntil} from '../helpers/processes.js';
import {cliOk} from './observed-cluster.js';
import {
  changeNodes,
  environmentFor,
  eventually,
  nodeOf,
  startEtcdctl,
  waysThrough,
  type Etcdctl,
} from './proxy-run.js';

const WAYS = ['gateway0', 'grpc-proxy0'] as const;

// That single requests pass is shown where the artifacts are tried; here it is what stays open, and who is let in.
describe.each(
  (['3.4', '3.7'] as const).flatMap(line => (['auto', 'ca'] as const).map(mode => [line, mode] as const)),
)('gateway and gRPC proxy, etcd %s with tls %s', (line, mode) => {
  let cluster: TestCluster;
  let ways: Readonly<Record<(typeof WAYS)[number], Etcdctl>>;
  let member: Etcdctl;

  beforeAll(async () => {
    const args = ['--tls', mode];
    cluster = await startCluster({line, members: 1, gateways: 1, grpcProxies: 2, start: false, args});
    await changeNodes(cluster, {'grpc-proxy1': {plainListen: true}});
    await cliOk(cluster, ['up']);
    ways = await waysThrough(cluster, WAYS);
    ({infra0: member} = await waysThrough(cluster, ['infra0']));
  });

  it.each(WAYS)('%s: a watch stays open and sees what others write', async way => {
    const key = `${way}/watched`;
    const watch = startEtcdctl(cluster, await environmentFor(cluster, way), ['watch', key, '--rev', '1']);

    for (const value of ['one', 'two']) await member('put', key, value);

    await waitUntil(() => watch.output().includes('two'), 20_000, 'the watch has seen all');
    expect(watch.output()).toBe(`PUT\n${key}\none\nPUT\n${key}\ntwo\n`);
  });

  it.each(WAYS)('%s: a lease is granted, kept alive and revoked, and its key goes with it', async way => {
    const [, id = ''] = /^lease (\w+) granted/.exec(await ways[way]('lease', 'grant', '60')) ?? [];
    await ways[way]('put', `${way}/leased`, 'yes', `--lease=${id}`);

    expect(await ways[way]('lease', 'keep-alive', '--once', id)).toContain('keepalived with TTL(60)');
    expect(await member('get', `${way}/leased`, '--print-value-only')).toBe('yes');
    await ways[way]('lease', 'revoke', id);
    expect(await member('get', `${way}/leased`)).toBe('');
  });

  it.each(WAYS)('%s: nobody gets in without what the members ask for', async way => {
    const {ETCDCTL_CERT: _, ETCDCTL_KEY: __, ...withoutCertificate} = await environmentFor(cluster, way);
    const plain = {
      ...withoutCertificate,
      ETCDCTL_ENDPOINTS: nodeOf(cluster, way).clientUrl.replace('https', 'http'),
    };
    const get = async (env: Readonly<Record<string, string>>): Promise<number | undefined> => {
      const args = ['get', 'ready', '--command-timeout', '2s', '--dial-timeout', '2s'];
      const options = {env, extendEnv: false, reject: false} as const;
      return (await execa(join(cluster.binDir, 'etcdctl'), args, options)).exitCode;
    };

    // With `auto` there is encryption and no proof of who it is.
    expect(await get(withoutCertificate)).toBe(mode === 'auto' ? 0 : 1);
    expect(await get(plain)).toBe(1);
  });

  it('a gRPC proxy can end TLS: its clients need none, and members still get what they ask for', async () => {
    const url = nodeOf(cluster, 'grpc-proxy1').clientUrl.replace('https', 'http');
    const env = cleanEnv({ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: url});
    const watch = startEtcdctl(cluster, env, ['watch', 'by-plain', '--rev', '1']);

    const put = await eventually(
      () => execa(join(cluster.binDir, 'etcdctl'), ['put', 'by-plain', 'yes'], {env, extendEnv: false}),
      'a client without TLS is served',
    );

    expect(put.stdout).toBe('OK');
    expect(await member('get', 'by-plain', '--print-value-only')).toBe('yes');
    await waitUntil(() => watch.output().includes('yes'), 20_000, 'the watch has seen it');
  });

  it('what the gRPC proxy shows to members has no name, so that it lends its rights to nobody', () => {
    const args = readFileSync(join(cluster.dir, 'nodes/grpc-proxy0/command.txt'), 'utf8');
    const path = /^--cert=(.*)$/m.exec(args)?.[1];
    if (mode === 'auto') return expect(path).toBeUndefined();

    const {subject} = new X509Certificate(readFileSync(join(cluster.dir, path ?? '')));
    expect(subject ?? '').not.toContain('CN=');
  });
});
