import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {etcdBinDir, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {tempDir} from '../helpers/temp-dir.js';
import {aPlace, namedBy, serveIn, specOf, type Place} from '../integration/discovery-run.js';
import {inForeground, until} from '../integration/foreground-run.js';
import {assertHealthy, cliOk} from '../integration/observed-cluster.js';

function killService(dir: string): void {
  const text = readFileSync(join(dir, '.etcdops/discovery/pid.json'), 'utf8');
  process.kill((JSON.parse(text) as {pid: number}).pid, 'SIGKILL');
}

/** etcd of a line whose infra2 runs, and does nothing before it is let go. */
function heldBinaries(line: EtcdTestLine): {dir: string; letGo: () => void} {
  const dir = tempDir('held');
  const real = etcdBinDir(line);
  const script = [
    '#!/bin/bash',
    `case "$*" in *infra2*) while [ ! -e '${dir}/go' ]; do sleep 0.1; done ;; esac`,
    `exec -a "$0" '${real}'/"$(basename "$0")" "$@"`,
    '',
  ].join('\n');
  for (const name of ['etcd', 'etcdctl']) {
    writeFileSync(join(dir, name), script);
    chmodSync(join(dir, name), 0o755);
  }
  return {dir, letGo: () => writeFileSync(join(dir, 'go'), '')};
}

/** `up` that waits for infra2, the one that has not registered yet. */
async function waitingUp(place: Place, line: EtcdTestLine) {
  const held = heldBinaries(line);
  const env = {ETCDOPS_ETCD_BIN_DIR: held.dir};
  const {output, ended} = inForeground(place.dir, ['up'], {env});
  const registered = async (): Promise<number> => {
    const {stdout} = await place.cli(['discovery', 'status', '--json']);
    return (JSON.parse(stdout) as {registered?: unknown[]}).registered?.length ?? 0;
  };
  await until(output, async () => (await registered()) === 2);
  return {output, ended, letGo: held.letGo};
}

describe('a discovery service that dies while up waits', () => {
  it.each(['3.5', '3.7'] as const)('is started again where it is of the spec: etcd %s', async line => {
    const place = await aPlace(line);
    await cliOk({cli: () => place.bootstrap('--size', '3')}, []);
    const before = specOf(place.dir).bootstrap;
    const {output, ended, letGo} = await waitingUp(place, line);

    killService(place.dir);
    await until(output, () => output().includes('the discovery service had ended: started again'));
    letGo();

    expect(await ended, output()).toEqual([0, null]);
    await assertHealthy(place);
    expect(specOf(place.dir).bootstrap).toEqual(before);
  });

  it('is said to be gone where it is of others, and up goes on once they run it again', async () => {
    const line = '3.7';
    const place = await aPlace(line);
    const home = tempDir('service');
    const args = ['--size', '3', '--token', 'one', '--port', String(await freeBasePort(1))];
    const served = await serveIn(home, line, ...args);
    await cliOk({cli: () => place.bootstrap('--size', '3', ...namedBy(served))}, []);
    const {output, ended, letGo} = await waitingUp(place, line);

    killService(home);
    await served.end();
    await until(output, () => output().includes('the discovery service does not answer'));
    expect(output()).not.toContain('started again');
    const again = await serveIn(home, line, ...args);
    letGo();

    expect(await ended, output()).toEqual([0, null]);
    await assertHealthy(place);
    await again.end();
  });
});
