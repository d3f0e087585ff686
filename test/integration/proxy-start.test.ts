import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {argvOf, isRunning, pidsOf} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {inForeground, refusedWith, until} from './foreground-run.js';
import {cliOk, etcdctl, statusOf} from './observed-cluster.js';

/** The one etcd process below a folder that runs a subcommand or has a flag. */
function etcdPid(cwd: string, word: string): number | undefined {
  return pidsOf(cwd).find(
    pid => argvOf(pid).some(arg => arg === word) && argvOf(pid)[0]?.endsWith('/etcd') && isRunning(pid),
  );
}

function specNodes({dir}: TestCluster): {name: string; role: string; settings?: object}[] {
  return (parse(readFileSync(join(dir, 'etcdops.yaml'), 'utf8')) as {nodes: []}).nodes;
}

describe.each(['3.4', '3.7'] as const)('gateway start and grpc-proxy start, etcd %s', line => {
  it('in the foreground before any cluster: serves, takes TERM, keeps the exit code, leaves nothing', async () => {
    const cluster = await startCluster({line, members: 1});
    const cwd = tempDir('foreground');
    const port = await freeBasePort(1);
    const env = {ETCDOPS_ETCD_BIN_DIR: cluster.binDir};
    const hostPort = new URL(cluster.endpoints[0]!).host;

    for (const words of [
      ['gateway', 'start'],
      ['grpc-proxy', 'start'],
    ] as const) {
      const {child, output, ended} = inForeground(
        cwd,
        [...words, '--endpoints', hostPort, '--listen-addr', `127.0.0.1:${port}`],
        {env},
      );
      const proxied = [`http://127.0.0.1:${port}`];
      await until(
        () => `${words[0]} serves\n${output()}`,
        async () => (await etcdctl(cluster, proxied, ['put', words[0], 'yes'])).exitCode === 0,
      );
      expect(
        (await etcdctl(cluster, cluster.endpoints, ['get', words[0], '--print-value-only'])).stdout.trim(),
      ).toBe('yes');
      const pid = etcdPid(cwd, words[0])!;

      child.kill('SIGTERM');

      expect(await ended).toEqual([143, null]);
      expect(isRunning(pid)).toBe(false);
    }
  });

  it('--add --detach makes it a node that runs, with its files; again changes nothing', async () => {
    const cluster = await startCluster({line, members: 1, args: ['--tls', 'ca']});

    await cliOk(cluster, ['gateway', 'start', '--add', '--detach', '--retry-delay', '5s']);
    const started = await cliOk(cluster, [
      'grpc-proxy',
      'start',
      '--add',
      '--detach',
      '--namespace',
      'app/',
      '--json',
    ]);
    const again = await cliOk(cluster, [
      'grpc-proxy',
      'start',
      '--name',
      'grpc-proxy0',
      '--detach',
      '--json',
    ]);

    expect(started.json()).toMatchObject({
      role: 'grpc-proxy',
      node: 'grpc-proxy0',
      started: true,
      run: {outcome: 'done'},
    });
    expect(again.json()).toMatchObject({run: {outcome: 'nothing-to-do'}});
    expect(specNodes(cluster)).toMatchObject([
      {name: 'infra0'},
      {name: 'gateway0', role: 'gateway', settings: {'retry-delay': '5s'}},
      {name: 'grpc-proxy0', role: 'grpc-proxy', settings: {namespace: 'app/'}},
    ]);
    expect((await statusOf(cluster)).nodes.map(({healthy, managedBy}) => [healthy, managedBy])).toEqual(
      Array.from({length: 3}, () => [true, 'etcdops']),
    );
    expect(readFileSync(join(cluster.dir, 'Procfile'), 'utf8')).toMatch(/^gateway0: .*\ngrpc-proxy0: /m);
    expect((await cliOk(cluster, ['render', '--check'])).exitCode).toBe(0);
    await cliOk(cluster, ['tls', 'verify', 'grpc-proxy0']);
  });

  it('--plain-listen ends TLS at a gRPC proxy; members get certificates for the address of a gateway', async () => {
    const cluster = await startCluster({line, members: 1, args: ['--tls', 'ca']});
    const port = await freeBasePort(1);

    await cliOk(cluster, ['grpc-proxy', 'start', '--add', '--detach', '--plain-listen']);
    await cliOk(cluster, [
      ...['gateway', 'start', '--add', '--detach'],
      ...['--listen-addr', `0.0.0.0:${port}`, '--host', '127.0.0.2'],
    ]);

    const {nodes} = (await cliOk(cluster, ['status', '--json'])).json<{
      nodes: {name: string; clientUrl: string; healthy: boolean}[];
    }>();
    const plain = nodes.find(({name}) => name === 'grpc-proxy0')!;
    const through = nodes.find(({name}) => name === 'gateway0')!;
    expect(plain).toMatchObject({clientUrl: expect.stringMatching(/^http:/) as string, healthy: true});
    expect(through).toMatchObject({clientUrl: `https://127.0.0.2:${port}`, healthy: true});
    expect((await etcdctl(cluster, [plain.clientUrl], ['put', 'a', 'b'])).exitCode).toBe(0);
    const admin = ['cacert=ca', 'cert=clients/admin', 'key=clients/admin'].map(pair => {
      const [flag, file] = pair.split('=') as [string, string];
      return `--${flag}=${join(cluster.dir, 'pki', file)}.${flag === 'key' ? 'key' : 'crt'}`;
    });
    expect(
      (
        await etcdctl(cluster, [through.clientUrl], [...admin, 'get', 'a', '--print-value-only'])
      ).stdout.trim(),
    ).toBe('b');
    await cliOk(cluster, ['tls', 'verify']);
    expect((await cliOk(cluster, ['validate'])).stdout).not.toContain('error');
  });

  it('--print shows what would run, and starts and writes nothing', async () => {
    const cluster = await startCluster({line, members: 2, start: false});
    const before = readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8');

    const text = await cliOk(cluster, ['gateway', 'start', '--print', '--retry-delay', '3s']);
    const json = await cliOk(cluster, ['grpc-proxy', 'start', '--print', '--json']);

    const members = cluster.endpoints.map(url => new URL(url).host).join(',');
    expect(text.stdout.replaceAll(/ \\\n {2}/g, ' ')).toContain(
      `${join(cluster.binDir, 'etcd')} gateway start --endpoints=${members} --listen-addr=127.0.0.1:${cluster.basePort + 20} --retry-delay=3s`,
    );
    expect(json.json<{command: string[]}>().command).toContain(`--endpoints=${members}`);
    expect(readFileSync(join(cluster.dir, 'etcdops.yaml'), 'utf8')).toBe(before);
    expect(pidsOf(cluster.dir)).toEqual([]);
  });
});

