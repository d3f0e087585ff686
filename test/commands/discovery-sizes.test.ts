import {readdirSync} from 'node:fs';

import {expect, it} from 'vitest';

import {runCli} from '../helpers/cli.js';
import {fakeEtcd} from '../helpers/etcd-cache.js';
import {tempDir} from '../helpers/temp-dir.js';

const COMMANDS = ['discovery new', 'discovery serve', 'bootstrap discovery'];
const SIZES = ['0', '-1', '1000000000', '2.5', ''];

it.each(COMMANDS)('%s takes no size that no cluster has', async line => {
  const dir = tempDir('sizes');
  const env = {ETCDOPS_ETCD_BIN_DIR: fakeEtcd('3.7.3')};
  const run = (...args: string[]) => runCli([...line.split(' '), ...args, '--json'], {cwd: dir, env});

  const results = await Promise.all(SIZES.map(size => run(`--size=${size}`)));
  const apart = await run('--size', '-1');

  expect(results.map(result => result.json())).toEqual(
    SIZES.map(size => ({
      schemaVersion: 1,
      error: expect.objectContaining({
        code: 'E_USAGE',
        exitCode: 2,
        message: `--size: must be a whole number from 1 to 1000, not "${size}"`,
      }) as object,
    })),
  );
  expect([...results, apart].map(({exitCode}) => exitCode)).toEqual([2, 2, 2, 2, 2, 2]);
  expect(apart.json<{error: {message: string}}>().error.message).toContain('--size');
  expect(readdirSync(dir)).toEqual([]);
});
