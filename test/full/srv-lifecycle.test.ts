import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {nameServer} from '../helpers/name-server.js';
import type {StatusJson} from '../integration/observed-cluster.js';
import {ok, rightRecords, srvFolder} from '../integration/srv-folder.js';

const LINES = [
  ['3.4', 'ca'],
  ['3.5', 'none'],
  ['3.7', 'auto'],
] as const;

async function changesItsMembers([line, tls]: (typeof LINES)[number]): Promise<void> {
  const folder = await srvFolder(line);
  const {basePort} = folder;
  const place = {domain: 'a.test', basePort, isTls: tls !== 'none'};
  const server = await nameServer(rightRecords(place));
  const run = async (...args: string[]) => ok(await folder.run(args, server.before));
  const args = ['--domain', 'a.test', '--tls', tls, '--base-port', String(basePort)];
  await run('bootstrap', 'srv', ...args, '--start');

  await run('member', 'add', 'infra3', '--yes');
  const config = readFileSync(join(folder.dir, 'nodes/infra3/etcd.yaml'), 'utf8');
  expect(config).toMatch(/^initial-cluster: .*infra0\.a\.test/m);
  await run('member', 'remove', 'infra0', '--yes');
  await run('ctl', '--', 'put', 'a', 'saved');
  await run('snapshot', 'save', 'a.db');
  await run('ctl', '--', 'put', 'a', 'later');
  // No record names who joined since.
  await run('snapshot', 'restore', 'a.db', '--confirm', 'demo');
  expect((await run('ctl', '--', 'get', 'a', '--print-value-only')).stdout).toBe('saved');
  // Once they have data, members need no SRV records to start; only the names of their hosts.
  await server.change(rightRecords(place).filter(record => !record.includes('srv-host')));
  await run('restart', '--yes');
  await run('down', '--yes');
  await run('up');

  const status = (await run('status', '--json')).json<StatusJson>();
  expect(status.cluster).toMatchObject({health: 'healthy', members: 3});
  expect((await run('plan')).stdout).toContain('Nothing to do');
}

it('members that DNS named take one in, let one go and restart without the records', async () => {
  await Promise.all(LINES.map(changesItsMembers));
});

it('two clusters have one domain, told apart by the name of the service', async () => {
  const blue = await srvFolder('3.7', 3);
  const green = await srvFolder('3.5', 3);
  const records = [blue, green].flatMap(({basePort}, index) =>
    rightRecords({domain: 'a.test', basePort, name: index === 0 ? 'blue' : 'green'}),
  );
  const {before} = await nameServer([...new Set(records)]);
  const start = async (folder: typeof blue, name: string) => {
    const args = ['--domain', 'a.test', '--srv-name', name, '--cluster', name];
    const ports = ['--base-port', String(folder.basePort)];
    return ok(await folder.run(['bootstrap', 'srv', ...args, ...ports, '--start', '--json'], before));
  };

  const made = await Promise.all([start(blue, 'blue'), start(green, 'green')]);

  const clusters = made.map(result => result.json<{status: StatusJson}>().status.cluster);
  expect(clusters).toMatchObject([
    {name: 'blue', health: 'healthy', members: 3},
    {name: 'green', health: 'healthy', members: 3},
  ]);
  expect(clusters[0]!.id).not.toBe(clusters[1]!.id);
});

it('a v2 proxy finds them by DNS, a member moves, one is replaced and a gateway becomes one', async () => {
  const folder = await srvFolder('3.5', 8);
  const {basePort} = folder;
  const server = await nameServer(rightRecords({domain: 'a.test', basePort}));
  const run = async (...args: string[]) => ok(await folder.run(args, server.before));
  const nodes = ['--proxies', '1', '--gateways', '1', '--base-port', String(basePort)];
  await run('bootstrap', 'srv', '--domain', 'a.test', ...nodes, '--start');
  const proxy = readFileSync(join(folder.dir, 'nodes/proxy0/etcd.yaml'), 'utf8');
  expect(proxy).toContain('discovery-srv: a.test');
  expect(proxy).not.toMatch(/^initial-cluster:/m);

  const moved = `http://infra0.a.test:${basePort + 5}`;
  await run('member', 'update', 'infra0', '--peer-url', moved, '--yes');
  const byAddress = `http://127.0.0.1:${basePort + 15}`;
  await run('member', 'update', 'infra1', '--peer-url', byAddress, '--yes');
  await run('member', 'replace', 'infra2', '--yes');
  await run('promote', 'gateway0', '--yes');
  await run('restart', '--yes');

  const {members} = (await run('member', 'list', '--json')).json<{
    members: {name: string; peerUrls: string[]}[];
  }>();
  const urls = Object.fromEntries(members.map(({name, peerUrls}) => [name, peerUrls[0]]));
  expect(urls).toMatchObject({infra0: moved, infra1: byAddress});
  expect(members).toHaveLength(4);
  const status = (await run('status', '--json')).json<StatusJson>();
  expect(status.cluster).toMatchObject({health: 'healthy', members: 4});
  expect(status.nodes.filter(({healthy}) => !healthy)).toEqual([]);
  expect((await run('plan')).stdout).toContain('Nothing to do');
});
