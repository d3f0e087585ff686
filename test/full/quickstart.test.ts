import {existsSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {cleanEnv, CLI_PATH} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';
import {etcdPids} from '../integration/observed-cluster.js';

const ROOT = join(CLI_PATH, '../..');
/** npm ci and a build on a busy machine; the etcd is in the cache by now. */
const SET_UP_MS = 300_000;

describe('npm run quickstart in a fresh clone', () => {
  it(
    'brings up a healthy cluster, writes and reads a key, and says how to stop it; again it finds it running',
    async () => {
      const clone = join(tempDir('quickstart'), 'clone');
      await execa('git', ['clone', '--quiet', ROOT, clone]);
      const options = {cwd: clone, env: cleanEnv(), extendEnv: false, all: true, reject: false} as const;
      const folder = join(clone, 'quickstart');

      try {
        const first = await execa('npm', ['run', 'quickstart'], options);
        expect(first.exitCode, first.all).toBe(0);
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
