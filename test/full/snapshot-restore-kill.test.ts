import {readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertInStep} from '../integration/changed-cluster.js';
import {killedAt} from '../integration/killed-at-step.js';
import {cliOk} from '../integration/observed-cluster.js';
import {
  contentOf,
  dataFolders,
  keptBeside,
  putMany,
  saveByHand,
  THREE,
} from '../integration/restored-cluster.js';

const SLOWEST_MS = 900_000;
const MEMBERS = ['infra0', 'infra1', 'infra2'];

const UNDOABLE = [
  'verify-snapshot',
  ...MEMBERS.map(name => `restore-member:${name}`),
  ...MEMBERS.map(name => `stop-etcd:${name}`),
  'write-spec:token',
  'write-files:token',
  // The last one may be over, and the new cluster noted, before the kill comes.
  'swap-data-dir:infra0',
];
const LATER = [
  'swap-data-dir:infra1',
  'swap-data-dir:infra2',
  'record-cluster',
  ...MEMBERS.map(name => `start-etcd:${name}`),
  'verify-restored',
];

const ROUNDS = [
  ...UNDOABLE.map(step => ({step, then: 'abort'})),
  ...[...UNDOABLE, ...LATER].map(step => ({step, then: 'resume'})),
] as const;

const LINES = ['3.4', '3.5', '3.6', '3.7'] as const;

/** All of them on every line would take ten minutes: each on one line, and on each line some of every kind. */
function roundsOf(line: (typeof LINES)[number]): (typeof ROUNDS)[number][] {
  return ROUNDS.filter((_, index) => index % LINES.length === LINES.indexOf(line));
}

/** Each round has its own. */
function forgetKept({dir}: TestCluster): void {
  const folder = join(dir, '.etcdops/data');
  for (const name of readdirSync(folder).filter(one => one.includes('.replaced-')))
    rmSync(join(folder, name), {recursive: true});
}

describe.each(LINES)('kill -9 of snapshot restore, etcd %s', line => {
  it('at the beginning of steps, then gone on with or aborted', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line, args: ['--cluster', 'demo']});
    await putMany(cluster, 'k', 200);
    const path = await saveByHand(cluster, 'saved.db');
    const saved = await contentOf(cluster);
    const args = ['snapshot', 'restore', path, '--confirm', 'demo'];
    for (const {step, then} of roundsOf(line)) {
      await cluster.etcdctl('put', 'later', step);
      const before = await contentOf(cluster);
      await killedAt(cluster, args, step);
      await cliOk(cluster, ['run', then, '--yes']);

      await assertInStep(cluster);
      const where = `killed at ${step}, then ${then}`;
      expect({where, content: await contentOf(cluster)}).toEqual({
        where,
        content: then === 'abort' ? before : saved,
      });
      const folders = dataFolders(cluster);
      expect({where, folders}).toEqual({
        where,
        folders: then === 'abort' ? THREE : keptBeside(THREE, 'replaced'),
      });
      forgetKept(cluster);
    }
  });
});

describe.each(['3.4', '3.7'] as const)('kill -9 of snapshot undo, etcd %s', line => {
  it('at the beginning of steps, aborted, and then gone on with', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line, args: ['--cluster', 'demo']});
    await putMany(cluster, 'k', 200);
    const path = await saveByHand(cluster, 'saved.db');
    await cluster.etcdctl('put', 'later', 'x');
    const before = await contentOf(cluster);
    await cliOk(cluster, ['snapshot', 'restore', path, '--confirm', 'demo']);
    await cluster.etcdctl('put', 'meanwhile', 'x');
    const meanwhile = await contentOf(cluster);

    const args = ['snapshot', 'undo', '--confirm', 'demo'];
    for (const step of ['save-snapshot', 'stop-etcd:infra1', 'swap-data-dir:infra1']) {
      await killedAt(cluster, args, step);
      await cliOk(cluster, ['run', 'abort', '--yes']);
      await assertInStep(cluster);
      expect({step, content: await contentOf(cluster)}).toEqual({step, content: meanwhile});
      expect({step, folders: dataFolders(cluster)}).toEqual({step, folders: keptBeside(THREE, 'replaced')});
    }
    await killedAt(cluster, args, 'swap-data-dir:infra2');
    await cliOk(cluster, ['run', 'resume', '--yes']);
    await assertInStep(cluster);
    expect(await contentOf(cluster)).toEqual(before);
    expect(dataFolders(cluster)).toEqual(keptBeside(THREE, 'undone'));
  });
});
