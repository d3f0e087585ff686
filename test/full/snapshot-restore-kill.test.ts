import {readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {assertInStep, journalOf} from '../integration/changed-cluster.js';
import {killedAt, signalledAt} from '../integration/killed-at-step.js';
import {cliOk, statusOf} from '../integration/observed-cluster.js';
import {
  askEtcd,
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
  'restore-member:infra1',
  'stop-etcd:gateway0',
  'stop-etcd:infra1',
  'write-spec:token',
  'write-files:token',
  // The last one may be over, and the new cluster noted, before the kill comes.
  'swap-data-dir:infra0',
];
const LATER = [
  ...MEMBERS.map(name => `restore-member:${name}`),
  ...MEMBERS.map(name => `stop-etcd:${name}`),
  'swap-data-dir:infra1',
  'swap-data-dir:infra2',
  'record-cluster',
  ...MEMBERS.map(name => `start-etcd:${name}`),
  'verify-restored',
  'disarm-alarms',
  'start-etcd:gateway0',
];
const INTERRUPTED = [
  'restore-member:infra0',
  'stop-etcd:infra2',
  'swap-data-dir:infra2',
  'start-etcd:infra1',
];

interface Round {
  readonly step: string;
  readonly signal: 'SIGKILL' | 'SIGINT';
  readonly then: 'abort' | 'resume';
}

const KILLED = {signal: 'SIGKILL'} as const;
const ROUNDS: readonly Round[] = [
  ...UNDOABLE.map(step => ({step, ...KILLED, then: 'abort'}) as const),
  ...[...new Set([...UNDOABLE, ...LATER])].map(step => ({step, ...KILLED, then: 'resume'}) as const),
  ...INTERRUPTED.map(step => ({step, signal: 'SIGINT', then: 'resume'}) as const),
];

const LINES = ['3.4', '3.5', '3.6', '3.7'] as const;

/** All of them on every line would take ten minutes: each on one line, and on each line some of every kind. */
function roundsOf(line: (typeof LINES)[number]): Round[] {
  return ROUNDS.filter((_, index) => index % LINES.length === LINES.indexOf(line));
}

/** Each round has its own. */
function forgetKept({dir}: TestCluster): void {
  const folder = join(dir, '.etcdops/data');
  for (const name of readdirSync(folder).filter(one => one.includes('.replaced-')))
    rmSync(join(folder, name), {recursive: true});
}

/** The cluster that the newest run makes, as its plan has it. */
function plannedId(cluster: TestCluster): unknown {
  const [header] = journalOf(cluster);
  return header?.steps?.find(({id}) => id === 'verify-restored')?.input?.clusterId;
}

/** A snapshot that has an alarm in it, of a cluster that has none any more. */
async function saveWithAlarm(cluster: TestCluster): Promise<string> {
  await askEtcd(cluster, '/v3/maintenance/alarm', {action: 'ACTIVATE', alarm: 'NOSPACE'});
  const path = await saveByHand(cluster, 'saved.db');
  await cluster.etcdctl('alarm', 'disarm');
  return path;
}

async function endedAt(cluster: TestCluster, args: readonly string[], round: Round): Promise<void> {
  const exitCode = await signalledAt(cluster, args, round);
  expect({...round, exitCode}).toEqual({...round, exitCode: round.signal === 'SIGINT' ? 130 : null});
  await cliOk(cluster, ['run', round.then, '--yes']);
}

describe.each(LINES)('snapshot restore, ended at the beginning of steps, etcd %s', line => {
  it('gone on with or aborted it is one cluster or the other', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({line, gateways: 1, args: ['--cluster', 'demo']});
    await putMany(cluster, 'k', 200);
    const saved = await contentOf(cluster);
    const path = await saveWithAlarm(cluster);
    const args = ['snapshot', 'restore', path, '--confirm', 'demo'];
    for (const round of roundsOf(line)) {
      await cluster.etcdctl('put', 'later', round.step);
      const [before, {cluster: old}] = [await contentOf(cluster), await statusOf(cluster)];

      await endedAt(cluster, args, round);

      const {cluster: shown} = await assertInStep(cluster);
      const isBack = round.then === 'abort';
      expect({
        round,
        id: shown.id,
        content: await contentOf(cluster),
        folders: dataFolders(cluster).filter(name => name.startsWith('infra')),
        alarms: await cluster.etcdctl('alarm', 'list'),
      }).toEqual({
        round,
        id: isBack ? old.id : plannedId(cluster),
        content: isBack ? before : saved,
        folders: isBack ? THREE : keptBeside(THREE, 'replaced'),
        alarms: '',
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
