import {expect, it} from 'vitest';

import {predictIds} from '../../src/lib/domain/config/cluster-id.js';
import {startCluster} from '../helpers/cluster.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {membersOf} from './changed-cluster.js';
import {cliOk, type ErrorJson} from './observed-cluster.js';

/** A token by which the ids of all members begin alike. */
function tokenFor(peerUrls: readonly string[], length: number): {token: string; prefix: string} {
  const urls = peerUrls.map(url => [url]);
  for (let index = 0; ; index++) {
    const token = `t${index}`;
    const begins = predictIds(urls, token).memberIds.map(id => id.slice(0, length));
    if (new Set(begins).size === 1) return {token, prefix: begins[0]!};
  }
}

it.each(['3.4', '3.7'] as const)(
  'the beginning of two ids means neither member, more of it means one, etcd %s',
  {timeout: 120_000},
  async line => {
    const basePort = await freeBasePort(6);
    const {token, prefix} = tokenFor(
      [basePort + 1, basePort + 11].map(port => `http://127.0.0.1:${port}`),
      3,
    );
    const cluster = await startCluster({line, members: 2, basePort, args: ['--token', token]});
    const before = await membersOf(cluster);

    for (const command of ['remove', 'promote']) {
      const result = await cluster.cli(['member', command, prefix, '--yes', '--json']);
      const {error} = result.json<ErrorJson>();
      expect({exitCode: result.exitCode, code: error.code}, error.message).toEqual({
        exitCode: 2,
        code: 'E_USAGE',
      });
      expect(error.message).toContain(`${prefix} begins the ids of several members`);
      for (const {id, name} of before) expect(error.message).toContain(`${id} (${name})`);
      expect(error.hints.at(-1)).toBe('etcdops member list');
    }
    const [, second] = before;
    const args = ['member', 'remove', second!.id.slice(0, -1), '--dry-run'];
    const {stdout, stderr} = await cliOk(cluster, args);
    expect(stdout + stderr).toContain(`remove infra1 (${second!.id})`);
    expect(await membersOf(cluster)).toEqual(before);
  },
);
