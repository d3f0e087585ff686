import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {expect, it} from 'vitest';

import type {Archives} from '../../../../src/lib/adapters/archive/archives.js';
import {createDebianSource} from '../../../../src/lib/adapters/etcd-sources/debian-source.js';
import {createFiles} from '../../../../src/lib/adapters/files/files.js';
import {tempDir} from '../../../helpers/temp-dir.js';
import {type ScriptedReply, scriptedRunner, testContext} from './scripted-runner.js';

const WHERE = 'http://mirror.example/debian bookworm/main amd64 Packages';
const MADISON = `etcd-server | 3.4.23-4+b4 | ${WHERE}\netcd-client | 3.4.23-4+b4 | ${WHERE}\netcd-server | 3.5.16-4 | ${WHERE}\n`;

/** Unpacks a package named after a program as that program. */
const archives: Archives = {
  async unpack(archive, _format, {into}) {
    const bin = join(into, 'usr', 'bin');
    mkdirSync(bin, {recursive: true});
    writeFileSync(join(bin, archive.includes('etcd-server') ? 'etcd' : 'etcdctl'), archive);
  },
};

function source(replies: readonly ScriptedReply[]) {
  const runner = scriptedRunner(replies);
  return {runner, debian: createDebianSource({runner, files: createFiles(), archives, env: {PATH: '/bin'}})};
}

it('offers what both packages have', async () => {
  const {debian} = source([{command: /^apt-cache madison etcd-server etcd-client$/, stdout: MADISON}]);

  expect(await debian.offer({kind: 'latest'}, testContext())).toEqual({
    versions: ['3.4.23'],
    has: ['3.4.23'],
  });
  expect(await debian.offer({kind: 'line', line: '3.5'}, testContext())).toEqual({
    versions: [],
    has: ['3.4.23'],
  });
});

it('downloads both packages and takes the programs out of them', async () => {
  const [out, scratch] = [tempDir('out'), tempDir('debian')];
  const act: ScriptedReply['act'] = (_args, {cwd}) => {
    for (const name of ['etcd-server', 'etcd-client'])
      writeFileSync(join(cwd!, `${name}_3.4.23_amd64.deb`), '');
  };
  const {runner, debian} = source([
    {command: /^apt-cache/, stdout: MADISON},
    {command: /^apt-get .*download etcd-server=3\.4\.23-4\+b4 etcd-client=3\.4\.23-4\+b4$/, act},
  ]);

  await debian.fetch(
    '3.4.23',
    out,
    testContext(() => scratch),
  );

  expect(readFileSync(join(out, 'etcd'), 'utf8')).toContain('etcd-server');
  expect(existsSync(join(out, 'etcdctl'))).toBe(true);
  expect(runner.calls.map(({options}) => options.env!['LC_ALL'])).toEqual(['C', 'C']);
});

it('reads package lists of its own where the system knows no etcd, and says what was not fetched', async () => {
  const scratch = tempDir('debian');
  const update = {
    command: /^apt-get .*update$/,
    stderr: 'W: Failed to fetch http://mirror.example/x  Connection timed out\n',
  };
  const unreachable = source([{command: /^apt-cache/, stdout: ''}, update]);
  const reachable = source([
    {command: /^apt-cache/},
    {command: /^apt-get .*update$/},
    {command: /^apt-cache/, stdout: MADISON},
  ]);

  await expect(
    unreachable.debian.offer(
      {kind: 'latest'},
      testContext(() => scratch),
    ),
  ).rejects.toThrow('http://mirror.example/x: Connection timed out');
  const offer = await reachable.debian.offer(
    {kind: 'latest'},
    testContext(() => scratch),
  );

  expect(offer.versions).toEqual(['3.4.23']);
  expect(reachable.runner.calls[1]!.command).toContain(`Dir::State::Lists=${scratch}/lists`);
  expect(reachable.runner.calls[2]!.command).toContain(`Dir::State::Lists=${scratch}/lists`);
});

it('has nothing where there is no apt', async () => {
  const {debian} = source([{command: /^apt-cache/, missing: true}]);

  await expect(debian.offer({kind: 'latest'}, testContext())).rejects.toThrow('there is no apt-cache here');
});
