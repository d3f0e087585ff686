import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';

import {beforeAll, describe, expect, it} from 'vitest';
import {parse, stringify} from 'yaml';

import {startCluster, type TestCluster} from '../helpers/cluster.js';
import {onDispose} from '../helpers/disposal.js';
import {isRunning, waitUntil} from '../helpers/processes.js';
import {assertInStep, change, journalFiles, membersOf, nodeInSpec} from './changed-cluster.js';
import {killedAtStep} from './ended-run.js';
import {killMember} from './killed-run.js';
import {cliOk, type ErrorJson} from './observed-cluster.js';
import {edit} from './observed-proxies.js';

const SLOWEST_MS = 240_000;
const SETTINGS = {'max-txn-ops': 200};

interface Wanted {
  readonly exitCode: number;
  readonly code: string;
  readonly says: readonly (string | RegExp)[];
}

/** Refused with the value and a way out, and the members are as they were. */
async function expectRefused(
  cluster: TestCluster,
  args: readonly string[],
  {exitCode, code, says}: Wanted,
): Promise<void> {
  const before = await membersOf(cluster);
  const result = await cluster.cli([...args, '--yes', '--json']);
  const {error} = result.json<ErrorJson>();
  expect({exitCode: result.exitCode, code: error.code}, error.message).toEqual({exitCode, code});
  const said = [error.message, ...error.hints].join('\n');
  for (const word of says) expect(said).toMatch(word);
  expect(error.hints.at(-1), said).toMatch(/etcdops |^mv |^ss /);
  expect(await membersOf(cluster)).toEqual(before);
}

async function idOf(cluster: TestCluster, name: string): Promise<string> {
  return (await membersOf(cluster)).find(member => member.name === name)!.id;
}

describe('a change of the members that cannot be', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await startCluster({members: 1});
  });

  it.each([
    [['member', 'remove', 'nobody'], {exitCode: 2, code: 'E_NODE_UNKNOWN', says: ['nobody']}],
    [['member', 'add', 'infra0'], {exitCode: 2, code: 'E_USAGE', says: ['infra0 is a member already']}],
    [
      ['member', 'remove', 'infra0'],
      {exitCode: 4, code: 'E_QUORUM', says: ['the last member', 'etcdops down']},
    ],
    [['member', 'replace', 'infra0'], {exitCode: 4, code: 'E_QUORUM', says: ['infra0']}],
    [
      ['member', 'update', 'infra0', '--peer-url', 'ftp://nowhere'],
      {exitCode: 2, code: 'E_USAGE', says: ['ftp://nowhere', 'http://10.0.0.4:2380']},
    ],
  ] as const)('%j', {timeout: SLOWEST_MS}, async (args, wanted) => {
    await expectRefused(cluster, args, wanted);
  });

  it('the leader beside a learner, and a peer URL that is taken', {timeout: SLOWEST_MS}, async () => {
    await change(cluster, ['member', 'add', 'infra1', '--learner-only']);

    await expectRefused(cluster, ['member', 'remove', 'infra0'], {
      exitCode: 4,
      code: 'E_QUORUM',
      says: ['infra0 is the only voter', 'infra1 is a learner', 'etcdops member promote infra1'],
    });
    await change(cluster, ['member', 'promote', 'infra1']);
    const {peer} = nodeInSpec(cluster, 'infra0').ports;
    await expectRefused(cluster, ['member', 'update', 'infra1', '--peer-url', `http://127.0.0.1:${peer}`], {
      exitCode: 4,
      code: 'E_QUORUM',
      says: [`127.0.0.1:${peer}`, 'infra0'],
    });
  });

  it('beside a member that somebody has added and not started', {timeout: SLOWEST_MS}, async () => {
    const add = ['ctl', '--', 'member', 'add', 'ghost', '--learner', '--peer-urls=http://127.0.0.1:1'];
    // etcd takes no change before its voters have been connected for five seconds.
    await expect.poll(async () => (await cluster.cli(add)).exitCode, {timeout: 20_000}).toBe(0);
    const id = await idOf(cluster, '');

    await expectRefused(cluster, ['member', 'add', 'infra2'], {
      exitCode: 4,
      code: 'E_QUORUM',
      says: ['has been added and not started', `etcdops member remove ${id}`],
    });
    await change(cluster, ['member', 'remove', id]);
  });

  it('where data of another cluster lies, or a port is taken', {timeout: SLOWEST_MS}, async () => {
    const data = join(cluster.dir, '.etcdops/data/infra2');
    mkdirSync(join(data, 'member'), {recursive: true});
    await expectRefused(cluster, ['member', 'add', 'infra2'], {
      exitCode: 4,
      code: 'E_PREFLIGHT',
      says: [data, 'with which infra2 would not join', /mv .*infra2\.old/],
    });
    // What the hint says.
    renameSync(data, `${data}.old`);

    const port = cluster.basePort + 21;
    const server = createServer().listen(port, '127.0.0.1');
    onDispose(() => void server.close());
    await waitUntil(() => server.listening, 5000, 'it listens');
    await expectRefused(cluster, ['member', 'add', 'infra2'], {
      exitCode: 4,
      code: 'E_PREFLIGHT',
      says: [String(port), 'is in use'],
    });
    server.close();
    await change(cluster, ['member', 'add', 'infra2']);
  });
});

