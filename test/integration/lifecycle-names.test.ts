import {createSocket, type Socket} from 'node:dgram';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

import {ANSWER_LIMIT_MS, cleanEnv, CLI_PATH, runCli} from '../helpers/cli.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {tempDir} from '../helpers/temp-dir.js';

const NAMES = ['infra0', 'infra1', 'infra2'];
/** Of this machine, and of nobody else. */
const MUTE = '127.0.77.53';

/** Runs etcdops where the only name server hears every question and answers none. */
async function runWithMuteServer(args: readonly string[], dir: string) {
  const resolvConf = join(tempDir('resolv'), 'resolv.conf');
  writeFileSync(resolvConf, `nameserver ${MUTE}\n`);
  const script = 'mount --bind "$RESOLV" /etc/resolv.conf; exec "$@"';
  const mapped = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const startedAt = performance.now();
  const {exitCode, stdout, stderr} = await execa(
    'unshare',
    ['--mount', ...mapped, 'sh', '-c', script, 'sh', process.execPath, CLI_PATH, ...args],
    {cwd: dir, env: cleanEnv({RESOLV: resolvConf}), extendEnv: false, reject: false, stdin: 'ignore'},
  );
  return {exitCode, stdout, stderr, durationMs: performance.now() - startedAt};
}

describe('a name server that never answers', () => {
  let server: Socket;
  let asked = 0;

  beforeAll(async () => {
    server = createSocket('udp4');
    server.on('message', () => asked++);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.bind(53, MUTE, resolve);
    });
  });
  afterAll(() => new Promise<void>(resolve => server.close(() => resolve())));

  it('status does not hang, and has the reason', async () => {
    const dir = tempDir('mute');
    const members = NAMES.flatMap(name => ['--member', `${name}=${name}.example.net`]);
    await runCli(['bootstrap', 'static', ...members, '--etcd-bin-dir', etcdBinDir('3.7')], {cwd: dir});

    const result = await runWithMuteServer(['status', '--json'], dir);

    expect(asked).toBeGreaterThan(0);
    expect(result.exitCode, result.stderr).toBe(6);
    expect(result.durationMs).toBeLessThan(ANSWER_LIMIT_MS);
    const {nodes} = JSON.parse(result.stdout) as {nodes: {error: string}[]};
    for (const {error} of nodes) expect(error).toContain('the name server does not answer');
  });
});

describe('members that are called by name', () => {
  it('are found by way of the hosts file', async () => {
    const dir = tempDir('named');
    const args = ['--member', `infra0=localhost`, '--etcd-bin-dir', etcdBinDir('3.7')];
    await runCli(['bootstrap', 'static', ...args, '--base-port', '13379'], {cwd: dir});

    const status = await runCli(['status', '--json'], {cwd: dir});

    expect(status.json<{nodes: {error: string}[]}>().nodes[0]?.error).toBe('refuses connections');
  });
});
