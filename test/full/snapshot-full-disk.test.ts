import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, existsSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {etcdBinDir, type EtcdTestLine} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {smallDisk, type SmallDisk} from '../helpers/small-disk.js';
import {tempDir} from '../helpers/temp-dir.js';
import {cliOk, type ErrorJson} from '../integration/observed-cluster.js';
import {askEtcd, contentOf, dataFolders, keptBeside, saveByHand} from '../integration/restored-cluster.js';

const SLOWEST_MS = 180_000;
const MIB = 1024 * 1024;

async function fill(cluster: TestCluster, values: number): Promise<void> {
  const value = Buffer.alloc(MIB, 'x').toString('base64');
  for (let index = 0; index < values; index++)
    await askEtcd(cluster, '/v3/kv/put', {key: Buffer.from(`big${index}`).toString('base64'), value});
}

function etcdops(disk: SmallDisk, args: readonly string[]) {
  const {file, args: words} = disk.within([process.execPath, CLI_PATH, ...args]);
  return execa(file, words, {env: cleanEnv(), extendEnv: false, reject: false});
}

function errorIn(stdout: string): ErrorJson['error'] {
  return (JSON.parse(stdout) as ErrorJson).error;
}

/** Saves to the disk, which has no room any more once the first bytes have come. */
async function saveWhileItFills(
  cluster: TestCluster,
  disk: SmallDisk,
): Promise<{stdout: string; code: unknown}> {
  const spec = join(cluster.dir, 'etcdops.yaml');
  const line = ['snapshot', 'save', join(disk.dir, 'x.db'), '--spec', spec, '--json'];
  const {file, args} = disk.within([process.execPath, CLI_PATH, ...line]);
  const child = spawn(file, args, {env: cleanEnv(), stdio: ['ignore', 'pipe', 'ignore']});
  let stdout = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  const closed = once(child, 'close');
  const hasBegun = (): boolean =>
    readdirSync(disk.view).some(name => name.endsWith('.part') && statSync(join(disk.view, name)).size > 0);
  while (child.exitCode === null && !hasBegun()) await new Promise(resolve => setTimeout(resolve, 1));
  child.kill('SIGSTOP');
  disk.fill();
  child.kill('SIGCONT');
  const [code] = (await closed) as [unknown];
  return {stdout, code};
}

/** The programs of etcd, of which the tool that restores first leaves no room, as long as it is told so. */
function greedyBinaries(line: EtcdTestLine, disk: SmallDisk): {binDir: string; greed: string} {
  const real = etcdBinDir(line);
  const binDir = tempDir('greedy');
  const greed = join(binDir, 'greed');
  const tool = line === '3.4' ? 'etcdctl' : 'etcdutl';
  for (const name of readdirSync(real)) if (name !== tool) symlinkSync(join(real, name), join(binDir, name));
  const script = `#!/bin/sh
[ "$2" = restore ] && [ -e '${greed}' ] && cat /dev/zero > '${disk.dir}/filler' 2>/dev/null
exec '${join(real, tool)}' "$@"
`;
  writeFileSync(join(binDir, tool), script);
  chmodSync(join(binDir, tool), 0o755);
  writeFileSync(greed, '');
  return {binDir, greed};
}

describe.each(['3.4', '3.7'] as const)('a disk without room, etcd %s', line => {
  it('amid a save: an error that names the file, and nothing is left', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line, members: 1});
    await fill(cluster, 60);
    const disk = await smallDisk(120);

    const {stdout, code} = await saveWhileItFills(cluster, disk);

    expect(errorIn(stdout)).toMatchObject({code: 'E_WRITE_FAILED'});
    expect(errorIn(stdout).message).toMatch(/cannot write .*\.part: the disk is full/);
    expect(code).toBe(errorIn(stdout).exitCode);
    expect(readdirSync(disk.view)).toEqual(['filler']);
    disk.makeRoom();
    await cliOk(cluster, ['snapshot', 'save']);
  });

  it(
    'amid a restore: the cluster serves on, and there is room: it goes on',
    {timeout: SLOWEST_MS},
    async () => {
      const disk = await smallDisk(700);
      const {binDir, greed} = greedyBinaries(line, disk);
      const port = await freeBasePort(1);
      const begun = [
        'bootstrap',
        'static',
        '--members',
        '1',
        '--cluster',
        'demo',
        '--base-port',
        String(port),
      ];
      expect(await etcdops(disk, [...begun, '--etcd-bin-dir', binDir, '--start'])).toMatchObject({
        exitCode: 0,
      });
      const endpoints = [`http://127.0.0.1:${port}`];
      const seen = {dir: disk.view, endpoints};
      const put = (key: string) =>
        askEtcd(seen, '/v3/kv/put', {key: Buffer.from(key).toString('base64'), value: 'eA=='});
      await put('early');
      const path = await saveByHand({binDir: etcdBinDir(line), ...seen}, 'saved.db');
      expect(existsSync(path)).toBe(true);
      const early = await contentOf(seen);
      await put('late');

      const restore = ['snapshot', 'restore', 'saved.db', '--confirm', 'demo', '--json'];
      const failed = await etcdops(disk, restore);

      expect([failed.exitCode, errorIn(failed.stdout).code]).toEqual([7, 'E_PARTWAY']);
      expect(errorIn(failed.stdout).message).toMatch(/did not restore infra0: .*no space left on device/);
      expect([...(await contentOf(seen)).keys()].sort()).toEqual(['early', 'late']);
      rmSync(greed);
      disk.makeRoom();
      expect(dataFolders(seen)).toEqual(['infra0']);
      const resumed = await etcdops(disk, ['run', 'resume', '--yes']);
      expect(resumed).toMatchObject({exitCode: 0});
      expect(await contentOf(seen)).toEqual(early);
      expect(dataFolders(seen)).toEqual(keptBeside(['infra0'], 'replaced'));
    },
  );
});
