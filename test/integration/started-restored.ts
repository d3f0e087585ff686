import {spawn} from 'node:child_process';
import {join} from 'node:path';

import {onDispose} from '../helpers/disposal.js';
import type {TestCluster} from '../helpers/cluster.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {waitUntil} from '../helpers/processes.js';

/** etcd alone on a restored directory, until the test has ended. Resolves to its client URL once it serves. */
export async function startProcess(
  {binDir, dir}: Pick<TestCluster, 'binDir' | 'dir'>,
  dataDir: string,
): Promise<string> {
  const port = await freeBasePort(1);
  const url = `http://127.0.0.1:${port}`;
  const args = [
    ...['--data-dir', dataDir, '--name', 'solo'],
    ...['--listen-client-urls', url, '--advertise-client-urls', url],
    ...['--listen-peer-urls', `http://127.0.0.1:${port + 1}`],
  ];
  const child = spawn(join(binDir, 'etcd'), args, {cwd: dir, stdio: 'ignore'});
  onDispose(() => void child.kill('SIGKILL'));
  const isServing = (): Promise<boolean> =>
    fetch(`${url}/v3/kv/range`, {method: 'POST', body: JSON.stringify({key: 'YQ=='})}).then(
      ({ok}) => ok,
      () => false,
    );
  let serves = false;
  await waitUntil(
    () => {
      void isServing().then(answer => (serves ||= answer));
      return serves;
    },
    20_000,
    `etcd on ${dataDir} serves`,
  );
  return url;
}