describe('a run that something comes between', () => {
  const ADD = ['member', 'add', 'infra1'];

  it(
    'the spec: another node, the same node, and one that cannot be read',
    {timeout: SLOWEST_MS},
    async () => {
      const cluster = await startCluster({members: 1});
      await killedAtStep(cluster, ADD, 'finished start-etcd:infra1');
      edit(cluster, 'etcdops.yaml', text =>
        text.replace('schemaVersion: 1', 'schemaVersion: 1\nnonsense: 1'),
      );

      const refused = await cluster.cli(['run', 'resume', '--json']);

      expect(refused.exitCode).toBe(3);
      expect(refused.json<ErrorJson>().error.message).toContain('nonsense');
      edit(cluster, 'etcdops.yaml', text => {
        const spec = parse(text.replace('\nnonsense: 1', '')) as {nodes: object[]};
        return stringify({...spec, nodes: spec.nodes.map(node => ({...node, settings: SETTINGS}))});
      });
      await cliOk(cluster, ['run', 'resume']);
      for (const name of ['infra0', 'infra1']) expect(nodeInSpec(cluster, name).settings).toEqual(SETTINGS);
      expect(await membersOf(cluster)).toHaveLength(2);
    },
  );

  it('its journal: cut short it goes on, changed or newer it is refused', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({members: 1});
    await killedAtStep(cluster, ADD, 'finished add-learner:infra1');
    const path = join(cluster.dir, '.etcdops/runs', journalFiles(cluster)[0]!);
    const text = readFileSync(path, 'utf8');
    for (const broken of [
      text.replace('infra1', 'infra2'),
      text.replace('"journalVersion":1', '"journalVersion":9'),
    ]) {
      writeFileSync(path, broken);
      for (const args of [
        ['run', 'resume'],
        ['run', 'abort', '--yes'],
        [...ADD, '--yes'],
      ]) {
        const {exitCode, json} = await cluster.cli([...args, '--json']);
        expect(exitCode).toBe(3);
        expect(json<ErrorJson>().error).toMatchObject({code: 'E_JOURNAL_INVALID'});
      }
    }
    writeFileSync(path, text.slice(0, -20));

    await cliOk(cluster, ['run', 'resume']);

    await assertInStep(cluster);
    expect(await membersOf(cluster)).toHaveLength(2);
  });

  it('another host that holds the lock, and a clock that ran ahead', {timeout: SLOWEST_MS}, async () => {
    const cluster = await startCluster({members: 1});
    await change(cluster, ADD);
    const runs = join(cluster.dir, '.etcdops/runs');
    // As a run that was made while the clock was wrong.
    writeFileSync(
      join(runs, '29991231T235959Z-abcdef.jsonl'),
      readFileSync(join(runs, journalFiles(cluster)[0]!)),
    );
    const lock = join(cluster.dir, '.etcdops/lock');
    const held = {
      pid: 1,
      startTime: '1',
      host: 'elsewhere',
      command: 'member add',
      since: '2026-01-01T00:00:00Z',
    };
    writeFileSync(lock, JSON.stringify(held));

    const refused = await cluster.cli(['member', 'add', 'infra2', '--yes', '--json']);

    expect(refused.exitCode).toBe(8);
    expect(refused.json<ErrorJson>().error.message).toContain('elsewhere');
    rmSync(lock);
    await killedAtStep(cluster, ['member', 'add', 'infra2'], 'finished add-learner:infra2');
    await cliOk(cluster, ['run', 'resume']);
    await assertInStep(cluster);
    expect(await membersOf(cluster)).toHaveLength(3);
  });

  it(
    'the new member dies: the run stops, and goes on once it runs again',
    {timeout: SLOWEST_MS},
    async () => {
      const cluster = await startCluster({members: 1});
      await killedAtStep(cluster, ADD, 'finished start-etcd:infra1');
      await killMember(cluster, 'infra1');

      const stopped = await cluster.cli(['run', 'resume', '--json']);

      expect(stopped.exitCode).toBe(7);
      expect(stopped.json<ErrorJson>().error.hints.join('\n')).toContain('etcdops up infra1');
      await cliOk(cluster, ['up', 'infra1']);
      await cliOk(cluster, ['run', 'resume']);
      await assertInStep(cluster);
      expect(existsSync(join(cluster.dir, '.etcdops/lock'))).toBe(false);
      expect(isRunning(cluster.pidOf('infra1'))).toBe(true);
    },
  );
});
