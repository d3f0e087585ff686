import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {KEYS, startCliInPty} from '../helpers/pty.js';
import {assertHealthy, cliOk, etcdPids} from '../integration/observed-cluster.js';

const END_MS = 20_000;

interface Ended {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Runs a command in the folder and sends it a signal after a while. */
async function interrupted(
  {dir}: TestCluster,
  args: readonly string[],
  {signal, afterMs}: {signal: NodeJS.Signals; afterMs: number},
): Promise<Ended> {
  const child = spawn(process.execPath, [CLI_PATH, ...args], {
    cwd: dir,
    env: cleanEnv(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = once(child, 'close');
  await sleep(afterMs);
  child.kill(signal);
  await closed;
  return {exitCode: child.exitCode, stderr};
}

function locked({dir}: TestCluster): boolean {
  return existsSync(join(dir, '.etcdops/lock'));
}

/** Of the time that an `up` takes on this machine now. */
const MOMENTS = [0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.95];

describe.each(['3.4', '3.7'] as const)('Ctrl-C at any moment of up, etcd %s', line => {
  it('ends it; then up again', async () => {
    const first = await startCluster({line, start: false});
    const {durationMs} = await cliOk(first, ['up']);
    const codes: (number | null)[] = [];
    for (const part of MOMENTS) {
      const cluster = await startCluster({line, start: false});

      const afterMs = part * durationMs;
      const {exitCode, stderr} = await interrupted(cluster, ['up'], {signal: 'SIGINT', afterMs});
      const wasLocked = locked(cluster);
      await cliOk(cluster, ['up']);

      // Before Node has begun to listen a signal ends it at once, without an exit code; at the end it is too late.
      expect([null, 0, 130], stderr).toContain(exitCode);
      expect(stderr).not.toContain('E_BUG');
      if (exitCode !== null) expect(wasLocked).toBe(false);
      if (exitCode === 130) expect(stderr).toContain('E_INTERRUPTED');
      await assertHealthy(cluster);
      await cliOk(cluster, ['down', '--yes']);
      codes.push(exitCode);
    }
    expect(codes.filter(code => code === 130).length, codes.join()).toBeGreaterThanOrEqual(2);
  });
});

describe('signals', () => {
  it('TERM ends up as Ctrl-C does', async () => {
    const cluster = await startCluster({start: false});

    const {exitCode} = await interrupted(cluster, ['up'], {signal: 'SIGTERM', afterMs: 200});

    expect([null, 0, 130]).toContain(exitCode);
    await cliOk(cluster, ['up']);
    await assertHealthy(cluster);
  });

  it('Ctrl-C in the terminal ends up, and not the members that it started', async () => {
    const cluster = await startCluster({start: false});
    await cliOk(cluster, ['up', 'infra0']);
    const [pid = 0] = etcdPids(cluster.dir).get('infra0') ?? [];
    // It does not answer, so that up waits for it.
    process.kill(pid, 'SIGSTOP');
    const session = startCliInPty(['up'], {cwd: cluster.dir});
    await session.waitFor(/infra0: waiting/);
    session.type(KEYS.ctrlC);

    expect(await session.exitCode(END_MS)).toBe(130);
    expect(session.screen()).toContain('E_INTERRUPTED');
    expect(etcdPids(cluster.dir).get('infra0')).toEqual([pid]);
    expect(locked(cluster)).toBe(false);
    process.kill(pid, 'SIGCONT');
    await cliOk(cluster, ['up']);
    expect(etcdPids(cluster.dir).get('infra0')).toEqual([pid]);
    await assertHealthy(cluster);
  });

  it('a closed terminal (HUP) leaves nothing locked and the members running', async () => {
    const cluster = await startCluster({start: false});

    await interrupted(cluster, ['up'], {signal: 'SIGHUP', afterMs: 250});
    await cliOk(cluster, ['up']);

    await assertHealthy(cluster);
  });

  it('a second Ctrl-C ends what the first did not', async () => {
    const cluster = await startCluster({members: 1});
    const pid = cluster.pidOf('infra0');
    process.kill(pid, 'SIGSTOP');
    const child = spawn(process.execPath, [CLI_PATH, 'down', '--yes'], {
      cwd: cluster.dir,
      env: cleanEnv(),
      stdio: 'ignore',
    });
    const closed = once(child, 'close');
    const startedAt = performance.now();
    await sleep(1000);
    child.kill('SIGINT');
    await sleep(1000);
    child.kill('SIGINT');
    await closed;

    expect(performance.now() - startedAt).toBeLessThan(5000);
    process.kill(pid, 'SIGCONT');
    await cliOk(cluster, ['down', '--yes']);
    expect(etcdPids(cluster.dir).size).toBe(0);
  });

  it.each([100, 400, 900, 1500])(
    'Ctrl-C after %d ms of a rolling restart costs no quorum; up mends the rest',
    async afterMs => {
      const cluster = await startCluster();

      const {exitCode, stderr} = await interrupted(cluster, ['restart', '--yes'], {
        signal: 'SIGINT',
        afterMs,
      });

      expect([null, 0, 130], stderr).toContain(exitCode);
      expect(etcdPids(cluster.dir).size).toBeGreaterThanOrEqual(2);
      await cluster.etcdctl('put', 'still', 'served');
      await cliOk(cluster, ['up']);
      await assertHealthy(cluster);
    },
  );

  it.each([60, 150, 300])('Ctrl-C after %d ms of down --purge: the same line goes on', async afterMs => {
    const cluster = await startCluster();
    const args = ['down', '--purge', '--confirm', 'demo'];

    const {exitCode, stderr} = await interrupted(cluster, args, {signal: 'SIGINT', afterMs});
    await cliOk(cluster, args);

    expect([null, 0, 130], stderr).toContain(exitCode);
    expect((await cluster.cli(['render', '--check'])).exitCode).toBe(0);
    await cliOk(cluster, ['up']);
    await assertHealthy(cluster);
  });
});