describe('proxy start', () => {
  it.each(['3.4', '3.5'] as const)(
    'launches a v2 proxy of etcd %s that finds the members and refuses writes',
    async line => {
      const cluster = await startCluster({line, members: 1, proxies: 1});
      const port = await freeBasePort(1);
      const peers = cluster.nodes
        .filter(({role}) => role === 'member')
        .map(({name, peerUrl}) => `${name}=${peerUrl}`);
      const cwd = tempDir('v2-proxy');
      const url = `http://127.0.0.1:${port}`;

      const {child, output, ended} = inForeground(
        cwd,
        [
          'proxy',
          'start',
          '--proxy',
          'readonly',
          '--initial-cluster',
          peers.join(','),
          '--listen-client-urls',
          url,
        ],
        {env: {ETCDOPS_ETCD_BIN_DIR: cluster.binDir, ETCD_PROXY: 'on'}},
      );
      await until(
        () => `the proxy answers\n${output()}`,
        () =>
          fetch(`${url}/version`).then(
            ({status}) => status === 200,
            () => false,
          ),
      );

      expect((await fetch(`${url}/version`, {method: 'POST'})).status).toBe(501);
      expect(output()).toContain('not passed on: ETCD_PROXY');
      child.kill('SIGTERM');
      await ended;
    },
  );

  it('says that 3.6 and later have none, with the two ways out, before anything is started', async () => {
    const cluster = await startCluster({members: 1, start: false});
    const inSpec = await cluster.cli(['proxy', 'start', '--print']);
    const alone = await refusedWith(
      tempDir('none'),
      ['proxy', 'start', '--initial-cluster', 'a=http://127.0.0.1:1'],
      '3.7',
    );

    expect(inSpec).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /E_UNSUPPORTED.*3\.7\.\d+ has no v2 proxy[^]*gateway start[^]*--etcd-version 3\.5/,
      ) as string,
    });
    expect(alone).toMatchObject({code: 'E_UNSUPPORTED', exitCode: 2});
    expect(alone.hints).toHaveLength(2);
  });

  it('--add gives a first v2 proxy members that speak v2 with their next restart', async () => {
    const cluster = await startCluster({line: '3.5'});

    const added = await cliOk(cluster, ['proxy', 'start', '--add', '--detach']);
    await cliOk(cluster, ['restart', '--yes']);

    expect(added.stderr).toMatch(/enable-v2\) with their next restart.*v2store/);
    const proxy = specNodes(cluster).find(({role}) => role === 'v2-proxy')!;
    const {clientUrl = ''} = (await cluster.cli(['status', '--json']))
      .json<{nodes: {name: string; clientUrl?: string}[]}>()
      .nodes.find(({name}) => name === proxy.name)!;
    await until(
      () => 'the proxy passes v2 on',
      () =>
        fetch(`${clientUrl}/v2/keys/`).then(
          ({status}) => status === 200,
          () => false,
        ),
    );
  });
});
