import {existsSync} from 'node:fs';
import {join} from 'node:path';

import {describe, expect, it} from 'vitest';

import {etcdBinDir} from '../helpers/etcd-binaries.js';
import {freeBasePort} from '../helpers/free-ports.js';
import {aPlace, namedBy, serveIn, statusOf, type Served} from './discovery-run.js';
import {assertHealthy, cliOk, type ErrorJson} from './observed-cluster.js';

const OF_SERVICE = '.etcdops/discovery';

describe.each(['3.4', '3.7'] as const)('a discovery service of etcd %s in the foreground', line => {
  it('is shared with up, which leaves it alone; data with tokens of others stays', async () => {
    const place = await aPlace(line, 2);
    await cliOk({cli: () => place.bootstrap('--members', '1')}, []);
    const served = await serveIn(place.dir, line);
    const where = served.endpoints?.join(',') ?? new URL(served.url!).origin;
    const at = served.url === undefined ? '--endpoints' : '--service';
    const dry = ['discovery', 'new', '--size', '2', at, where, '--dry-run', '--json'];
    const planned = await cliOk(place, [...dry, '--etcd-bin-dir', etcdBinDir('3.7')]);
    await cliOk(place, ['discovery', 'new', '--size', '2', at, where, '--token', 'other']);

    const third = ['--size', '1', '--token', 'third', '--endpoints', where];
    const by = ['--etcd-bin-dir', etcdBinDir(line), '--json'];
    const atThere = (await cliOk(place, ['discovery', 'serve', ...third, ...by])).json<Served>();
    const taken = await place.cli(['discovery', 'serve', ...third, ...by]);
    const thirdStatus = await cliOk(place, ['discovery', 'status', ...statusOf(atThere), '--json']);
    await cliOk(place, ['discovery', 'reap', ...statusOf(atThere), '--yes']);

    const up = await cliOk(place, ['up']);
    const status = await cliOk(place, ['discovery', 'status', ...statusOf(served), '--json']);
    await cliOk(place, ['down', '--yes']);
    await served.end();

    expect(planned.json()).toMatchObject({size: 2, isPlanned: true});
    expect(planned.stderr).toContain('2 members bear the loss of none');
    const hasOther = planned.stderr.includes('has no v2 discovery: this token is for members that have it');
    expect(hasOther, planned.stderr).toBe(line === '3.4');
    const registry = served.url?.replace(/[^/]*$/, '');
    expect(atThere).toMatchObject(registry ? {url: `${registry}third`} : {endpoints: served.endpoints});
    expect(taken.json<ErrorJson>().error).toMatchObject({
      code: 'E_PREFLIGHT',
      message: 'the token third is there already',
    });
    expect(thirdStatus.json()).toMatchObject({token: 'third', state: 'waiting', size: 1, isOfSpec: false});
    expect(up.stderr).toContain('is left to etcdops discovery serve');
    expect(status.json()).toMatchObject({state: 'used-up', isOfSpec: true, problems: []});
    expect(served.output()).toContain('"isOfSpec":true');
    expect(existsSync(join(place.dir, OF_SERVICE, 'data'))).toBe(true);
    expect(served.output()).toContain('"state":"ended","isOver":true,"others":["other"],"isRemoved":false');
    await cliOk(place, ['up']);
    await assertHealthy(place, 1);
  });
});

it('a service goes away with its data where nobody needs it any more', async () => {
  const place = await aPlace('3.7', 1);
  const home = await aPlace('3.7', 1);
  const port = String(await freeBasePort(1));
  const args = ['--size', '1', '--port', port, '--token', 'one'];
  const first = await serveIn(home.dir, '3.7', ...args);
  await first.end();
  const data = join(home.dir, OF_SERVICE, 'data');
  expect(first.output()).toContain('"state":"ended","isOver":false');
  expect(existsSync(data)).toBe(true);

  const again = await serveIn(home.dir, '3.7', ...args);
  await cliOk({cli: () => place.bootstrap('--members', '1', ...namedBy(again), '--start')}, []);
  await again.end();

  expect(existsSync(data)).toBe(false);
  expect(again.output()).toContain('"isRemoved":true');
});

