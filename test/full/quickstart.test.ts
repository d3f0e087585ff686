import {existsSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';
import {etcdPids} from '../integration/observed-cluster.js';

const ROOT = join(CLI_PATH, '../..');
/** npm ci, a build of ours and one of etcd on a busy machine. */
const SET_UP_MS = 600_000;

/** Where Go keeps what it has built; it looks for it below XDG_CACHE_HOME, which is another one here. */
async function goCaches(): Promise<Record<string, string>> {
  const {stdout, failed} = await execa('go', ['env', 'GOCACHE', 'GOMODCACHE'], {reject: false});
  if (failed) return {};
  const [GOCACHE = '', GOMODCACHE = ''] = stdout.split('\n');
  return {GOCACHE, GOMODCACHE};
}

describe('npm run quickstart in a fresh clone', () => {
  it(
    'gets its own etcd, brings up a healthy cluster, writes and reads a key, and says how to stop it; again it finds it running',
    async () => {
      const clone = join(tempDir('quickstart'), 'clone');
      await execa('git', ['clone', '--quiet', ROOT, clone]);
      // An empty cache of etcdops; that of Go may stay, so that it need not compile all of etcd.
      const env = cleanEnv({XDG_CACHE_HOME: tempDir('no-etcd-yet'), ...(await goCaches())});
      const options = {cwd: clone, env, extendEnv: false, all: true, reject: false} as const;
      const folder = join(clone, 'quickstart');

      try {
        const first = await execa('npm', ['run', 'quickstart'], options);
        expect(first.exitCode, first.all).toBe(0);
        expect(first.all).toMatch(/etcd \d+\.\d+\.\d+ from \w+ installed/);
        expect(first.all).toMatch(/healthy · 3 members/);
        expect(first.all).toMatch(/^hello$/m);
        expect(first.all).toContain('down');
        expect(existsSync(join(folder, 'etcdops.yaml'))).toBe(true);
        const pids = etcdPids(folder);
        expect(pids.size).toBe(3);

        const again = await execa('npm', ['run', 'quickstart'], options);
        expect(again.exitCode, again.all).toBe(0);
        expect(etcdPids(folder)).toEqual(pids);
      } finally {
        await execa(process.execPath, [CLI_PATH, 'down', '--yes'], {...options, cwd: folder});
      }
      expect(etcdPids(folder).size).toBe(0);
    },
    SET_UP_MS,
  );
});
