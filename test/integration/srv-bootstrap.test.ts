import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import {onDispose} from '../helpers/disposal.js';
import {nameServer} from '../helpers/name-server.js';
import type {StatusJson} from './observed-cluster.js';
import {ok, rightRecords, srvFolder, type SrvFolder} from './srv-folder.js';

interface Listing {
  readonly members: readonly {readonly name: string; readonly peerUrls: readonly string[]}[];
}

function configOf({dir}: SrvFolder, name: string): string {
  return readFileSync(join(dir, 'nodes', name, 'etcd.yaml'), 'utf8');
}

const LINES = [
  ['3.4', 'ca'],
  ['3.5', 'none'],
  ['3.6', 'auto'],
  ['3.7', 'none'],
] as const;

async function formsWhatDnsNames([line, tls]: (typeof LINES)[number]): Promise<void> {
  const folder = await srvFolder(line);
  const {basePort} = folder;
  const isTls = tls !== 'none';
  const scheme = isTls ? 'https' : 'http';
  // One of them where there is no other network at all.
  const isAlone = line === '3.5';
  const {before, address} = await nameServer(rightRecords({domain: 'a.test', basePort, isTls}), {isAlone});
  const args = ['--domain', 'a.test', '--tls', tls, '--base-port', String(basePort), '--start', '--json'];

  const made = ok(await folder.run(['bootstrap', 'srv', ...args], before)).json<{status: StatusJson}>();
  const {members} = ok(await folder.run(['member', 'list', '--json'], before)).json<Listing>();

  expect(made.status.cluster).toMatchObject({health: 'healthy', members: 3});
  expect(configOf(folder, 'infra0')).toContain('discovery-srv: a.test');
  expect(configOf(folder, 'infra0')).not.toMatch(/^initial-cluster:/m);
  expect(existsSync(join(folder.dir, 'dns/a.test.zone'))).toBe(true);
  expect(members.map(({name, peerUrls}) => [name, ...peerUrls]).sort()).toEqual(
    [0, 1, 2].map(index => [
      `infra${index}`,
      `${scheme}://infra${index}.a.test:${basePort + 10 * index + 1}`,
    ]),
  );
  ok(await folder.run(['srv', 'check', '--server', address], before));
  expect((await folder.run(['status'])).exitCode).toBe(isAlone ? 6 : 0);
  expect(ok(await folder.run(['plan'], before)).stdout).toContain('Nothing to do');
}

it('bootstrap srv --start forms the cluster that DNS names, on every line, with TLS and without', async () => {
  await Promise.all(LINES.map(formsWhatDnsNames));
});

it('two clusters share a domain by --srv-name', async () => {
  const names = ['blue', 'green'];
  const folders = [await srvFolder('3.7', 1), await srvFolder('3.7', 1)];
  const records = folders.flatMap(({basePort}, index) =>
    rightRecords({domain: 'a.test', basePort, members: 1, name: names[index]!}),
  );
  const {before, address} = await nameServer([...new Set(records)]);

  const made = await Promise.all(
    folders.map(async ({basePort, run}, index) => {
      const name = names[index]!;
      const place = ['--domain', 'a.test', '--srv-name', name, '--members', '1', '--cluster', name];
      const line = ['bootstrap', 'srv', ...place, '--base-port', String(basePort), '--start', '--json'];
      return ok(await run(line, before)).json<{status: StatusJson}>().status.cluster;
    }),
  );

  expect(made).toMatchObject(names.map(name => ({name, health: 'healthy', members: 1})));
  expect(made[0]!.id).not.toBe(made[1]!.id);
  for (const {run} of folders) ok(await run(['srv', 'check', '--server', address]));
});

it('--wait-dns writes the files, waits for the records and starts; without it nothing is written', async () => {
  const folder = await srvFolder('3.7', 1);
  const {basePort} = folder;
  const server = await nameServer(['--local=/test/']);
  const args = ['bootstrap', 'srv', '--domain', 'a.test', '--members', '1'];
  const line = [...args, '--base-port', String(basePort), '--start'];

  const refused = await folder.run(line, server.before);
  expect(refused).toMatchObject({exitCode: 4});
  expect(refused.stderr).toContain('DNS has no such name (NXDOMAIN)');
  expect(existsSync(join(folder.dir, 'etcdops.yaml'))).toBe(false);

  const waiting = folder.run([...line, '--wait-dns', '60s'], server.before);
  while (!existsSync(join(folder.dir, 'dns/a.test.zone'))) await new Promise(done => setTimeout(done, 50));
  await server.change(rightRecords({domain: 'a.test', basePort, members: 1}));

  expect(ok(await waiting).stdout).toContain('healthy');
});

