import {existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {endProcessesOf} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {serveIn} from '../integration/discovery-run.js';
import {cliOk} from '../integration/observed-cluster.js';

/** Listens on the client port that etcd is told, for two seconds, and says when it does. */
const SQUATTER = `
const [ready, ...words] = process.argv.slice(1);
const port = Number(/--listen-client-urls=\\S+:(\\d+)/.exec(words.join(' '))[1]);
require('node:net').createServer().listen(port, '127.0.0.1', () => require('node:fs').writeFileSync(ready, ''));
setTimeout(() => process.exit(), 2000);
`;

/** The programs of etcd, whose first server finds that somebody has just taken its port. */
function unluckyEtcd(binDir: string): {dir: string; wasTaken: () => boolean} {
  const dir = tempDir('unlucky-etcd');
  for (const name of readdirSync(binDir))
    if (name !== 'etcd') symlinkSync(join(binDir, name), join(dir, name));
  writeFileSync(join(dir, 'squatter.cjs'), SQUATTER);
  const taken = join(dir, 'taken');
  const script = `#!/bin/sh
case "$*" in *--listen-client-urls*)
  if [ ! -e '${taken}' ]; then
    '${process.execPath}' -e "$(cat '${dir}/squatter.cjs')" -- '${taken}' "$@" > '${dir}/squatter.log' 2>&1 &
    while [ ! -e '${taken}' ]; do sleep 0.05; done
  fi
esac
exec '${binDir}/etcd' "$@"
`;
  writeFileSync(join(dir, 'etcd'), script, {mode: 0o755});
  return {dir, wasTaken: () => existsSync(taken)};
}

describe.each(['3.4', '3.7'] as const)('a port that somebody takes right before etcd %s does', line => {
  it('is left to them: a discovery service takes another one', async () => {
    const {dir, wasTaken} = unluckyEtcd(etcdBinDir(line));
    const home = tempDir('service');
    onDispose(() => endProcessesOf(home));

    const served = await serveIn(home, line, '--size', '1', '--etcd-bin-dir', dir);
    await served.end();

    expect(wasTaken()).toBe(true);
    expect(readFileSync(join(home, '.etcdops/discovery/etcd.log'), 'utf8')).toContain(
      'address already in use',
    );
    expect(served.token).not.toBe('');
  });

  it('is left to them: a drill takes another one', async () => {
    const cluster = await startCluster({line, members: 1});
    await cliOk(cluster, ['snapshot', 'save']);
    const {dir, wasTaken} = unluckyEtcd(cluster.binDir);

    const {exitCode, stderr} = await cluster.cli(['snapshot', 'verify', '--drill'], {
      env: {ETCDOPS_ETCD_BIN_DIR: dir},
    });

    expect(wasTaken()).toBe(true);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/somebody else has just taken port \d+ or \d+: others are tried/);
  });
});
