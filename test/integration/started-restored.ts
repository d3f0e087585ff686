import {spawn} from 'node:child_process';
import {join} from 'node:path';

import {onDispose} from '../helpers/disposal.js';
import type {TestCluster} from '../helpers/cluster.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {waitUntil} from '../helpers/processes.js';

/** etcd in the folder of the spec, until the test has ended. Resolves once what is at the client URL serves. */
async function serving(
  {binDir, dir}: Pick<TestCluster, 'binDir' | 'dir'>,
  url: string,
  args: readonly string[],
): Promise<void> {
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
    `etcd ${args.join(' ')} serves`,
  );
}

/** etcd alone on a restored directory, as above. Resolves to its client URL. */
export async function startProcess(
  cluster: Pick<TestCluster, 'binDir' | 'dir'>,
  dataDir: string,
): Promise<string> {
  const port = await freeBasePort(1);
  const url = `http://127.0.0.1:${port}`;
  const args = [
    ...['--data-dir', dataDir, '--name', 'solo'],
    ...['--listen-client-urls', url, '--advertise-client-urls', url],
    ...['--listen-peer-urls', `http://127.0.0.1:${port + 1}`],
  ];
  await serving(cluster, url, args);
  return url;
}

/** All members of a cluster, each by its config file in a folder. */
export async function startByConfigs(cluster: TestCluster, folder: string): Promise<void> {
  const members = cluster.nodes.filter(({role}) => role === 'member');
  await Promise.all(
    members.map(({name, clientUrl}) =>
      serving(cluster, clientUrl!, ['--config-file', join(folder, `${name}.yaml`)]),
    ),
  );
}
