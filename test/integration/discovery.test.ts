import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import type {EtcdTestLine} from '../helpers/etcd-binaries.js';
import {recordedPids} from '../helpers/processes.js';
import {tempDir} from '../helpers/temp-dir.js';
import {aPlace, namedBy, serve, specOf, spoil, statusOf, type Served} from './discovery-run.js';
import {inForeground, until} from './foreground-run.js';
import {assertHealthy, cliOk, type ErrorJson} from './observed-cluster.js';

interface StatusJson {
  readonly state: string;
  readonly size: number | null;
  readonly registered: readonly {readonly name: string; readonly isMember: boolean}[];
  readonly missing: readonly {readonly name: string}[];
  readonly problems: readonly {readonly kind: string}[];
}

/** The process of the service that a cluster has of its own. */
function servicePid(dir: string): number {
  const text = readFileSync(join(dir, '.etcdops/discovery/pid.json'), 'utf8');
  return (JSON.parse(text) as {pid: number}).pid;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function namesOf(list: readonly {readonly name: string}[]): string[] {
  return list.map(({name}) => name).sort();
}

/** `discovery status --watch` of a token, once it shows it. */
async function watch(served: Served) {
  const args = ['discovery', 'status', ...statusOf(served), '--watch', '--json'];
  const {child, output, ended} = inForeground(tempDir('watch'), args);
  await until(output, () => output().includes('"waiting"'));
  const interrupt = () => {
    child.kill('SIGINT');
    return ended;
  };
  const looks = (): StatusJson[] =>
    output()
      .trim()
      .split('\n')
      .map(text => JSON.parse(text) as StatusJson);
  return {output, interrupt, looks};
}

describe.each(['3.4', '3.7'] as const)('a cluster of etcd %s by discovery', line => {
  it('begins by a service of its own, which is gone then', async () => {
    const place = await aPlace(line);

    const begun = await place.bootstrap('--size', '3', '--start', '--json');

    expect(begun.exitCode, begun.stdout).toBe(0);
    await assertHealthy(place);
    expect(isAlive(servicePid(place.dir))).toBe(false);
    expect(readdirSync(join(place.dir, '.etcdops/discovery'))).not.toContain('data');
  });

  it('says who ended; its service dies; mended, up goes on with the same token', async () => {
    const place = await aPlace(line);
    await cliOk({cli: () => place.bootstrap('--size', '3')}, []);
    const path = spoil(place.dir, 'infra2');

    const failed = await place.cli(['up', '--json']);
    const status = (await place.cli(['discovery', 'status', '--json'])).json<StatusJson>();
    process.kill(servicePid(place.dir), 'SIGKILL');
    const unreachable = await place.cli(['discovery', 'status', '--json']);
    rmSync(path);
    await cliOk(place, ['up']);

    expect(failed.exitCode).toBe(5);
    const {error} = failed.json<ErrorJson>();
    expect(error.message).toContain('infra2 has ended before all had registered');
    expect(error.hints.join(' ')).toContain('etcdops up --fresh');
    expect(namesOf(status.missing)).toContain('infra2');
    expect(status).toMatchObject({state: 'waiting', size: 3, problems: []});
    expect(unreachable.exitCode).toBe(6);
    await assertHealthy(place);
  });

  it('begins by a service in the foreground, whose token is used up then', async () => {
    const place = await aPlace(line);
    const other = await aPlace(line);
    const served = await serve(line, '--size', '3');
    const watched = await watch(served);

    const begun = await place.bootstrap('--size', '3', ...namedBy(served), '--start');
    await until(watched.output, () => watched.output().includes('"used-up"'));
    const interrupted = await watched.interrupt();
    const status = (
      await place.cli(['discovery', 'status', ...statusOf(served), '--json'])
    ).json<StatusJson>();
    const twice = await other.bootstrap('--size', '3', ...namedBy(served), '--start', '--json');
    const reaped = await place.cli(['discovery', 'reap', ...statusOf(served), '--yes', '--json']);
    const gone = await place.cli(['discovery', 'status', ...statusOf(served), '--json']);
    await served.end();

    expect(begun.exitCode, begun.stderr).toBe(0);
    expect(interrupted).toEqual([0, null]);
    const seen = watched.looks();
    expect(seen[0]).toMatchObject({schemaVersion: 1, state: 'waiting', size: 3, registered: []});
    expect(namesOf(seen.at(-1)!.registered)).toEqual(['infra0', 'infra1', 'infra2']);
    expect(status).toMatchObject({state: 'used-up', size: 3, missing: [], problems: []});
    expect(namesOf(status.registered)).toEqual(['infra0', 'infra1', 'infra2']);
    expect(twice.exitCode).toBe(4);
    expect(twice.json<ErrorJson>().error.message).toContain('is in use: 3 have registered under it');
    expect(readdirSync(other.dir)).toEqual([]);
    expect(reaped.json()).toMatchObject({removed: true, registered: 3});
    expect(gone.exitCode).toBe(3);
    expect(gone.json<StatusJson>().state).toBe('unknown');
    expect(served.output()).toContain('"state":"used-up"');
    await assertHealthy(place);
    await cliOk(place, ['down', '--yes']);
    await cliOk(place, ['up']);
    await assertHealthy(place);
  });
});

describe('members beyond the size', () => {
  it.each(['3.4', '3.5'] as const)('are v2 proxies on %s', async line => {
    const place = await aPlace(line);

    const begun = await place.bootstrap('--size', '3', '--members', '4', '--start', '--json');

    expect(begun.exitCode, begun.stdout).toBe(0);
    expect(begun.stderr).toContain('1 beyond the size 3');
    expect(specOf(place.dir).nodes.map(({role}) => role)).toEqual(['member', 'member', 'member', 'v2-proxy']);
    await cliOk(place, ['restart', 'proxy0', '--yes']);
    const status = await place.cli(['status', '--json']);
    expect(status.exitCode).toBe(0);
  });

  it.each<{line?: EtcdTestLine; args: readonly string[]; code: string; says: string}>([
    {
      line: '3.5',
      args: ['--members', '4', '--discovery-fallback', 'exit'],
      code: 'E_USAGE',
      says: 'with --discovery-fallback exit the 1 beyond the 3 would only end',
    },
    {line: '3.4', args: ['--members', '2'], code: 'E_USAGE', says: 'all would wait for ever'},
    {args: ['--members', '4'], code: 'E_UNSUPPORTED', says: '--size 3 leaves 1 over'},
    {args: ['--members', '4', '--discovery-fallback', 'exit'], code: 'E_USAGE', says: 'the cluster is full'},
    {args: ['--members', '2'], code: 'E_USAGE', says: 'all would wait for ever'},
    {
      args: ['--discovery-url', 'http://127.0.0.1:1/v2/keys/_etcd/registry/x'],
      code: 'E_USAGE',
      says: 'removed in 3.7',
    },
    {
      args: ['--discovery-endpoints', 'http://127.0.0.1:1'],
      code: 'E_UNREACHABLE',
      says: 'no discovery service answers',
    },
    {args: ['--discovery-endpoints', 'ftp://x'], code: 'E_USAGE', says: 'does not begin with http'},
    {args: ['--host', '10.99.0.1'], code: 'E_USAGE', says: 'no discovery service is named'},
  ])('are refused where they would end, as is all that would wait for ever: $args', async row => {
    const {line = '3.7', args, code, says} = row;
    const place = await aPlace(line, 1);

    const refused = await place.bootstrap('--size', '3', ...args, '--start', '--json');

    const {error} = refused.json<ErrorJson>();
    expect(error).toMatchObject({code, message: expect.stringContaining(says) as string});
    expect(error.hints.length).toBeGreaterThan(0);
    expect(readdirSync(place.dir)).toEqual([]);
    expect(recordedPids(place.dir)).toEqual([]);
  });
});
