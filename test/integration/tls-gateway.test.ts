import {spawn} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {cleanEnv} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {cliOk} from './observed-cluster.js';
import type {VerdictJson} from './pki-files.js';

/** The gateway of the spec, as its own file starts it. */
function startGateway({dir, binDir}: TestCluster): void {
  const words = readFileSync(join(dir, 'nodes/gateway0/command.txt'), 'utf8').trim().split('\n');
  const child = spawn(join(binDir, 'etcd'), words, {cwd: dir, env: cleanEnv(), stdio: 'ignore'});
  onDispose(() => void child.kill());
}

describe.each(['3.4', '3.7'] as const)('a gateway in front of members with TLS, etcd %s', line => {
  it('that certificates do not name is told of, and clients come through once they do', async () => {
    const cluster = await startCluster({line, members: 1, gateways: 1, args: ['--tls', 'ca']});
    const path = join(cluster.dir, 'etcdops.yaml');
    const spec = readFileSync(path, 'utf8');
    const moved = spec.replace(/(name: gateway0[^]*?host: )127\.0\.0\.1/, '$1127.0.0.2');
    expect(moved).not.toBe(spec);
    await cliOk(cluster, ['tls', 'verify']);
    writeFileSync(path, moved);
    await cliOk(cluster, ['render']);
    startGateway(cluster);
    const port = /listen-addr=127\.0\.0\.2:(\d+)/.exec(
      readFileSync(join(cluster.dir, 'nodes/gateway0/command.txt'), 'utf8'),
    )?.[1];
    const through = ['--endpoints', `https://127.0.0.2:${port}`, '--command-timeout=3s', 'put', 'a', '1'];

    const refused = await cluster.cli(['ctl', '--', ...through]);
    const verdict = (await cluster.cli(['tls', 'verify', '--json'])).json<VerdictJson>();
    const validated = await cliOk(cluster, ['validate', '--json']);

    expect(refused.exitCode).not.toBe(0);
    expect(verdict.faults).toMatchObject([
      {id: 'cert-san-missing', path: 'pki/nodes/infra0/server.crt', fix: 'etcdops tls issue infra0'},
    ]);
    expect(verdict.faults[0]?.message).toContain('does not name 127.0.0.2, where clients come to it through');
    expect(verdict.handshakes.filter(({outcome}) => outcome === 'failed')).toMatchObject([
      {to: 'gateway0', why: 'its certificate does not name this host', fix: 'etcdops tls issue'},
    ]);
    expect(validated.json<{findings: object[]}>().findings).toMatchObject([
      {rule: 'gateway-certificate-names', severity: 'warning', fix: 'etcdops tls issue infra0'},
    ]);

    await cliOk(cluster, ['tls', 'issue', 'infra0']);
    await cliOk(cluster, ['ctl', '--', ...through]);
    await cliOk(cluster, ['validate', '--strict']);
  });
});