it('up refuses the first start while records are wrong, and a deadline leaves the files for it', async () => {
  const folder = await srvFolder('3.7', 1);
  const {basePort} = folder;
  const server = await nameServer(['--local=/test/']);
  const args = ['--domain', 'a.test', '--members', '1', '--base-port', String(basePort)];

  const late = await folder.run(['bootstrap', 'srv', ...args, '--start', '--wait-dns', '3s'], server.before);
  expect(late).toMatchObject({exitCode: 4});
  expect(late.stderr).toMatch(/waiting for the records of a\.test, \S+ m?s of 3\.0 s: DNS has no such name/);
  expect(late.stderr).toContain('once DNS has the records: etcdops up');
  expect(await folder.run(['up'], server.before)).toMatchObject({exitCode: 4});

  await server.change(rightRecords({domain: 'a.test', basePort, members: 1}));
  ok(await folder.run(['up'], server.before));
});

it('convert-bootstrap changes the method before the first start, and refuses after it', async () => {
  const folder = await srvFolder('3.7', 1);
  const {basePort} = folder;
  const ports = ['--members', '1', '--base-port', String(basePort)];
  const {before} = await nameServer(
    rightRecords({domain: 'a.test', basePort, members: 1, isTls: true, name: 'blue'}),
  );
  ok(await folder.run(['bootstrap', 'static', ...ports, '--tls', 'ca']));

  ok(await folder.run(['convert-bootstrap', 'srv', '--domain', 'a.test', '--srv-name', 'blue']));
  // The certificates are older than the names.
  const check = await folder.run(['srv', 'check', '--json'], before);
  ok(await folder.run(['tls', 'issue']));
  ok(await folder.run(['srv', 'check'], before));
  ok(await folder.run(['convert-bootstrap', 'discovery']));
  expect(configOf(folder, 'infra0')).toMatch(/discovery/);
  expect(configOf(folder, 'infra0')).not.toMatch(/discovery-srv/);
  const config = join(folder.dir, 'nodes/infra0/etcd.yaml');
  const asBefore = readFileSync(config);
  ok(await folder.run(['convert-bootstrap', 'static']));
  // What a kill leaves between the spec and its files.
  writeFileSync(config, asBefore);
  const left = await folder.run(['up'], before);
  ok(await folder.run(['convert-bootstrap', 'static']));
  expect(configOf(folder, 'infra0')).toMatch(/^initial-cluster: infra0=https:\/\/127/m);
  ok(await folder.run(['convert-bootstrap', 'srv', '--domain', 'a.test', '--srv-name', 'blue']));
  ok(await folder.run(['up'], before));
  const after = await folder.run(['convert-bootstrap', 'static'], before);

  expect(left).toMatchObject({exitCode: 4});
  expect(left.stderr).toMatch(
    /infra0 begin by discovery-config[^]*, the spec by initial-cluster\n {2}→ etcdops render/,
  );
  expect(check).toMatchObject({exitCode: 3});
  expect(check.json<{findings: {rule: string}[]}>().findings.map(({rule}) => rule)).toEqual([
    'srv-certificate',
    'srv-certificate',
  ]);
  expect(after).toMatchObject({exitCode: 4});
  expect(after.stderr).toContain('etcd ignores how they began');
});

it('convert-bootstrap sees of other machines who answers, and says what it does not see', async () => {
  const folder = await srvFolder('3.7', 1);
  const {basePort} = folder;
  const {before} = await nameServer(rightRecords({domain: 'a.test', basePort, members: 1}));
  const member = ['--member', 'infra0=infra0.a.test', '--base-port', String(basePort)];
  ok(await folder.run(['bootstrap', 'srv', '--domain', 'a.test', ...member]));

  const silent = ok(await folder.run(['convert-bootstrap', 'static', '--dry-run', '--json'], before));
  const server = createServer(socket => socket.end());
  onDispose(() => void server.close());
  await new Promise<void>(done => server.listen(basePort + 1, '127.0.0.1', done));
  const answers = await folder.run(['convert-bootstrap', 'static'], before);

  expect(silent.stderr).toContain('nobody answers at infra0 (infra0.a.test); a member that was started');
  expect(silent.json()).toMatchObject({
    obsolete: ['dns/a.test.zone'],
    next: ['etcdops up shows how the files of infra0 get to their machines'],
  });
  expect(answers).toMatchObject({exitCode: 4});
  expect(answers.stderr).toContain('on its peer port answers infra0 (infra0.a.test)');
});

it('srv check tells what the hosts file of this machine says from what DNS does', async () => {
  const folder = await srvFolder('3.7', 1);
  const {basePort} = folder;
  const server = await nameServer(rightRecords({domain: 'a.test', basePort, members: 1}));
  const ports = ['--members', '1', '--base-port', String(basePort)];
  ok(await folder.run(['bootstrap', 'srv', '--domain', 'a.test', ...ports]));
  const hosts = join(folder.dir, 'hosts');
  writeFileSync(hosts, '127.0.0.1 localhost\n127.0.1.1 infra0.a.test\n');
  const script = 'mount --bind "$1" /etc/hosts; shift; exec "$@"';

  const check = await folder.run(['srv', 'check'], [...server.before, 'sh', '-c', script, 'sh', hosts]);

  expect(check).toMatchObject({exitCode: 3});
  expect(check.stdout).toContain(
    'leads to 127.0.1.1 by the hosts file of this machine; infra0 is on 127.0.0.1',
  );
  expect(check.stdout).not.toContain('What DNS has to have');
});
