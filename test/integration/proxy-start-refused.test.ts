import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {startCluster} from '../helpers/cluster.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {pidsOf} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {inForeground, refusedWith, until} from './foreground-run.js';
import {cliOk, type ErrorJson} from './observed-cluster.js';

describe('what is refused before anything is started', () => {
  it('endpoints', async () => {
    const cluster = await startCluster({members: 1});
    const tls = await startCluster({members: 1, args: ['--tls', 'ca']});
    const plainHost = new URL(cluster.endpoints[0]!).host;
    const tlsHost = new URL(tls.endpoints[0]!).host;
    const cwd = tempDir('refused');
    const free = `127.0.0.1:${await freeBasePort(1)}`;
    const rows: [args: string[], code: string, exitCode: number, message: RegExp][] = [
      [['gateway', 'start'], 'E_USAGE', 2, /nothing says where the members are/],
      [['gateway', 'start', '--endpoints', ''], 'E_USAGE', 2, /has no endpoint/],
      [
        ['gateway', 'start', '--endpoints', '127.0.0.1:1,127.0.0.1:2'],
        'E_PREFLIGHT',
        4,
        /none of 2 servers answers/,
      ],
      [['gateway', 'start', '--endpoints', `http://u:p@${plainHost}`], 'E_USAGE', 2, /is no host:port/],
      [['gateway', 'start', '--endpoints', ` ${plainHost}`], 'E_USAGE', 2, /has a space in it/],
      [['gateway', 'start', '--endpoints', '127.0.0.1:0'], 'E_USAGE', 2, /has no port that exists/],
      [['gateway', 'start', '--endpoints', '127.0.0.1:abc'], 'E_USAGE', 2, /has no port that exists/],
      [
        ['gateway', 'start', '--endpoints', plainHost, '--listen-addr', plainHost],
        'E_USAGE',
        2,
        /is the gateway itself/,
      ],
      [
        ['gateway', 'start', '--endpoints', plainHost, '--listen-addr', `https://${free}`],
        'E_USAGE',
        2,
        /asks for TLS/,
      ],
      [
        ['gateway', 'start', '--endpoints', plainHost, '--listen-addr', tlsHost],
        'E_PORT_IN_USE',
        2,
        /another process listens/,
      ],
      [
        ['gateway', 'start', '--endpoints', plainHost, '--listen-addr', '192.0.2.1:9'],
        'E_PORT_IN_USE',
        2,
        /cannot be opened \(EADDRNOTAVAIL\)/,
      ],
      [
        ['grpc-proxy', 'start', '--endpoints', `http://${tlsHost}`],
        'E_PREFLIGHT',
        4,
        /speaks TLS, and the proxy would not/,
      ],
      [
        ['grpc-proxy', 'start', '--endpoints', `https://${plainHost}`],
        'E_PREFLIGHT',
        4,
        /speaks no TLS, and the proxy would/,
      ],
      [
        ['grpc-proxy', 'start', '--endpoints', plainHost, '--resolver-prefix', 'p'],
        'E_USAGE',
        2,
        /without a --resolver-ttl/,
      ],
      [
        ['grpc-proxy', 'start', '--endpoints', plainHost, '--resolver-ttl', '5'],
        'E_USAGE',
        2,
        /without --resolver-prefix/,
      ],
      [
        ['grpc-proxy', 'start', '--endpoints', plainHost, '--cert', 'a.crt'],
        'E_USAGE',
        2,
        /--cert stands without key/,
      ],
      [['gateway', 'start', '--endpoints', plainHost, '--json'], 'E_USAGE', 2, /in the foreground/],
    ];

    for (const [args, code, exitCode, message] of rows) {
      const asJson = args.includes('--json');
      const error = asJson
        ? (await runCli(args, {cwd})).json<ErrorJson>().error
        : await refusedWith(
            cwd,
            args.some(arg => arg === '--listen-addr') ? args : [...args, '--listen-addr', free],
          );
      expect(error, args.join(' ')).toMatchObject({
        code,
        exitCode,
        message: expect.stringMatching(message) as string,
      });
      expect(error.hints.length, args.join(' ')).toBeGreaterThan(0);
    }
    expect(pidsOf(cwd)).toEqual([]);
  });

  it('one dead endpoint of two is said, all dead ones pass with --allow-unreachable', async () => {
    const cluster = await startCluster({members: 1});
    const alive = new URL(cluster.endpoints[0]!).host;
    const cwd = tempDir('unreachable');
    const listen = `127.0.0.1:${await freeBasePort(1)}`;
    const env = {ETCDOPS_ETCD_BIN_DIR: cluster.binDir};

    for (const [endpoints, flags] of [
      [`${alive},127.0.0.1:1`, []],
      ['127.0.0.1:1', ['--allow-unreachable']],
    ] as const) {
      const {child, output, ended} = inForeground(
        cwd,
        ['gateway', 'start', '--endpoints', endpoints, '--listen-addr', listen, ...flags],
        {env},
      );
      await until(
        () => `it runs\n${output()}`,
        () => output().includes('ready to proxy client requests'),
      );
      expect(output()).toContain('127.0.0.1:1 does not answer (ECONNREFUSED); it may come later');
      child.kill('SIGTERM');
      await ended;
    }
  });

  it('a deadline is for the checks: a proxy that serves outlives it', async () => {
    const cluster = await startCluster({members: 1});
    const listen = `127.0.0.1:${await freeBasePort(1)}`;
    const hostPort = new URL(cluster.endpoints[0]!).host;

    const {child, output, ended} = inForeground(
      tempDir('deadline'),
      ['gateway', 'start', '--endpoints', hostPort, '--listen-addr', listen, '--timeout', '2s'],
      {env: {ETCDOPS_ETCD_BIN_DIR: cluster.binDir}},
    );
    await until(
      () => `it runs\n${output()}`,
      () => output().includes('ready to proxy client requests'),
    );
    const ran = await Promise.race([ended, new Promise(done => setTimeout(done, 2500, 'still runs'))]);

    expect(ran, output()).toBe('still runs');
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
  });

  it('a new gRPC proxy of a spec with its own CA has no certificates yet, unless it is added', async () => {
    const cluster = await startCluster({members: 1, start: false, args: ['--tls', 'ca']});

    const {exitCode, stderr} = await cluster.cli(['grpc-proxy', 'start']);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /there is no certificate at "pki\/nodes\/grpc-proxy0\/server\.crt"[^]*→ add --add/,
    );
  });

  it('the variable for the spec does not take over what names its own members', async () => {
    const other = await startCluster({members: 1, start: false, args: ['--tls', 'ca']});
    const env = {ETCDOPS_SPEC: join(other.dir, 'etcdops.yaml'), ETCDOPS_ETCD_BIN_DIR: other.binDir};
    const args = ['grpc-proxy', 'start', '--print', '--endpoints', '127.0.0.1:1'];

    const alone = await runCli(args, {cwd: tempDir('alone'), env});
    const asked = await runCli([...args, '--name', 'p', '--spec', env.ETCDOPS_SPEC], {
      cwd: tempDir('asked'),
      env,
    });

    expect(alone.stdout).not.toContain('--cacert');
    expect(asked.stderr).toContain('there is no certificate at "pki/nodes/p/server.crt"');
  });

  it('paths count from where they are typed', async () => {
    const cluster = await startCluster({members: 1, start: false});
    const sub = join(cluster.dir, 'sub');
    mkdirSync(sub);

    const {stdout} = await runCli(['gateway', 'start', '--print', '--trusted-ca-file', 'my.crt'], {cwd: sub});

    expect(stdout).toContain('--trusted-ca-file=sub/my.crt');
  });

  it('a namespace without its last sign is warned of', async () => {
    const cluster = await startCluster({members: 1, start: false});

    const {stderr} = await cliOk(cluster, ['grpc-proxy', 'start', '--print', '--namespace', 'app']);

    expect(stderr).toContain('"app" runs into the keys behind it (write --namespace=app/)');
  });

  it('--add over a file that was changed by hand leaves it, and says so', async () => {
    const cluster = await startCluster({members: 1, start: false});
    const procfile = join(cluster.dir, 'Procfile');
    const changed = `${readFileSync(procfile, 'utf8')}web: true\n`;
    writeFileSync(procfile, changed);

    const {stderr} = await cliOk(cluster, ['gateway', 'start', '--add', '--detach', '--allow-unreachable']);

    expect(stderr).toContain('Procfile was changed by hand and is left as it is');
    expect(readFileSync(procfile, 'utf8')).toBe(changed);
  });
});
