import {spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {cleanEnv} from './cli.js';
import {onDispose} from './disposal.js';
import {tempDir} from './temp-dir.js';

/**
 * The public discovery service as Debian packs it, in front of an etcd with the v2 API; ended with the test.
 * @returns its address
 */
export async function startDebianDiscovery(etcdUrl: string, port: number): Promise<string> {
  const program = process.env['ETCDOPS_TEST_ETCD_DISCOVERY'];
  if (program === undefined) {
    throw new Error('no etcd-discovery: `npm test` fetches it (scripts/test-tools.mjs)');
  }
  const url = `http://127.0.0.1:${port}`;
  const etc = tempDir('etc');
  mkdirSync(join(etc, 'etcd-discovery'));
  const lines = ['[server]', `prefix_url=${url}`, `web_service_address=127.0.0.1:${port}`];
  const conf = [...lines, '[etcd]', `endpoint_location=${etcdUrl}`, ''].join('\n');
  writeFileSync(join(etc, 'etcd-discovery/etcd-discovery.conf'), conf);
  const child = spawn(program, [etc], {env: cleanEnv(), stdio: 'ignore'});
  onDispose(() => void child.kill('SIGKILL'));
  for (let attempt = 0; attempt < 100; attempt++) {
    const answers = await fetch(`${url}/health`).then(
      () => true,
      () => false,
    );
    if (answers) return url;
    await new Promise(done => setTimeout(done, 50));
  }
  throw new Error(`etcd-discovery does not answer at ${url}`);
}
