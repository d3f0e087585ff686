import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {startNameServer} from '../helpers/name-server.js';
import {tempDir} from '../helpers/temp-dir.js';
import {inForeground, until} from './foreground-run.js';
import {etcdctl} from './observed-cluster.js';

/** Runs etcdops to its end where only that name server is asked. */
async function runAsking(before: readonly string[], args: readonly string[], {binDir}: TestCluster) {
  const [program = '', ...words] = [...before, process.execPath, CLI_PATH, ...args];
  return execa(program, words, {
    cwd: tempDir('asking'),
    env: cleanEnv({ETCDOPS_ETCD_BIN_DIR: binDir}),
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
}

function records(cluster: TestCluster, service: string, domain: string): string[] {
  return [
    `--address=/infra0.${domain}/127.0.0.1`,
    `--srv-host=${service}._tcp.${domain},infra0.${domain},${cluster.basePort}`,
  ];
}

/** How a proxy shows itself to members with TLS. */
function shown({dir}: TestCluster): string[] {
  const pki = (path: string): string => `${dir}/pki/${path}`;
  const [cert, key] = [pki('nodes/grpc-proxy0/client.crt'), pki('nodes/grpc-proxy0/client.key')];
  return ['--cacert', pki('ca.crt'), '--cert', cert, '--key', key];
}

describe.each(['3.4', '3.7'] as const)('--discovery-srv with a real name server, etcd %s', line => {
  it('of members without TLS: found by gateway and gRPC proxy, because --insecure-discovery is set', async () => {
    const cluster = await startCluster({line, members: 1});
    const before = await startNameServer([
      '--local=/test/',
      ...records(cluster, '_etcd-client', 'plain.test'),
      ...records(cluster, '_etcd-client-blue', 'named.test'),
    ]);
    const listen = `127.0.0.1:${await freeBasePort(1)}`;
    const env = {ETCDOPS_ETCD_BIN_DIR: cluster.binDir};
    const rows = [
      ['gateway', 'start', '--discovery-srv', 'plain.test'],
      ['gateway', 'start', '--discovery-srv', 'named.test', '--discovery-srv-name', 'blue'],
      ['grpc-proxy', 'start', '--discovery-srv', 'plain.test'],
    ];

    for (const words of rows) {
      const args = [...words, '--listen-addr', listen];
      const {child, output, ended} = inForeground(tempDir('discovery'), args, {env, before});
      await until(
        () => `${words.join(' ')} serves\n${output()}`,
        async () => (await etcdctl(cluster, [`http://${listen}`], ['put', 'by', 'dns'])).exitCode === 0,
      );
      expect(output()).toContain('without TLS: --insecure-discovery');
      child.kill('SIGTERM');
      await ended;
    }
  });

  it('of members with TLS: taken as they are, and etcd verifies them', async () => {
    const args = ['--tls', 'ca', '--san', 'tls.test', '--san', 'infra0.tls.test'];
    const cluster = await startCluster({line, members: 1, grpcProxies: 1, args});
    const before = await startNameServer([
      '--local=/test/',
      ...records(cluster, '_etcd-client-ssl', 'tls.test'),
      ...records(cluster, '_etcd-client', 'tls.test').slice(1),
    ]);
    const listen = `127.0.0.1:${await freeBasePort(1)}`;
    const ca = `${cluster.dir}/pki/ca.crt`;
    const words = [
      'gateway',
      'start',
      '--discovery-srv',
      'tls.test',
      '--trusted-ca-file',
      ca,
      '--listen-addr',
      listen,
    ];

    const printed = await runAsking(before, [...words, '--print'], cluster);
    const {child, output, ended} = inForeground(tempDir('discovery'), words, {
      env: {ETCDOPS_ETCD_BIN_DIR: cluster.binDir},
      before,
    });
    await until(
      () => `it runs\n${output()}`,
      () => output().includes('ready to proxy client requests'),
    );

    const proxied = `127.0.0.1:${await freeBasePort(1)}`;
    const grpc = inForeground(
      tempDir('discovery'),
      ['grpc-proxy', 'start', '--discovery-srv', 'tls.test', '--listen-addr', proxied, ...shown(cluster)],
      {env: {ETCDOPS_ETCD_BIN_DIR: cluster.binDir}, before},
    );
    await until(
      () => `the gRPC proxy serves\n${grpc.output()}`,
      async () => (await etcdctl(cluster, [`http://${proxied}`], ['put', 'by', 'dns'])).exitCode === 0,
    );

    expect(grpc.output()).not.toContain('without TLS');
    grpc.child.kill('SIGTERM');
    await grpc.ended;
    expect(printed.stdout).not.toContain('insecure-discovery');
    expect(output()).toMatch(
      new RegExp(
        `ready to proxy client requests","endpoints":\\["(infra0\\.tls\\.test\\.?|127\\.0\\.0\\.1):${cluster.basePort}`,
      ),
    );
    child.kill('SIGTERM');
    await ended;
  });
});

/** Peers without TLS of a cluster, as a name server tells of them. */
function peerRecords({basePort}: TestCluster): string[] {
  return [
    '--local=/test/',
    '--address=/infra0.peers.test/127.0.0.1',
    `--srv-host=_etcd-server._tcp.peers.test,infra0.peers.test,${basePort + 1}`,
  ];
}

/** A v2 proxy answers that was told the domain alone, which the given command before it makes known. */
async function assertAnswers(
  cluster: TestCluster,
  before: readonly string[],
  flags: readonly string[] = [],
): Promise<void> {
  const url = `http://127.0.0.1:${await freeBasePort(1)}`;
  const {child, output, ended} = inForeground(
    tempDir('discovery'),
    ['proxy', 'start', '--discovery-srv', 'peers.test', '--listen-client-urls', url, ...flags],
    {env: {ETCDOPS_ETCD_BIN_DIR: cluster.binDir}, before},
  );
  await until(
    () => `the proxy answers\n${output()}`,
    () =>
      fetch(`${url}/version`).then(
        ({status}) => status === 200,
        () => false,
      ),
  );

  child.kill('SIGTERM');
  await ended;
}

it('a v2 proxy of etcd 3.5 finds the peers that DNS names', async () => {
  const cluster = await startCluster({line: '3.5', members: 1});
  const before = await startNameServer(peerRecords(cluster));

  await assertAnswers(cluster, before);
});

it('a v2 proxy of etcd 3.4 finds the peers that DNS names with TLS', async () => {
  const names = ['--san', 'peers.test', '--san', 'infra0.peers.test'];
  const cluster = await startCluster({line: '3.4', members: 1, args: ['--tls', 'ca', ...names]});
  const before = await startNameServer(
    peerRecords(cluster).map(record => record.replace('_etcd-server.', '_etcd-server-ssl.')),
  );
  const pki = (path: string): string => `${cluster.dir}/pki/nodes/infra0/${path}`;
  const tls = ['--peer-trusted-ca-file', `${cluster.dir}/pki/ca.crt`];
  const own = ['--peer-cert-file', pki('peer.crt'), '--peer-key-file', pki('peer.key')];

  await assertAnswers(cluster, before, [...tls, ...own]);
});

it('a v2 proxy of etcd 3.4 finds none without TLS, which is said before it ends of it', async () => {
  const cluster = await startCluster({line: '3.4', members: 1});
  const before = await startNameServer(peerRecords(cluster));
  const listen = `http://127.0.0.1:${await freeBasePort(1)}`;
  const args = ['--discovery-srv', 'peers.test', '--listen-client-urls', listen];

  const refused = await runAsking(before, ['proxy', 'start', ...args], cluster);
  const [program = '', ...words] = [...before, `${cluster.binDir}/etcd`, '--proxy=on', ...args];
  const real = await execa(program, words, {cwd: tempDir('real'), reject: false, timeout: 10_000});

  expect(refused).toMatchObject({exitCode: 2, stderr: expect.stringContaining('E_UNSUPPORTED') as string});
  expect(real).toMatchObject({exitCode: 1, stderr: expect.stringContaining('_etcd-server-ssl') as string});
});

it('a domain without records, and one whose members do not answer, are refused', async () => {
  const cluster = await startCluster({members: 1, start: false});
  const before = await startNameServer([
    '--address=/dead.test/127.0.0.1',
    '--srv-host=_etcd-client._tcp.dead.test,dead.test,1',
    '--local=/test/',
  ]);

  const empty = await runAsking(before, ['gateway', 'start', '--discovery-srv', 'empty.test'], cluster);
  const dead = await runAsking(before, ['gateway', 'start', '--discovery-srv', 'dead.test'], cluster);

  expect(empty).toMatchObject({exitCode: 4});
  expect(empty.stderr).toMatch(
    /E_PREFLIGHT: DNS has no SRV records for clients of empty\.test[^]*dig \+short SRV _etcd-client-ssl\._tcp\.empty\.test/,
  );
  expect(dead).toMatchObject({exitCode: 4});
  expect(dead.stderr).toMatch(/E_PREFLIGHT: http:\/\/dead\.test:1 does not answer \(ECONNREFUSED\)/);
});