it('does not go on with the data of a newer etcd, nor as another than runs', async () => {
  const home = await aPlace('3.7', 1);
  const port = String(await freeBasePort(1));
  const line = ['discovery', 'serve', '--size', '1', '--token', 'one', '--json'];
  const served = await serveIn(home.dir, '3.7', '--size', '1', '--port', port, '--token', 'one');
  await served.end('SIGKILL');

  const other = await home.cli([...line, '--port', port, '--etcd-bin-dir', etcdBinDir('3.6')]);
  const adopted = await serveIn(home.dir, '3.7', '--size', '1', '--port', port, '--token', 'one');
  await adopted.end();
  const older = await home.cli([...line, '--port', port, '--etcd-bin-dir', etcdBinDir('3.6')]);

  expect(other.json<ErrorJson>().error).toMatchObject({
    code: 'E_PREFLIGHT',
    message: expect.stringMatching(/runs here already \(pid \d+\), and is another one: etcd /) as string,
  });
  expect(older.json<ErrorJson>().error).toMatchObject({
    code: 'E_PREFLIGHT',
    message: expect.stringMatching(/etcd 3\.7\.\d+ wrote it, and etcd 3\.6\.\d+ is older/) as string,
  });
});

it('with a certificate that nobody here believes is refused, and not waited for', async () => {
  const place = await aPlace('3.7', 1);
  const home = await aPlace('3.7', 1);
  await cliOk({cli: () => place.bootstrap('--members', '1', '--tls', 'ca')}, []);
  const pki = (path: string): string => join(place.dir, 'pki', path);
  const args = ['--cert-file', pki('nodes/infra0/server.crt'), '--key-file', pki('nodes/infra0/server.key')];
  const line = ['discovery', 'serve', '--size', '1', '--etcd-bin-dir', etcdBinDir('3.7'), ...args, '--json'];

  const unknown = await home.cli(line);
  const other = await home.cli([...line, '--cacert', pki('ca.crt'), '--listen', '127.0.0.2']);
  const unshown = await home.cli([...line, '--cacert', pki('ca.crt'), '--trusted-ca-file', pki('ca.crt')]);

  const errors = [unknown, other, unshown].map(result => result.json<ErrorJson>().error);
  expect(errors.map(({code}) => code)).toEqual(['E_UNREACHABLE', 'E_UNREACHABLE', 'E_UNREACHABLE']);
  expect(errors[0]!.message).toContain('signed by a CA that we do not trust');
  expect(errors[0]!.hints.join(' ')).toContain('--cacert FILE');
  expect(errors[1]!.message).toContain('does not name this host');
  expect(errors[2]!.message).toContain('it asks for a certificate');
  expect(errors[2]!.hints.join(' ')).toContain('--cert FILE --key FILE');
});

it('refuses what it would drop in silence', async () => {
  const place = await aPlace('3.7', 1);
  await cliOk({cli: () => place.bootstrap('--members', '1')}, []);
  const rows: [args: string, says: string][] = [
    ['serve --port 2379', '--port: the spec of this folder'],
    ['serve --size 2', '--size: the spec of this folder'],
    ['serve --endpoints http://127.0.0.1:1 --listen 10.0.0.1', '--listen is of a service'],
    ['serve --dir x --host a/b', '--host: '],
    ['status --endpoints http://127.0.0.1:1', '--endpoints without a token'],
    ['reap http://127.0.0.1:1/a --service http://127.0.0.1:2', '--service beside a URL'],
    ['new --size 3 --etcd-version 3.7', 'has no v2 discovery'],
    ['new --size 3 --etcd-version 3.5 --endpoints http://a:1,http://b:1', '--endpoints names 2'],
  ];

  const refused = await Promise.all(
    rows.map(([args]) => place.cli(['discovery', ...args.split(' '), '--json'])),
  );

  for (const [index, [args, says]] of rows.entries()) {
    const {error} = refused[index]!.json<ErrorJson>();
    expect(error.code, args).toBe('E_USAGE');
    expect(error.message, args).toContain(says);
  }
});
