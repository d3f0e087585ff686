import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {CLI_PATH} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp-dir.js';

const ROOT = join(CLI_PATH, '../..');
/** npm ci and a build on a busy machine. */
const INSTALL_MS = 600_000;

/** With the certificates and proxies that reach the registry, and without what an npm that runs the tests has set. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
}

describe('npm install --global from git, as pre-commit does it', () => {
  it(
    'builds what the hook runs',
    async () => {
      const clone = join(tempDir('git-source'), 'clone');
      await execa('git', ['clone', '--quiet', ROOT, clone]);
      const prefix = tempDir('git-install');
      const env = {...ownEnvironment(), NPM_CONFIG_PREFIX: prefix};
      const options = {cwd: prefix, env, extendEnv: false, all: true, reject: false} as const;

      const installed = await execa(
        'npm',
        ['install', '--install-links', '--global', `git+file://${clone}`],
        options,
      );
      const run = await execa(join(prefix, 'bin/etcdops'), ['validate', '-'], {
        ...options,
        input: 'etcd --nmae a\n',
      });

      expect(installed.exitCode, installed.all).toBe(0);
      expect([run.exitCode, run.stdout]).toEqual([3, expect.stringContaining('did you mean --name?')]);
    },
    INSTALL_MS,
  );
});
