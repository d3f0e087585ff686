import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {etcdData} from '../../src/lib/adapters/etcd-data/etcd-data.js';
import {createRunner, type Runner} from '../../src/lib/adapters/process/runner.js';
import {restoreArgv, snapshotTool, type RestoreCommand} from '../../src/lib/domain/snapshots/restore-argv.js';
import {toolEnv} from '../../src/lib/domain/snapshots/tool-env.js';
import {parseToolStatus, statusArgv} from '../../src/lib/domain/snapshots/tool-status.js';
import {snapshotBytes} from '../fakes/etcd/fake-database.js';
import {createFakeTools} from '../fakes/etcd/fake-tools.js';
import {startCluster} from '../helpers/cluster.js';
import {tempDir} from '../helpers/temp-dir.js';
import {saveByHand} from './restored-cluster.js';

interface Tools {
  readonly runner: Runner;
  readonly binDir: string;
  readonly version: string;
  /** Of a snapshot at revision 3. */
  readonly snapshot: Buffer;
}

const BUMP = 1000;
const DIGEST_BYTES = 32;

/** The same calls on a snapshot, one after the other, and what came of each. */
async function answersOf({runner, binDir, version, snapshot}: Tools): Promise<string[]> {
  const folder = tempDir('tools');
  const file = (name: string, bytes: Buffer): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const damaged = Buffer.from(snapshot);
  damaged[damaged.length - 1]! ^= 1;
  const good = file('good.db', snapshot);
  const copied = file('copied.db', snapshot.subarray(0, -DIGEST_BYTES));
  const full = join(folder, 'full');
  mkdirSync(join(full, 'something'), {recursive: true});

  const env = toolEnv({PATH: process.env['PATH'] ?? ''});
  const run = (args: readonly string[]) => runner.run(join(binDir, snapshotTool(version)), args, {env});
  const status = async (path: string): Promise<string> => {
    const {exitCode, stdout} = await run(statusArgv(path));
    return exitCode === 0 ? `revision ${parseToolStatus(stdout)?.revision}` : 'refused';
  };
  const restore = async (change: Partial<RestoreCommand>): Promise<string> => {
    const peerUrl = 'http://127.0.0.1:1';
    const command: RestoreCommand = {
      ...{version, snapshotPath: good, name: 'a', token: 'contract', peerUrl, skipHashCheck: false},
      ...{initialCluster: `a=${peerUrl},b=http://127.0.0.1:2`, dataDir: join(folder, 'data'), ...change},
    };
    const {exitCode} = await run(restoreArgv(command));
    if (exitCode !== 0) return 'refused';
    const found = await etcdData.lookAt(command);
    const revision = await status(join(command.dataDir, 'member', 'snap', 'db'));
    return `${found?.clusterId} ${found?.memberId} ${revision}`;
  };

  return [
    await status(good),
    await status(copied),
    await status(join(folder, 'missing.db')),
    await restore({}),
    await restore({}),
    await restore({dataDir: full}),
    await restore({dataDir: join(folder, 'beside'), walDir: full}),
    await restore({dataDir: join(folder, 'log-elsewhere'), walDir: join(folder, 'log')}),
    await restore({dataDir: join(folder, 'other-token'), token: 'other'}),
    await restore({dataDir: join(folder, 'stranger'), name: 'c'}),
    await restore({dataDir: join(folder, 'of-copied'), snapshotPath: copied}),
    await restore({dataDir: join(folder, 'of-copied-too'), snapshotPath: copied, skipHashCheck: true}),
    await restore({dataDir: join(folder, 'of-damaged'), snapshotPath: file('damaged.db', damaged)}),
    await restore({dataDir: join(folder, 'of-missing'), snapshotPath: join(folder, 'missing.db')}),
    ...(version.startsWith('3.4.')
      ? []
      : [await restore({dataDir: join(folder, 'raised'), bumpRevision: BUMP})]),
  ];
}

describe.each(['3.4', '3.7'] as const)('the tools in memory', line => {
  it(`take snapshots as those of etcd ${line} do`, async () => {
    const cluster = await startCluster({line, members: 1});
    for (const key of ['a', 'b']) await cluster.etcdctl('put', key, 'x');
    const {binDir, version} = cluster;
    const snapshot = readFileSync(await saveByHand(cluster, 'saved.db'));
    const runner = createRunner({}, () => undefined);

    const real = await answersOf({runner, binDir, version, snapshot});

    const inMemory = snapshotBytes({revision: 3, keys: ['a', 'b']});
    const fake = {runner: createFakeTools(), binDir, version, snapshot: inMemory};
    expect(await answersOf(fake)).toEqual(real);
  });
});
