import {readFileSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';

import {execa} from 'execa';
import {describe, expect, it} from 'vitest';

import {startDebianDiscovery} from '../helpers/debian-discovery.js';
import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {aPlace, namedBy, serve, specOf, spoil, statusOf} from '../integration/discovery-run.js';
import {until} from '../integration/foreground-run.js';
import {assertHealthy, cliOk, type ErrorJson} from '../integration/observed-cluster.js';

describe.each(['3.4', '3.7'] as const)('a cluster of etcd %s that began by discovery', line => {
  it('is a cluster like any other', async () => {
    const place = await aPlace(line);
    const begun = await place.bootstrap('--size', '3', '--start', '--tls', 'ca', '--json');
    expect(begun.exitCode, begun.stdout).toBe(0);

    await cliOk(place, ['restart', 'infra1', '--yes']);
    await cliOk(place, ['member', 'add', 'infra3', '--yes']);
    const joined = readFileSync(join(place.dir, 'nodes/infra3/etcd.yaml'), 'utf8');
    expect(joined).toContain('initial-cluster-state: existing');
    expect(joined).not.toContain('discovery');
    await cliOk(place, ['down', '--yes']);
    await cliOk(place, ['up']);
    await assertHealthy(place, 4);
    expect((await place.cli(['render', '--check'])).exitCode).toBe(0);
  });
});

describe.each(['3.5', '3.6'] as const)('a first start of etcd %s by discovery that failed', line => {
  it('begins again by the next up, which by v2 takes a new token', async () => {
    const place = await aPlace(line);
    await cliOk({cli: () => place.bootstrap('--size', '3')}, []);
    const {bootstrap: before} = specOf(place.dir);
    const path = spoil(place.dir, 'infra2');
    expect((await place.cli(['up'])).exitCode).toBe(5);
    await cliOk(place, ['down', 'infra0', '--yes']);
    const stale = await place.cli(['discovery', 'status', '--json']);
    await cliOk(place, ['down', '--yes']);
    rmSync(path);
    const again = await place.cli(['up', '--json']);

    expect(again.exitCode, again.stdout).toBe(0);
    if (line === '3.5') {
      // Who has registered by v2 cannot do so again.
      expect(stale.exitCode).toBe(3);
      expect(stale.json()).toMatchObject({state: 'waiting', problems: [{kind: 'stale'}]});
      expect(again.stderr).toContain('nobody registers twice; no member has data yet');
      expect(specOf(place.dir).bootstrap).not.toEqual(before);
    } else {
      // By v3 it can, with the service that kept what had registered.
      expect(stale.exitCode).toBe(0);
      expect(specOf(place.dir).bootstrap).toEqual(before);
    }
    await assertHealthy(place);
    expect((await place.cli(['render', '--check'])).exitCode).toBe(0);
  });
});

describe.each(['3.4', '3.5', '3.6', '3.7'] as const)('discovery of etcd %s', line => {
  it('begins in two steps: nobody serves before all have registered', async () => {
    const place = await aPlace(line);
    await cliOk({cli: () => place.bootstrap('--size', '3')}, []);

    const part = await cliOk(place, ['up', 'infra0', 'infra1']);
    const waiting = await cliOk(place, ['discovery', 'status', '--json']);
    const rest = await cliOk(place, ['up', 'infra2']);
    const gone = await place.cli(['discovery', 'status', '--json']);

    expect(part.stderr).toContain('infra2 must start too');
    expect(waiting.json()).toMatchObject({state: 'waiting', missing: [{name: 'infra2'}], problems: []});
    expect(rest.stderr).toContain('end the discovery service');
    expect(gone.exitCode).toBe(6);
    expect(gone.json<ErrorJson>().error.message).toContain('does not run');
    await assertHealthy(place);
  });

  it('takes no fourth: what is used up to us is full to etcd', async () => {
    const place = await aPlace(line);
    const served = await serve(line, '--size', '1');
    await cliOk({cli: () => place.bootstrap('--members', '1', ...namedBy(served), '--start')}, []);
    const status = await cliOk(place, ['discovery', 'status', ...statusOf(served), '--json']);
    const words =
      served.url === undefined
        ? ['--discovery-endpoints', served.endpoints!.join(','), '--discovery-token', served.token]
        : ['--discovery', served.url];
    const isProxy = served.url !== undefined;
    const peerUrl = `http://127.0.0.1:${place.basePort + 31}`;
    const clientUrl = `http://127.0.0.1:${place.basePort + 30}`;

    const start = (name: string, ...more: string[]) =>
      execa(
        join(etcdBinDir(line), 'etcd'),
        [
          ...['--name', name, '--data-dir', join(place.dir, name), ...words, ...more],
          ...['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl],
          ...['--listen-client-urls', clientUrl, '--advertise-client-urls', clientUrl],
        ],
        {reject: false, timeout: 20_000, all: true},
      );
    const late = await start('late', ...(isProxy ? ['--discovery-fallback', 'exit'] : []));
    // What etcd does by itself, and why we tell it not to.
    const proxy = isProxy ? start('proxy') : undefined;
    let said = '';
    proxy?.all.on('data', chunk => (said += String(chunk)));
    if (isProxy)
      await until(
        () => said,
        () => said.includes('falling back to proxy'),
      );
    proxy?.kill('SIGKILL');
    await proxy;
    await served.end();

    expect(status.json()).toMatchObject({state: 'used-up', problems: []});
    expect(late.exitCode).toBe(1);
    expect(late.all).toContain('discovery: cluster is full');
  });
});

describe.each(['3.6', '3.7'] as const)('a discovery service of etcd %s with TLS and users', line => {
  it('takes members that show themselves, whose secrets are for their owner alone', async () => {
    const place = await aPlace(line);
    const authority = await aPlace(line, 1);
    await cliOk({cli: () => authority.bootstrap('--members', '1', '--tls', 'ca')}, []);
    const pki = (path: string): string => join(authority.dir, 'pki', path);
    const served = await serve(
      line,
      ...['--size', '3', '--cacert', pki('ca.crt')],
      ...['--cert-file', pki('nodes/infra0/server.crt'), '--key-file', pki('nodes/infra0/server.key')],
    );
    const ctl = (...args: string[]) =>
      execa(join(etcdBinDir(line), 'etcdctl'), [
        ...['--endpoints', served.endpoints!.join(','), '--cacert', pki('ca.crt')],
        ...args,
      ]);
    for (const words of [
      'user add root:rootpw',
      'user grant-role root root',
      'role add registry',
      'role grant-permission registry --prefix=true readwrite /_etcd/registry/',
      'user add demo:secret-of-demo',
      'user grant-role demo registry',
      'auth enable',
    ])
      await ctl(...words.split(' '));
    const env = {ETCDOPS_PASSWORD: 'secret-of-demo'};
    const words = [...namedBy(served), '--discovery-cacert', pki('ca.crt')];

    const stranger = await place.bootstrap(...words, '--start', '--json');
    const where = ['--base-port', String(place.basePort), '--etcd-bin-dir', etcdBinDir(line)];
    const shown = [...words, '--discovery-user', 'demo'];
    const asked = (...args: string[]) => place.cli([...args, '--json'], {env});
    if (line === '3.7') {
      await cliOk(place, ['bootstrap', 'static', ...where, '--tls', 'ca']);
      await asked('convert-bootstrap', 'discovery', ...shown);
    }
    const begun =
      line === '3.7'
        ? await asked('up')
        : await asked('bootstrap', 'discovery', ...where, ...shown, '--tls', 'ca', '--start');
    await served.end();

    expect(stranger.exitCode).not.toBe(0);
    expect(stranger.json<ErrorJson>().error.message).toContain('user name is empty');
    expect(begun.exitCode, begun.stdout).toBe(0);
    await assertHealthy(place);
    const {stdout} = await execa('grep', ['-rl', 'secret-of-demo', place.dir]);
    const holders = stdout.split('\n');
    expect(holders).toContain(join(place.dir, 'etcdops.yaml'));
    for (const path of holders) expect((statSync(path).mode & 0o077).toString(8), path).toBe('0');
    expect(holders.filter(path => path.endsWith('.log') || path.includes('/runs/'))).toEqual([]);
    expect((await place.cli(['render', '--check'])).exitCode).toBe(0);
  });
});

it("finds members by Debian's etcd-discovery, whose tokens are made by asking for them", async () => {
  const place = await aPlace('3.5');
  const served = await serve('3.5', '--size', '3');
  const url = await startDebianDiscovery(new URL(served.url!).origin, place.basePort + 40);

  const begun = await place.bootstrap('--size', '3', '--discovery-url', url, '--start', '--json');

  expect(begun.exitCode, begun.stdout).toBe(0);
  await assertHealthy(place);
  expect(specOf(place.dir).bootstrap.url).toMatch(new RegExp(`^${url}/[0-9a-f]{32}$`));
  const status = await cliOk(place, ['discovery', 'status', '--json']);
  expect(status.json()).toMatchObject({state: 'used-up', missing: [], problems: []});
  const kept = await place.cli(['discovery', 'reap', specOf(place.dir).bootstrap.url!, '--yes', '--json']);
  expect(kept.json<ErrorJson>().error.code).toBe('E_NO_ACCESS');
  await served.end();
});

it('gets another URL from such a service by up --fresh', async () => {
  const place = await aPlace('3.4');
  const served = await serve('3.4', '--size', '3');
  const url = await startDebianDiscovery(new URL(served.url!).origin, place.basePort + 40);
  await cliOk({cli: () => place.bootstrap('--size', '3', '--discovery-url', url)}, []);
  const {bootstrap: before} = specOf(place.dir);
  const path = spoil(place.dir, 'infra2');
  expect((await place.cli(['up'])).exitCode).toBe(5);
  rmSync(path);

  await cliOk(place, ['up', '--fresh']);

  expect(specOf(place.dir).bootstrap.url).not.toBe(before.url);
  await assertHealthy(place);
  await served.end();
});
